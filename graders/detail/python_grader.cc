#include "graders/detail/python_grader.h"

#include <sys/socket.h>

#include <algorithm>
#include <fstream>

#include "graders/detail/answer_code.h"

namespace oyer::graders::detail {

namespace {

// Unknown to everything but the judge: 32 bytes of the kernel's randomness, as text.
Result<std::string> new_nonce() {
  std::ifstream random("/dev/urandom", std::ios::binary);
  std::string bytes(32, '\0');
  random.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!random) return fail(host_error("reading /dev/urandom"));
  return to_string(sha256(bytes));
}

}  // namespace

Result<sandbox::Limits> PythonGrader::limits_for(const datasets::Task& task, std::stop_token stop) {
  return limits_of(task, options_, [&] { return references_->cost(key_of(task), learning(task, stop)); });
}

// ---- the reference ----------------------------------------------------------------------------------------------

Digest PythonGrader::key_of(const datasets::Task& task) const {
  Digester key;
  key.field(to_string(datasets::tests_digest(task))).field(task.reference.value_or(""));
  key.field(to_string(zygotes_.python().digest)).field(options_.seed).field(options_.challenge ? 1U : 0U);
  return key.finish();
}

References::Learn PythonGrader::learning(const datasets::Task& task, std::stop_token stop) {
  const bool cases = std::holds_alternative<datasets::CasesShape>(task.shape);
  return [this, &task, stop, cases] { return cases ? learn_cases(task, stop) : learn_function(task, stop); };
}

Result<std::shared_ptr<const ReferenceFacts>> PythonGrader::facts_of(const datasets::Task& task, std::stop_token stop) {
  return references_->get(key_of(task), learning(task, stop));
}

Result<ReferenceFacts> PythonGrader::learn_function(const datasets::Task& task, std::stop_token stop) {
  ReferenceFacts facts;
  facts.isolation = task.isolation;
  if (!task.reference || task.isolation == Isolation::shared_process) return facts;
  Work work{task, *task.reference, options_.reference_limits, stop, options_.seed};
  OYER_TRY(const FunctionRun run, judged_run(work, {}, options_.reference_limits, Manner::learn));
  facts.cpu = run.candidate.usage.cpu;
  facts.memory = run.candidate.usage.memory_peak;
  if (!run.report) return facts;
  facts.mutates = run.report->mutates;
  using runners::EndReason;
  if (run.report->reason == EndReason::unencodable || run.report->reason == EndReason::unencodable_argument) {
    facts.isolation = Isolation::shared_process;
  }
  return facts;
}

Result<ReferenceFacts> PythonGrader::learn_cases(const datasets::Task& task, std::stop_token stop) {
  const auto& shape = std::get<datasets::CasesShape>(task.shape);
  ReferenceFacts facts;
  if (!task.reference) {
    return fail(invalid_input("task " + task.id + " has cases without an expected value and no reference solution"));
  }
  OYER_TRY_STATUS(inputs_fit(task, stop));
  facts.expected.resize(shape.cases.size());
  Work work{task, *task.reference, options_.reference_limits, stop, options_.seed};
  for (const CaseGroup& group : groups_of(shape)) {
    OYER_TRY(const CasesRun run, run_group(work, shape, group, options_.reference_limits));
    if (!run.answers.complete()) {
      return fail(invalid_input("task " + task.id + ", group " + group.name + ": the reference did not answer all " +
                                "cases (" + sandbox::describe(run.execution.ending) + ")"));
    }
    for (std::size_t n = 0; n < group.cases.size(); ++n) {
      const auto* value = std::get_if<runners::ValueAnswer>(&run.answers.answers()[n].answer);
      const datasets::Case& one = shape.cases[group.cases[n]];
      if (value != nullptr)
        facts.expected[group.cases[n]] = value->frame;
      else if (!one.expected_json) {
        return fail(invalid_input("task " + task.id + ", case " + one.id + ": the reference raises"));
      }
    }
    facts.cpu = std::max(facts.cpu, run.execution.usage.cpu);
    facts.memory = std::max(facts.memory, run.execution.usage.memory_peak);
  }
  return facts;
}

