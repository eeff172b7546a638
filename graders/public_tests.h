// Public tests: those that a candidate's author may see, and a task cut down to them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/result.h"
#include "datasets/task.h"

namespace oyer::graders {

// Which tests count as public.
struct AsDeclared {};  // those the task says; for EvalPlus's tasks, which say nothing, the group "base"
struct FirstTests {
  std::uint32_t count = 1;  // of each task, in order; all others are private
};
struct GroupOfTests {
  std::string name;
};
using PublicTests = std::variant<AsDeclared, FirstTests, GroupOfTests>;

// "declared", "first:2", "group:base". invalid_input names the text and the forms.
Result<PublicTests> parse_public_tests(std::string_view text);
std::string name_of(const PublicTests& choice);

// The task with the visibility of its tests as `choice` has it; challenge tests stay as they are. invalid_input,
// naming the task and the remedy, where no test is then public, or none private: such an episode would have no
// feedback, or a reward that feedback gives away.
Result<datasets::Task> with_public_tests(datasets::Task task, const PublicTests& choice);

// The task without its private tests: nothing of them is in it, so nothing that is run or written for it can tell of
// them. Same id; another tests_digest.
datasets::Task public_part(const datasets::Task& task);

}  // namespace oyer::graders
