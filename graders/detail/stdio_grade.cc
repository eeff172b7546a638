#include "graders/detail/stdio_grade.h"

#include <algorithm>

#include "base/utf8.h"
#include "graders/detail/field_checkers.h"
#include "graders/detail/profile_result.h"
#include "graders/detail/text.h"

namespace oyer::graders::detail {

namespace {

constexpr std::size_t most_diagnostics = 4096;

std::string_view last_line(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  const std::size_t end = text.rfind('\n');
  return end == std::string_view::npos ? text : text.substr(end + 1);
}

// "ZeroDivisionError" of the traceback that Python ends in; "" where stderr ends in something else. The message behind
// it is left out: it may hold addresses, and two records of the same work are equal.
std::string exception_name(std::string_view err) {
  const std::string_view line = last_line(err);
  const std::string_view name = line.substr(0, line.find(':'));
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
  const bool exception = name.ends_with("Error") || name.ends_with("Exception") || name == "KeyboardInterrupt";
  return plain && exception && name.size() <= 80 ? std::string(name) : "";
}

// Where memory is limited for each process by itself, the program sees its limit as a failed allocation.
bool ran_out_of_memory(const sandbox::Execution& execution) {
  if (execution.containment.memory_by != "rlimit-as") return false;
  return exception_name(execution.err.bytes) == "MemoryError" ||
         execution.err.bytes.find("std::bad_alloc") != std::string::npos;
}

// CodeContests looks at what was written however the program ended; APPS at programs that came to their end.
bool own_accepts(const std::string& profile, const sandbox::Execution& execution, const std::string& expected) {
  const bool ended_well = execution.ending == sandbox::Ending(sandbox::Exited{0});
  if (profile == "apps") return ended_well && apps_accepts(execution.out.bytes, expected);
  return codecontests_accepts(execution.out.bytes, expected);
}

}  // namespace

Grade blank_grade(const datasets::StdioShape& shape) {
  Grade grade;
  for (const datasets::StdioTest& test : shape.tests) {
    grade.cases.push_back({test.id, test.group, test.visibility, Outcome::not_run, std::nullopt, ""});
  }
  grade.evidence.planned = static_cast<std::uint32_t>(shape.tests.size());
  grade.evidence.nonce_ok = true;
  open_profile(grade, shape.profile);
  return grade;
}

Result<std::optional<Checked>> said_by_ending(const sandbox::Execution& execution, Timing timing) {
  OYER_TRY(const auto verdict, verdict_of(execution.ending, Phase::run));
  const std::string ending = sandbox::describe(execution.ending);
  if (verdict == Verdict::memory_limit || verdict == Verdict::denied) return Checked{*verdict, ending};
  if (timing == Timing::over) return Checked{Verdict::time_limit, "CPU or wall time limit"};
  if (!verdict) return std::optional<Checked>();
  if (verdict == Verdict::runtime_error && ran_out_of_memory(execution)) {
    return Checked{Verdict::memory_limit, "ran out of memory: " + ending};
  }
  const bool exited = std::holds_alternative<sandbox::Exited>(execution.ending);
  const std::string exception = exited ? exception_name(execution.err.bytes) : "";
  return Checked{*verdict, ending + (exception.empty() ? "" : ": " + exception)};
}

bool said_by_profile(const datasets::StdioShape& shape, std::size_t place, const sandbox::Execution& execution) {
  return shape.profile != "strict" && own_accepts(shape.profile, execution, shape.tests[place].expected);
}

std::optional<Observed> observed_of(const datasets::StdioTest& test, const TestSaid& said,
                                    const sandbox::Execution& execution, Bytes most) {
  const bool wanted = test.visibility == Visibility::public_test && said.said.verdict != Verdict::accepted;
  if (most.count == 0 || !wanted) return std::nullopt;
  Observed observed;
  observed.test = test.id;
  observed.got = execution.out.bytes.substr(0, most.count);
  const std::string& err = execution.err.bytes;
  if (said.said.verdict == Verdict::runtime_error)
    observed.error = err.substr(err.size() - std::min<std::size_t>(err.size(), most.count));
  return observed;
}

void put_test(Grade& grade, std::size_t place, TestSaid said) {
  CaseResult& one = grade.cases[place];
  one.outcome = said.said.verdict == Verdict::accepted ? Outcome::passed : Outcome::failed;
  one.verdict = said.said.verdict;
  one.reason = std::move(said.said.reason);
  if (!grade.ending || *grade.ending == sandbox::Ending(sandbox::Exited{0})) grade.ending = said.ending;
  ++grade.evidence.run;
  if (said.judged) ++grade.evidence.answered;
  if (said.left_processes) add_flag(grade, "left_processes");
  if (said.confirmed) add_flag(grade, "confirmed_time");
  for (ProfileResult& own : grade.profiles) own.tests[place] = said.own ? 'P' : 'F';
}

bool is_lost(const Grade& grade) {
  const auto failed = [](const CaseResult& one) { return one.outcome == Outcome::failed; };
  if (std::none_of(grade.cases.begin(), grade.cases.end(), failed)) return false;
  return std::all_of(grade.profiles.begin(), grade.profiles.end(),
                     [](const ProfileResult& own) { return own.tests.find('F') != std::string::npos; });
}

Result<Grade> not_built(Grade grade, const sandbox::Ending& ending, std::string diagnostics) {
  OYER_TRY(const auto verdict, verdict_of(ending, Phase::build));
  grade.verdict = verdict.value_or(Verdict::compile_error);
  const bool by_compiler = std::holds_alternative<sandbox::Exited>(ending);
  grade.reason = "did not build" + (by_compiler ? "" : ": " + sandbox::describe(ending));
  if (diagnostics.size() > most_diagnostics) diagnostics.resize(most_diagnostics);
  if (!is_utf8(diagnostics)) diagnostics = scrub(diagnostics, most_diagnostics);
  grade.diagnostics = std::move(diagnostics);
  grade.ending = ending;
  for (ProfileResult& own : grade.profiles) own.verdict = grade.verdict;
  return grade;
}

void finish(Grade& grade) {
  const auto failed = std::find_if(grade.cases.begin(), grade.cases.end(),
                                   [](const CaseResult& one) { return one.outcome == Outcome::failed; });
  if (failed == grade.cases.end()) {
    grade.verdict = Verdict::accepted;
  } else {
    grade.verdict = *failed->verdict;
    grade.reason = failed->id + ": " + failed->reason;
  }
  finish_profiles(grade);
}

}  // namespace oyer::graders::detail