// ---- one candidate ----------------------------------------------------------------------------------------------

Grade PythonGrader::blank(const datasets::Task& task) const {
  if (const auto* cases = std::get_if<datasets::CasesShape>(&task.shape)) return blank_grade(*cases);
  return blank_grade(task, tests_of(std::get<datasets::FunctionShape>(task.shape), options_.challenge));
}

Result<Grade> PythonGrader::grade(CandidateWork& work) {
  return std::holds_alternative<datasets::CasesShape>(work.task.shape) ? grade_cases(work) : grade_function(work);
}

// ---- function shape ---------------------------------------------------------------------------------------------

Result<JudgeSession*> PythonGrader::session_for(const datasets::Task& task, const Mutates& mutates,
                                                std::stop_token stop) {
  const auto& shape = std::get<datasets::FunctionShape>(task.shape);
  Digester identity;
  identity.field(to_string(datasets::tests_digest(task)));
  for (const auto& [name, arguments] : mutates) identity.field(name).field(arguments.size());
  const Digest wanted = identity.finish();
  if (session_ && session_of_ == wanted) return session_.get();
  session_.reset();
  OYER_TRY(const sandbox::Zygote zygote, zygotes_.get(shape.prelude + "\n" + shape.setup));
  auto opened = JudgeSession::open(executor_, zygote, options_.judge_limits,
                                   judge_task_of(task, mutates, options_.challenge), stop);
  if (!opened) return fail(std::move(opened).error().with_context("task " + task.id));
  session_ = std::move(*opened);
  session_of_ = wanted;
  return session_.get();
}

Result<FunctionRun> PythonGrader::run_before_judge(Work& work, JudgeSession& session, const sandbox::Limits& limits,
                                                   Manner manner) {
  OYER_TRY(const sandbox::Zygote zygote, zygotes_.get(work.code));
  runners::JudgeRequest question;
  OYER_TRY(question.nonce, new_nonce());
  question.learn = manner == Manner::learn;
  question.back = manner == Manner::back;
  question.stop_at_first = options_.stop_at_first && !question.learn;
  question.seed = work.seed;
  // The benchmarks run prompt, imports and answer in one module: an answer may lean on what the task's code imports.
  const auto& shape = std::get<datasets::FunctionShape>(work.task.shape);
  runners::FunctionPayload payload;
  payload.prelude = shape.prelude;
  if (shape.setup_time == datasets::SetupTime::before_candidate) payload.prelude += "\n" + shape.setup;
  payload.source = work.code;
  payload.names = session.task().names;
  payload.seed = work.seed;
  OYER_TRY(auto connected, spawn_connected(executor_, zygote, runners::payload_of(payload), limits));
  const sandbox::Child child = connected.child;

  // From here on the child must be finished whatever happens. One that ended is finished before the judge is heard:
  // what it left behind may hold the socket, and must be dead. One that lives is finished after, and given a little
  // time where the judge says that it closed the socket.
  const auto asked = session.ask(question, std::move(connected.socket));
  auto ended = asked ? executor_.wait(child, session.control(), work.stop) : Result<bool>(fail(asked.error()));
  using Heard = std::variant<std::string, JudgeGone>;
  std::optional<Result<Heard>> heard;
  std::optional<Result<runners::JudgeReport>> report;
  if (ended && !*ended && !work.stop.stop_requested()) {
    heard = session.hear(work.stop);
    if (*heard && std::holds_alternative<std::string>(**heard)) {
      report = runners::parse_report(std::get<std::string>(**heard), question.nonce);
      if (*report && (*report)->reason == runners::EndReason::closed) (void)await_end(executor_, child, work.stop);
    }
  }
  auto finished = executor_.finish(child);
  if (!ended) return fail(std::move(ended).error());
  if (!finished) return fail(std::move(finished).error());
  if (!heard) {
    if (work.stop.stop_requested()) {
      if (sandbox::was_stopped(*finished)) return fail(cancelled("stopped while a candidate ran"));
      session.await_word();
    }
    heard = session.hear(work.stop);
  }
  FunctionRun run;
  run.candidate = std::move(*finished);
  // Who has reached a limit of its time has done so, even where nobody waits to hear how far it had come.
  const bool timed_out = std::holds_alternative<sandbox::TimedOut>(run.candidate.ending);
  run.cut_short = !*heard && heard->error().kind == Error::Kind::cancelled && timed_out;
  if (!*heard && !run.cut_short) return fail(std::move(*heard).error());
  add_usage(work.measured.candidate, run.candidate.usage);
  ++work.measured.runs;
  if (run.cut_short) return run;
  if (auto* gone = std::get_if<JudgeGone>(&**heard)) {
    add_usage(work.measured.judge, gone->execution.usage);
    run.judge = std::move(gone->execution);
    return run;
  }
  if (!report) report = runners::parse_report(std::get<std::string>(**heard), question.nonce);
  if (!*report) return fail(std::move(*report).error());
  run.report = std::move(**report);
  return run;
}

