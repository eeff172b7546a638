#include "graders/detail/python_grader.h"

#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>

#include "graders/detail/text.h"
#include "parsers/answer.h"
#include "parsers/names.h"

namespace oyer::graders::detail {

using std::chrono::steady_clock;

namespace {

// Unknown to everything but the judge: 32 bytes of the kernel's randomness, as text.
Result<std::string> new_nonce() {
  std::ifstream random("/dev/urandom", std::ios::binary);
  std::string bytes(32, '\0');
  random.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!random) return fail(host_error("reading /dev/urandom"));
  return to_string(sha256(bytes));
}

std::string utc_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::string extraction_of(const parsers::Answer& answer) {
  std::string text(parsers::name_of(answer.form));
  if (answer.syntax_errors) text += ",syntax_errors";
  if (answer.unclosed_fence) text += ",unclosed_fence";
  if (answer.merged) text += ",merged";
  if (answer.reindented) text += ",reindented";
  if (answer.trimmed) text += ",trimmed";
  if (answer.oversized) text += ",oversized";
  return text;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

// A whole number of seconds, no less: limits that follow a measured time must not differ from one run to the next.
Nanos whole_seconds(Nanos time) { return std::chrono::ceil<std::chrono::seconds>(time); }

// `limit` doubled until it is at least `wanted`.
template <class Quantity>
Quantity doubled(Quantity limit, Quantity wanted) {
  while (limit < wanted && limit > Quantity{}) limit *= 2;
  return limit;
}

bool names_all_outputs(const datasets::CasesShape& shape) {
  return std::all_of(shape.cases.begin(), shape.cases.end(),
                     [](const datasets::Case& one) { return one.expected_json.has_value(); });
}

void put_answer(Prepared& prepared, const datasets::Task& task, const datasets::Candidate& candidate) {
  if (candidate.kind == datasets::Candidate::Kind::solution) {
    if (is_blank(candidate.text)) return;
    prepared.code = candidate.text;
    prepared.extraction = "solution";
    return;
  }
  parsers::AnswerHints hints;
  hints.prompt = task.prompt;
  hints.entry_point = task.entry_point;
  if (const auto* shape = std::get_if<datasets::FunctionShape>(&task.shape)) {
    hints.required_names = shape->candidate_names;
  }
  auto answer = parsers::extract_answer(candidate.text, task.language, hints);
  if (!answer) return;
  prepared.extraction = extraction_of(*answer);
  prepared.code = std::move(answer->code);
}

}  // namespace

// ---- before anything is run -------------------------------------------------------------------------------------

Result<Prepared> PythonGrader::prepare(const datasets::Task& task, const datasets::Candidate& candidate,
                                       std::stop_token stop) {
  if (task.language != Language::python) {
    return fail(
        unsupported("task " + task.id + " is in " + std::string(name_of(task.language)) + "; only python is judged"));
  }
  Prepared prepared;
  put_answer(prepared, task, candidate);
  prepared.task = datasets::tests_digest(task);
  Setting& setting = prepared.setting;
  if (const auto* cases = std::get_if<datasets::CasesShape>(&task.shape)) setting.profile = cases->profile;
  OYER_TRY(setting.limits, limits_for(task, stop));
  setting.toolchain = to_string(python_->digest);
  setting.toolchain_name = python_->implementation + " " + python_->version;
  setting.seeds.random = options_.seed;
  setting.stop_at_first = options_.stop_at_first;
  setting.challenge = options_.challenge;
  prepared.key = record_key(prepared.code, prepared.task, setting);
  return prepared;
}

Result<sandbox::Limits> PythonGrader::limits_for(const datasets::Task& task, std::stop_token stop) {
  sandbox::Limits limits = options_.limits;
  if (task.memory_bytes) limits.memory = Bytes{*task.memory_bytes};
  if (task.cpu_ms) {
    limits.cpu = Millis(*task.cpu_ms);
  } else if (options_.times_reference && task.reference) {
    OYER_TRY(const auto facts, facts_of(task, stop));
    const auto multiple = static_cast<double>(facts->cpu.count()) * *options_.times_reference;
    limits.cpu = whole_seconds(std::max(options_.reference_floor, Nanos(static_cast<std::int64_t>(multiple))));
  }
  const auto* shape = std::get_if<datasets::CasesShape>(&task.shape);
  if (options_.fit_reference && shape != nullptr && task.reference && !names_all_outputs(*shape)) {
    OYER_TRY(const auto facts, facts_of(task, stop));
    if (!task.cpu_ms && !options_.times_reference) limits.cpu = doubled(limits.cpu, 4 * facts->cpu);
    if (!task.memory_bytes) limits.memory = Bytes{doubled(limits.memory.count, 2 * facts->memory.count)};
  }
  limits.wall = std::max(limits.wall, 2 * limits.cpu);
  if (task.wall_ms) limits.wall = Millis(*task.wall_ms);
  return limits;
}

Result<sandbox::Zygote> PythonGrader::zygote_for(std::string_view code) {
  const auto imports = parsers::imported_modules(Language::python, code);
  const runners::ImportProfile& profile = runners::choose_profile(*python_, imports);
  if (const auto found = zygotes_.find(profile.name); found != zygotes_.end()) return found->second;
  OYER_TRY(const sandbox::Zygote zygote, executor_->start_zygote(runners::zygote_spec(*python_, profile)));
  zygotes_.emplace(profile.name, zygote);
  return zygote;
}

// ---- the reference ----------------------------------------------------------------------------------------------

Result<std::shared_ptr<const ReferenceFacts>> PythonGrader::facts_of(const datasets::Task& task, std::stop_token stop) {
  Digester key;
  key.field(to_string(datasets::tests_digest(task))).field(task.reference.value_or(""));
  key.field(to_string(python_->digest)).field(options_.seed).field(options_.challenge ? 1U : 0U);
  const bool cases = std::holds_alternative<datasets::CasesShape>(task.shape);
  return references_->get(key.finish(), [&] { return cases ? learn_cases(task, stop) : learn_function(task, stop); });
}

Result<ReferenceFacts> PythonGrader::learn_function(const datasets::Task& task, std::stop_token stop) {
  ReferenceFacts facts;
  facts.isolation = task.isolation;
  if (!task.reference || task.isolation == Isolation::shared_process) return facts;
  Work work{task, *task.reference, options_.reference_limits, stop};
  OYER_TRY(const FunctionRun run, judged_run(work, {}, options_.reference_limits, true));
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
  facts.expected.resize(shape.cases.size());
  Work work{task, *task.reference, options_.reference_limits, stop};
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

Result<Judged> PythonGrader::grade(const datasets::Task& task, const Prepared& prepared, std::stop_token stop) {
  const auto begun = steady_clock::now();
  const bool cases = std::holds_alternative<datasets::CasesShape>(task.shape);
  static const std::string nothing;
  Work work{task, prepared.code ? *prepared.code : nothing, prepared.setting.limits, stop};
  Judged judged;
  if (prepared.code) {
    OYER_TRY(judged.grade, cases ? grade_cases(work) : grade_function(work));
    judged.containment = executor_->containment();
  } else {
    if (cases) {
      judged.grade = blank_grade(std::get<datasets::CasesShape>(task.shape));
    } else {
      judged.grade = blank_grade(task, tests_of(std::get<datasets::FunctionShape>(task.shape), options_.challenge));
    }
    judged.grade.verdict = Verdict::no_code;
    judged.grade.reason = "the completion holds no code";
  }
  judged.measured = work.measured;
  judged.measured.total = std::chrono::duration_cast<Nanos>(steady_clock::now() - begun);
  judged.measured.graded_at = utc_now();
  if (const Status whole = check(judged.grade); !whole) {
    return fail(Error(whole.error()).with_context("task " + task.id));
  }
  return judged;
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
  OYER_TRY(const sandbox::Zygote zygote, zygote_for(shape.prelude + "\n" + shape.setup));
  auto opened = JudgeSession::open(*executor_, zygote, options_.judge_limits,
                                   judge_task_of(task, mutates, options_.challenge), stop);
  if (!opened) return fail(std::move(opened).error().with_context("task " + task.id));
  session_ = std::move(*opened);
  session_of_ = wanted;
  return session_.get();
}

Result<FunctionRun> PythonGrader::run_before_judge(Work& work, JudgeSession& session, const sandbox::Limits& limits,
                                                   bool learn) {
  OYER_TRY(const sandbox::Zygote zygote, zygote_for(work.code));
  OYER_TRY(auto ends, socket_pair());
  runners::JudgeRequest question;
  OYER_TRY(question.nonce, new_nonce());
  question.learn = learn;
  question.stop_at_first = options_.stop_at_first && !learn;
  question.seed = options_.seed;
  // The benchmarks run prompt, imports and answer in one module: an answer may lean on what the task's code imports.
  const auto& shape = std::get<datasets::FunctionShape>(work.task.shape);
  runners::FunctionPayload payload;
  payload.prelude = shape.prelude;
  if (shape.setup_time == datasets::SetupTime::before_candidate) payload.prelude += "\n" + shape.setup;
  payload.source = work.code;
  payload.names = session.task().names;
  payload.seed = options_.seed;
  sandbox::SpawnRequest request;
  request.payload = runners::payload_of(payload);
  request.descriptors.push_back(std::move(ends.first));
  request.limits = limits;
  OYER_TRY(const sandbox::Child child, executor_->spawn(zygote, std::move(request)));

  // From here on the child must be finished whatever happens. One that ended is finished before the judge is heard:
  // what it left behind may hold the socket, and must be dead. One that lives is finished after, and given a little
  // time where the judge says that it closed the socket.
  const auto asked = session.ask(question, std::move(ends.second));
  auto ended = asked ? executor_->wait(child, session.control(), work.stop) : Result<bool>(fail(asked.error()));
  using Heard = std::variant<std::string, JudgeGone>;
  std::optional<Result<Heard>> heard;
  std::optional<Result<runners::JudgeReport>> report;
  if (ended && !*ended && !work.stop.stop_requested()) {
    heard = session.hear(work.stop);
    if (*heard && std::holds_alternative<std::string>(**heard)) {
      report = runners::parse_report(std::get<std::string>(**heard), question.nonce);
      if (*report && (*report)->reason == runners::EndReason::closed) (void)await_end(*executor_, child, work.stop);
    }
  }
  auto finished = executor_->finish(child);
  if (!ended) return fail(std::move(ended).error());
  if (!finished) return fail(std::move(finished).error());
  if (work.stop.stop_requested()) return fail(cancelled("stopped while a candidate ran"));
  if (!heard) heard = session.hear(work.stop);
  if (!*heard) return fail(std::move(*heard).error());

  FunctionRun run;
  run.candidate = std::move(*finished);
  add_usage(work.measured.candidate, run.candidate.usage);
  ++work.measured.runs;
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
                                             bool learn) {
  for (;;) {
    OYER_TRY(JudgeSession* const session, session_for(work.task, mutates, work.stop));
    const bool fresh = session->judged() == 0;
    auto run = run_before_judge(work, *session, limits, learn);
    using runners::EndReason;
    const bool odd = !run || !run->report || run->report->reason == EndReason::protocol ||
                     run->report->reason == EndReason::judge_exhausted;
    if (odd) session_.reset();
    if (!run) {
      // A report that cannot be read is a judge that gave out.
      if (run.error().kind != Error::Kind::protocol || fresh) return run;
    } else if ((run->report && run->report->reason != EndReason::judge_exhausted) || fresh) {
      return run;
    }
  }
}

Result<Grade> PythonGrader::timed_function(Work& work, const Mutates& mutates, runners::JudgeReport* last) {
  const auto tests = tests_of(std::get<datasets::FunctionShape>(work.task.shape), options_.challenge);
  const bool shared = work.task.isolation == Isolation::shared_process;
  const auto once = [&] {
    return shared ? run_shared(work, with_margin(work.limits))
                  : judged_run(work, mutates, with_margin(work.limits), false);
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
  if (!work.task.reference) return grade;
  OYER_TRY(const auto facts, facts_of(work.task, work.stop));
  if (facts->isolation == Isolation::shared_process) {
    datasets::Task shared = work.task;
    shared.isolation = Isolation::shared_process;
    Work again{shared, work.code, work.limits, work.stop, work.measured};
    auto result = grade_shared(again);
    work.measured = again.measured;
    return result;
  }
  if (facts->mutates.empty()) return grade;
  return timed_function(work, facts->mutates, nullptr);
}

Result<Grade> PythonGrader::grade_shared(Work& work) { return timed_function(work, {}, nullptr); }

// The candidate and the tests in one process: its word is all there is, and the grade says that it is not sound.
Result<FunctionRun> PythonGrader::run_shared(Work& work, const sandbox::Limits& limits) {
  OYER_TRY(const sandbox::Zygote zygote, zygote_for(work.code));
  OYER_TRY(auto ends, socket_pair());
  runners::SharedPayload payload;
  payload.source = work.code;
  payload.task = judge_task_of(work.task, {}, options_.challenge);
  OYER_TRY(payload.request.nonce, new_nonce());
  payload.request.stop_at_first = options_.stop_at_first;
  payload.request.seed = options_.seed;
  sandbox::SpawnRequest request;
  request.payload = runners::payload_of(payload);
  request.descriptors.push_back(std::move(ends.first));
  request.limits = limits;
  OYER_TRY(const sandbox::Child child, executor_->spawn(zygote, std::move(request)));
  OYER_TRY(auto told, finish_reading(*executor_, child, ends.second, work.stop));
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

Result<const CasesTask*> PythonGrader::cases_of(const datasets::Task& task, std::stop_token stop) {
  const Digest wanted = datasets::tests_digest(task);
  if (cases_ && cases_task_ == wanted) return cases_.get();
  const auto& shape = std::get<datasets::CasesShape>(task.shape);
  const bool told = names_all_outputs(shape);
  auto made = Result<std::unique_ptr<CasesTask>>(nullptr);
  if (told) {
    made = CasesTask::make(shape, {});
  } else {
    OYER_TRY(const auto facts, facts_of(task, stop));
    made = CasesTask::make(shape, facts->expected);
  }
  if (!made) return fail(std::move(made).error().with_context("task " + task.id));
  cases_ = std::move(*made);
  cases_task_ = wanted;
  return cases_.get();
}

Result<CasesRun> PythonGrader::run_group(Work& work, const datasets::CasesShape& shape, const CaseGroup& group,
                                         const sandbox::Limits& limits) {
  OYER_TRY(const sandbox::Zygote zygote, zygote_for(work.code));
  runners::CasesPayload payload;
  payload.source = work.code;
  payload.entry = work.task.entry_point;
  for (const std::size_t place : group.cases) payload.cases.push_back(shape.cases[place].input_json);
  for (const datasets::Rebuild rule : shape.rebuild) payload.rebuild.emplace_back(datasets::name_of(rule));
  payload.seed = options_.seed;
  OYER_TRY(auto run, run_cases(*executor_, zygote, payload, limits, work.stop));
  add_usage(work.measured.candidate, run.execution.usage);
  ++work.measured.runs;
  return run;
}

Result<Grade> PythonGrader::grade_cases(Work& work) {
  OYER_TRY(const CasesTask* const task, cases_of(work.task, work.stop));
  Grade grade = blank_grade(task->shape());
  bool failed = false;
  for (const CaseGroup& group : task->groups()) {
    if (failed && options_.stop_at_first) break;
    const auto once = [&] { return run_group(work, task->shape(), group, with_margin(work.limits)); };
    OYER_TRY(CasesRun run, once());
    Timing timing = timing_of(run.execution, work.limits);
    if (timing == Timing::doubtful) {
      const auto alone = slot_ ? slot_->take() : std::unique_lock<std::mutex>();
      OYER_TRY(CasesRun again, once());
      add_flag(grade, "confirmed_time");
      timing = timing_of(again.execution, work.limits) == Timing::within ? Timing::within : Timing::over;
      if (std::holds_alternative<sandbox::TimedOut>(run.execution.ending)) run = std::move(again);
    }
    grade.ending = run.execution.ending;
    OYER_TRY_STATUS(task->put(grade, group, run, timing == Timing::over));
    failed = std::any_of(grade.cases.begin(), grade.cases.end(),
                         [](const CaseResult& one) { return one.outcome == Outcome::failed; });
  }
  CasesTask::finish(grade);
  return grade;
}

}  // namespace oyer::graders::detail
