#include "graders/detail/function_grade.h"

#include <algorithm>

#include "graders/detail/text.h"

namespace oyer::graders::detail {

using runners::EndReason;
using runners::JudgeReport;
using runners::TestOutcome;

std::vector<const datasets::TestCode*> tests_of(const datasets::FunctionShape& shape, bool challenge) {
  std::vector<const datasets::TestCode*> tests;
  for (const datasets::TestCode& test : shape.tests) {
    if (challenge || !test.challenge) tests.push_back(&test);
  }
  return tests;
}

void add_flag(Grade& grade, std::string_view flag) {
  const auto at = std::lower_bound(grade.flags.begin(), grade.flags.end(), flag);
  if (at == grade.flags.end() || *at != flag) grade.flags.insert(at, std::string(flag));
}

void add_usage(sandbox::Usage& sum, const sandbox::Usage& more) {
  sum.cpu += more.cpu;
  sum.cpu_user += more.cpu_user;
  sum.cpu_system += more.cpu_system;
  sum.wall = std::max(sum.wall, more.wall);
  sum.memory_peak = std::max(sum.memory_peak, more.memory_peak);
  sum.processes_left = std::max(sum.processes_left, more.processes_left);
}

void refuse(Grade& grade, Verdict verdict, std::string reason) {
  grade.verdict = verdict;
  grade.reason = reason;
  const auto failed = [](const CaseResult& one) { return one.outcome == Outcome::failed; };
  if (grade.cases.empty() || std::any_of(grade.cases.begin(), grade.cases.end(), failed)) return;
  // Nothing has failed yet: the first case that was not run is where it stopped, or else the last one.
  auto at = std::find_if(grade.cases.begin(), grade.cases.end(),
                         [](const CaseResult& one) { return one.outcome == Outcome::not_run; });
  if (at == grade.cases.end()) --at;
  at->outcome = Outcome::failed;
  at->verdict = verdict;
  at->reason = std::move(reason);
}

Grade timed_out(Grade grade, std::string reason) {
  refuse(grade, Verdict::time_limit, std::move(reason));
  return grade;
}

sandbox::Limits with_margin(sandbox::Limits limits) {
  limits.cpu += limits.cpu / 4;
  return limits;
}

Timing timing_of(const sandbox::Execution& execution, const sandbox::Limits& limits) {
  const Nanos cpu = execution.usage.cpu;
  if (const auto* end = std::get_if<sandbox::TimedOut>(&execution.ending)) {
    return end->clock == sandbox::Clock::wall && cpu <= limits.cpu ? Timing::doubtful : Timing::over;
  }
  if (cpu <= limits.cpu) return Timing::within;
  return cpu <= with_margin(limits).cpu ? Timing::doubtful : Timing::over;
}

namespace {

CaseResult case_of(const datasets::TestCode& test) {
  return {test.id, "tests", test.visibility, Outcome::not_run, std::nullopt, ""};
}

void put_outcome(CaseResult& one, const runners::TestReport& report) {
  switch (report.outcome) {
    case TestOutcome::passed:
      one.outcome = Outcome::passed;
      one.verdict = Verdict::accepted;
      return;
    case TestOutcome::failed:
      one.outcome = Outcome::failed;
      one.verdict = Verdict::wrong_answer;
      break;
    case TestOutcome::error:
      one.outcome = Outcome::failed;
      // An exception over a value that could not cross says nothing of the program but that.
      one.verdict = report.reason.empty() ? Verdict::runtime_error : Verdict::wrong_answer;
      break;
    case TestOutcome::not_run: return;
  }
  one.reason = scrub(report.reason.empty() ? report.detail : report.reason + ": " + report.detail);
}

// What a report that is no evidence says of the candidate.
Result<std::pair<Verdict, std::string>> said_by_end(const JudgeReport& report, const sandbox::Execution& candidate) {
  const std::string detail = scrub(report.detail);
  const auto with = [&detail](std::string_view words) {
    return detail.empty() ? std::string(words) : std::string(words) + ": " + detail;
  };
  switch (report.reason) {
    case EndReason::load_error: {
      const bool compile = report.load_error && report.load_error->phase == "compile";
      return std::pair(compile ? Verdict::compile_error : Verdict::runtime_error, with("did not load"));
    }
    case EndReason::closed: {
      const bool alive = std::holds_alternative<sandbox::Cancelled>(candidate.ending);
      return std::pair(Verdict::runtime_error,
                       alive ? std::string("closed its channel before it had answered")
                             : "ended before it had answered: " + sandbox::describe(candidate.ending));
    }
    case EndReason::candidate_exit: return std::pair(Verdict::runtime_error, with("raised"));
    case EndReason::protocol: return std::pair(Verdict::runtime_error, with("gave bytes that are no answer"));
    case EndReason::judge_exhausted: return std::pair(Verdict::judge_exhausted, with("exhausted the judge"));
    case EndReason::unencodable_argument:
      return fail(invalid_input("the tests pass an argument that cannot cross to another process (" + detail +
                                "); declare the task shared_process"));
    case EndReason::none:
    case EndReason::unencodable: break;
  }
  return std::pair(Verdict::runtime_error, std::string("the run is no evidence"));
}

void put_flags(Grade& grade, const JudgeReport& report, const sandbox::Execution& candidate) {
  if (report.mutated > 0) add_flag(grade, "mutated_arguments");
  if (report.subclass > 0) add_flag(grade, "subclass_values");
  if (report.opaque > 0) add_flag(grade, "opaque_values");
  if (report.drained > 0) add_flag(grade, "drained_iterators");
  if (report.reason == EndReason::protocol) add_flag(grade, "protocol_violation");
  if (candidate.usage.processes_left > 0) add_flag(grade, "left_processes");
}

// A failed allocation is the memory limit where that limit is one of address space.
bool ran_out_of_memory(const JudgeReport& report, const sandbox::Containment& containment) {
  if (containment.memory_by != "rlimit-as") return false;
  if (report.load_error && report.load_error->name == "MemoryError") return true;
  return std::any_of(report.tests.begin(), report.tests.end(), [](const runners::TestReport& test) {
    return test.outcome == TestOutcome::error && test.detail.starts_with("candidate raised MemoryError");
  });
}

void put_report(Grade& grade, const JudgeReport& report) {
  for (std::size_t i = 0; i < grade.cases.size() && i < report.tests.size(); ++i) {
    put_outcome(grade.cases[i], report.tests[i]);
  }
  grade.evidence.planned = static_cast<std::uint32_t>(report.planned);
  grade.evidence.run = static_cast<std::uint32_t>(report.run);
  // A request without its answer belongs to the last test that was run.
  const std::uint64_t answered = report.calls == report.answered || report.run == 0 ? report.run : report.run - 1;
  grade.evidence.answered = static_cast<std::uint32_t>(answered);
  grade.evidence.nonce_ok = true;  // parse_report has refused any other
}

}  // namespace

Grade blank_grade(const datasets::Task& task, const std::vector<const datasets::TestCode*>& tests) {
  Grade grade;
  grade.isolation = task.isolation;
  for (const datasets::TestCode* test : tests) grade.cases.push_back(case_of(*test));
  grade.evidence.planned = static_cast<std::uint32_t>(tests.size());
  return grade;
}

runners::JudgeTask judge_task_of(const datasets::Task& task,
                                 const std::map<std::string, std::vector<runners::ArgumentName>>& mutates,
                                 bool challenge) {
  const auto& shape = std::get<datasets::FunctionShape>(task.shape);
  runners::JudgeTask told;
  told.prelude = shape.prelude;
  told.setup = shape.setup;
  told.setup_after = shape.setup_time == datasets::SetupTime::after_candidate;
  told.names = shape.candidate_names;
  for (const datasets::TestCode* test : tests_of(shape, challenge)) told.tests.push_back({test->id, test->code});
  told.mutates = mutates;
  return told;
}

Result<Grade> grade_of(const FunctionRun& run, const datasets::Task& task,
                       const std::vector<const datasets::TestCode*>& tests) {
  Grade grade = blank_grade(task, tests);
  grade.ending = run.candidate.ending;
  // Once the judge has heard enough, the child leaves by itself unless the engine is quicker to end it. Which of the
  // two it was says nothing of the candidate, so the record does not say it either. An end that cut the judge off does.
  if (run.report && run.report->reason != EndReason::closed &&
      run.candidate.ending == sandbox::Ending(sandbox::Exited{0})) {
    grade.ending = sandbox::Cancelled{};
  }
  OYER_TRY(const auto by_ending, verdict_of(run.candidate.ending, Phase::serve));
  const std::string ending = sandbox::describe(run.candidate.ending);
  const bool by_wall = run.candidate.ending == sandbox::Ending(sandbox::TimedOut{sandbox::Clock::wall});

  if (!run.report) {
    // The judge went while it held this candidate's values. A candidate that ran into a limit of its own by then is
    // judged by that, but not one that only waited for the judge until its wall clock ran out.
    if (!run.judge) {
      refuse(grade, by_ending.value_or(Verdict::runtime_error), "ended before it had reported: " + ending);
    } else if (by_ending && !by_wall) {
      refuse(grade, *by_ending, ending);
    } else {
      refuse(grade, Verdict::judge_exhausted, "the judge: " + sandbox::describe(run.judge->ending));
    }
    return grade;
  }
  const JudgeReport& report = *run.report;
  put_report(grade, report);
  put_flags(grade, report, run.candidate);
  if (by_ending && *by_ending != Verdict::runtime_error) {
    // A limit or a denial stands, however far the tests had come; an exit status is no evidence of anything.
    refuse(grade, *by_ending, ending);
  } else if (!report.is_evidence()) {
    OYER_TRY(auto said, said_by_end(report, run.candidate));
    if (ran_out_of_memory(report, run.candidate.containment)) said.first = Verdict::memory_limit;
    refuse(grade, said.first, said.second);
  } else if (report.all_passed()) {
    grade.verdict = Verdict::accepted;
  } else {
    const auto failed = std::find_if(grade.cases.begin(), grade.cases.end(),
                                     [](const CaseResult& one) { return one.outcome == Outcome::failed; });
    const bool memory = ran_out_of_memory(report, run.candidate.containment);
    const Verdict verdict = memory                        ? Verdict::memory_limit
                            : failed == grade.cases.end() ? Verdict::runtime_error
                                                          : *failed->verdict;
    refuse(grade, verdict, failed == grade.cases.end() ? report.setup_error : failed->id + ": " + failed->reason);
  }
  return grade;
}

}  // namespace oyer::graders::detail