// One run, by a judge that is fresh wherever the one at hand gave out: its trouble may have been the work of those
// before. What still fails then is this candidate's doing.
Result<FunctionRun> PythonGrader::judged_run(Work& work, const Mutates& mutates, const sandbox::Limits& limits,
                                             Manner manner) {
  for (;;) {
    OYER_TRY(JudgeSession* const session, session_for(work.task, mutates, work.stop));
    const bool fresh = session->judged() == 0;
    auto run = run_before_judge(work, *session, limits, manner);
    using runners::EndReason;
    const bool odd = !run || !run->report || run->report->reason == EndReason::protocol ||
                     run->report->reason == EndReason::judge_exhausted;
    if (odd) session_.reset();
    if (run && run->cut_short) return run;
    if (!run) {
      // A report that cannot be read is a judge that gave out.
      if (run.error().kind != Error::Kind::protocol || fresh) return run;
    } else if ((run->report && run->report->reason != EndReason::judge_exhausted) || fresh) {
      return run;
    }
  }
}

Result<Grade> PythonGrader::timed_function(Work& work, const Mutates& mutates, runners::JudgeReport* last,
                                           Manner manner) {
  const auto tests = tests_of(std::get<datasets::FunctionShape>(work.task.shape), options_.challenge);
  const bool shared = work.task.isolation == Isolation::shared_process;
  const auto once = [&] {
    return shared ? run_shared(work, with_margin(work.limits))
                  : judged_run(work, mutates, with_margin(work.limits), manner);
  };
  OYER_TRY(FunctionRun run, once());
  Timing timing = timing_of(run.candidate, work.limits);
  bool confirmed = false;
  if (timing == Timing::doubtful && run.report) {
    const auto alone = slot_ ? slot_->take() : std::unique_lock<std::mutex>();
    OYER_TRY(FunctionRun again, once());
    confirmed = true;
    timing = timing_of(again.candidate, work.limits) == Timing::within ? Timing::within : Timing::over;
    // A run that the wall clock cut short has no verdict of its own; any other keeps its own.
    if (std::holds_alternative<sandbox::TimedOut>(run.candidate.ending)) run = std::move(again);
  }
  if (last != nullptr && run.report) *last = *run.report;
  OYER_TRY(Grade grade, grade_of(run, work.task, tests));
  if (confirmed) add_flag(grade, "confirmed_time");
  if (run.cut_short) add_flag(grade, cut_short);
  const bool by_time = grade.verdict != Verdict::judge_exhausted && grade.verdict != Verdict::memory_limit &&
                       grade.verdict != Verdict::denied;
  if (timing == Timing::over && by_time) grade = timed_out(std::move(grade), "CPU or wall time limit");
  return grade;
}

Result<Grade> PythonGrader::grade_function(Work& work) {
  if (work.task.isolation == Isolation::shared_process) return grade_shared(work);
  runners::JudgeReport report;
  auto grade = timed_function(work, {}, &report);
  // Two things about a task are learned from its reference, when a candidate first makes them matter: which arguments
  // the tests expect to see changed, and whether its values can cross at all. What is learned is the task's alone.
  using runners::EndReason;
  const bool refused = report.reason == EndReason::unencodable || report.reason == EndReason::unencodable_argument;
  if (!refused && report.mutated == 0) return grade;
  if (!grade && grade.error().kind != Error::Kind::invalid_input) return grade;
  if (!work.task.reference) return report.mutated == 0 ? std::move(grade) : seen_changed(work, {}, std::move(grade));
  OYER_TRY(const auto facts, facts_of(work.task, work.stop));
  if (facts->isolation == Isolation::shared_process) {
    datasets::Task shared = work.task;
    shared.isolation = Isolation::shared_process;
    Work again{shared, work.code, work.limits, work.stop, work.seed, work.measured};
    auto result = grade_shared(again);
    work.measured = again.measured;
    return result;
  }
  if (!facts->mutates.empty()) {
    report = {};
    grade = timed_function(work, facts->mutates, &report);
  }
  return report.mutated == 0 ? std::move(grade) : seen_changed(work, facts->mutates, std::move(grade));
}

// A candidate changed arguments that the reference leaves alone, and the tests may look at them. Written back for every
// candidate they would let it change what its answers are compared with; so an answer that is right for untouched
// arguments has to be right once more for arguments as the candidate leaves them. That it changed some is its own word:
// who denies it has a function that works on a copy, and is judged as that.
Result<Grade> PythonGrader::seen_changed(Work& work, const Mutates& mutates, Result<Grade> grade) {
  if (!grade || grade->verdict != Verdict::accepted) return grade;
  OYER_TRY(Grade again, timed_function(work, mutates, nullptr, Manner::back));
  if (again.verdict == Verdict::accepted) return grade;
  add_flag(again, "mutated_arguments");
  return again;
}

Result<Grade> PythonGrader::grade_shared(Work& work) { return timed_function(work, {}, nullptr); }

// The candidate and the tests in one process: its word is all there is, and the grade says that it is not sound.
Result<FunctionRun> PythonGrader::run_shared(Work& work, const sandbox::Limits& limits) {
  OYER_TRY(const sandbox::Zygote zygote, zygotes_.get(work.code));
  runners::SharedPayload payload;
  payload.source = work.code;
  payload.task = judge_task_of(work.task, {}, options_.challenge);
  OYER_TRY(payload.request.nonce, new_nonce());
  payload.request.stop_at_first = options_.stop_at_first;
  payload.request.seed = work.seed;
  OYER_TRY(const auto connected, spawn_connected(executor_, zygote, runners::payload_of(payload), limits));
  OYER_TRY(auto told, finish_reading(executor_, connected.child, connected.socket, work.stop));
  FunctionRun run;
  run.candidate = std::move(told.second);
  add_usage(work.measured.candidate, run.candidate.usage);
  ++work.measured.runs;
  if (!told.first) return run;
  // What cannot be read is a candidate that wrote over its own report.
  auto report = runners::parse_report(*told.first, payload.request.nonce);
  if (report) run.report = std::move(*report);
  return run;
}

// ---- cases shape ------------------------------------------------------------------------------------------------

namespace {

// A child that has answered everything is ended; whether it came to its own end before that is chance, and no record
// tells of it.
sandbox::Ending ending_of(const CasesRun& run) {
  const sandbox::Ending& ending = run.execution.ending;
  const bool by_itself =
      std::holds_alternative<sandbox::Exited>(ending) || std::holds_alternative<sandbox::Signaled>(ending);
  return run.answers.complete() && by_itself ? sandbox::Ending(sandbox::Cancelled{}) : ending;
}

}  // namespace

Result<const CasesTask*> PythonGrader::cases_of(const datasets::Task& task, std::stop_token stop) {
  const Digest wanted = datasets::tests_digest(task);
  if (cases_ && cases_task_ == wanted) return cases_.get();
  const auto& shape = std::get<datasets::CasesShape>(task.shape);
  OYER_TRY_STATUS(inputs_fit(task, stop));
  OYER_TRY(const auto rebuilt, rebuilt_of(task, stop));
  auto made = Result<std::unique_ptr<CasesTask>>(nullptr);
  if (names_all_outputs(shape)) {
    made = CasesTask::make(shape, {}, rebuilt);
  } else {
    OYER_TRY(const auto facts, facts_of(task, stop));
    made = CasesTask::make(shape, facts->expected, rebuilt);
  }
  if (!made) return fail(std::move(made).error().with_context("task " + task.id));
  cases_ = std::move(*made);
  cases_task_ = wanted;
  return cases_.get();
}

// What CasesTask::make asks for. Learned once for all workers, as what a reference does is.
Result<std::vector<std::string>> PythonGrader::rebuilt_of(const datasets::Task& task, std::stop_token stop) {
  const auto& shape = std::get<datasets::CasesShape>(task.shape);
  if (shape.expected_rebuild == datasets::Rebuild::as_is) return std::vector<std::string>();
  const Digest key = Digester().field("expected_rebuild").field(to_string(datasets::tests_digest(task))).finish();
  OYER_TRY(const auto facts, references_->get(key, [&] { return rebuild_expected(task, stop); }));
  return facts->expected;
}

// The rules are Python's own conversions, so that Python makes them: as arguments of a function that returns its own.
Result<ReferenceFacts> PythonGrader::rebuild_expected(const datasets::Task& task, std::stop_token stop) {
  const auto& shape = std::get<datasets::CasesShape>(task.shape);
  runners::CasesPayload payload;
  payload.source = "def same(value):\n    return value\n";
  payload.rebuild.emplace_back(datasets::name_of(shape.expected_rebuild));
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < shape.cases.size(); ++i) {
    if (!shape.cases[i].expected_json) continue;
    const std::string& text = *shape.cases[i].expected_json;
    places.push_back(i);
    payload.cases.push_back(shape.expected_wrapped ? text : "[" + text + "]");
  }
  ReferenceFacts facts;
  facts.expected.resize(shape.cases.size());
  if (places.empty()) return facts;
  const std::string wrong = "an expected value cannot be rebuilt as '" + payload.rebuild.front() + "'";
  OYER_TRY(auto frames, rebuilt_alone(task, std::move(payload), places, wrong, stop));
  for (std::size_t n = 0; n < places.size(); ++n) facts.expected[places[n]] = std::move(frames[n]);
  return facts;
}

// In a candidate's process an input that does not fit its rule would look like the candidate's failure. So all inputs
// are tried by themselves once, before any candidate.
Status PythonGrader::inputs_fit(const datasets::Task& task, std::stop_token stop) {
  const Digest key = Digester().field("inputs").field(to_string(datasets::tests_digest(task))).finish();
  OYER_TRY_STATUS(references_->get(key, [&]() -> Result<ReferenceFacts> {
    const auto& shape = std::get<datasets::CasesShape>(task.shape);
    runners::CasesPayload payload;
    payload.source = "def same(*values):\n    return None\n";
    std::string rules;
    for (const datasets::Rebuild rule : shape.rebuild) {
      payload.rebuild.emplace_back(datasets::name_of(rule));
      rules += (rules.empty() ? "'" : ", '") + payload.rebuild.back() + "'";
    }
    std::vector<std::size_t> places;
    for (const datasets::Case& one : shape.cases) {
      places.push_back(places.size());
      payload.cases.push_back(one.input_json);
    }
    const std::string wrong = "the input cannot be read" + (rules.empty() ? "" : " and rebuilt by " + rules);
    OYER_TRY_STATUS(rebuilt_alone(task, std::move(payload), places, wrong, stop));
    return ReferenceFacts();
  }));
  return {};
}

// What `same`, a function of ours, returns for each case of `payload`, in a child that holds nothing of a candidate.
Result<std::vector<std::string>> PythonGrader::rebuilt_alone(const datasets::Task& task, runners::CasesPayload payload,
                                                             const std::vector<std::size_t>& places,
                                                             const std::string& wrong, std::stop_token stop) {
  const auto& cases = std::get<datasets::CasesShape>(task.shape).cases;
  payload.entry = "same";
  OYER_TRY(const sandbox::Zygote zygote, zygotes_.get(payload.source));
  OYER_TRY(const CasesRun run, run_cases(executor_, zygote, payload, options_.reference_limits, stop));
  if (!run.answers.complete()) {
    const std::string how = " (" + sandbox::describe(run.execution.ending) + ")";
    return fail(invalid_input("task " + task.id + ": " + wrong + how));
  }
  std::vector<std::string> frames;
  for (std::size_t n = 0; n < places.size(); ++n) {
    const auto* value = std::get_if<runners::ValueAnswer>(&run.answers.answers()[n].answer);
    if (value == nullptr) {
      return fail(invalid_input("task " + task.id + ", case " + cases[places[n]].id + ": " + wrong));
    }
    frames.push_back(value->frame);
  }
  return frames;
}

Result<CasesRun> PythonGrader::run_group(Work& work, const datasets::CasesShape& shape, const CaseGroup& group,
                                         const sandbox::Limits& limits) {
  OYER_TRY(const sandbox::Zygote zygote, zygotes_.get(work.code));
  runners::CasesPayload payload;
  payload.source = work.code;
  payload.prelude = shape.prelude;
  payload.entry = work.task.entry_point;
  for (const std::size_t place : group.cases) payload.cases.push_back(shape.cases[place].input_json);
  for (const datasets::Rebuild rule : shape.rebuild) payload.rebuild.emplace_back(datasets::name_of(rule));
  payload.seed = work.seed;
  OYER_TRY(auto run, run_cases(executor_, zygote, payload, limits, work.stop));
  add_usage(work.measured.candidate, run.execution.usage);
  ++work.measured.runs;
  return run;
}

Result<Grade> PythonGrader::grade_cases(Work& work) {
  OYER_TRY(const CasesTask* const task, cases_of(work.task, work.stop));
  Grade grade = blank_grade(task->shape());
  bool failed = false, over = false;
  for (const CaseGroup& group : task->groups()) {
    if (failed && options_.stop_at_first) break;
    const auto once = [&] { return run_group(work, task->shape(), group, with_margin(work.limits)); };
    auto ran = once();
    // Whatever else might still be answered, a limit was reached.
    if (!ran && over && ran.error().kind == Error::Kind::cancelled) {
      add_flag(grade, cut_short);
      break;
    }
    OYER_TRY(CasesRun run, std::move(ran));
    Timing timing = timing_of(run.execution, work.limits);
    if (timing == Timing::doubtful) {
      const auto alone = slot_ ? slot_->take() : std::unique_lock<std::mutex>();
      OYER_TRY(CasesRun again, once());
      add_flag(grade, "confirmed_time");
      timing = timing_of(again.execution, work.limits) == Timing::within ? Timing::within : Timing::over;
      if (std::holds_alternative<sandbox::TimedOut>(run.execution.ending)) run = std::move(again);
    }
    grade.ending = ending_of(run);
    auto* const observed = options_.observe.count > 0 ? &work.measured.observed : nullptr;
    over = over || timing == Timing::over;
    OYER_TRY_STATUS(task->put(grade, group, run, timing == Timing::over, observed));
    failed = std::any_of(grade.cases.begin(), grade.cases.end(),
                         [](const CaseResult& one) { return one.outcome == Outcome::failed; });
  }
  CasesTask::finish(grade);
  return grade;
}

}  // namespace oyer::graders::detail
