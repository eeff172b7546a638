// From the runs of a program to a grade. Pure, but for checkers that are programs: their word is handed in.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "datasets/task.h"
#include "graders/detail/checker.h"
#include "graders/detail/function_grade.h"
#include "graders/grade.h"
#include "graders/record.h"
#include "sandbox/execution.h"

namespace oyer::graders::detail {

// A grade in which nothing has been run.
Grade blank_grade(const datasets::StdioShape& shape);

// What a test's process says by how it ended; nullopt: it ended well, and its output decides.
Result<std::optional<Checked>> said_by_ending(const sandbox::Execution& execution, Timing timing);

// What one run of one test said, apart from all other tests.
struct TestSaid {
  Checked said;          // the checker's word, or that of the ending
  bool judged = false;   // by its output
  bool own = false;      // accepted by the comparison of the task's profile, where that has one
  bool compiled = true;  // false: the interpreter refused the source, and `diagnostics` are its words
  std::string diagnostics;
  sandbox::Ending ending;
  bool left_processes = false;
  bool confirmed = false;  // by a second run
  Measured spent;
  std::optional<Observed> observed;
};

// What the comparison of the task's profile says of a run; false where it has none.
bool said_by_profile(const datasets::StdioShape& shape, std::size_t place, const sandbox::Execution& execution);

// What a failed test got, at most `most` bytes of each stream; nullopt for one that passed or is not public.
std::optional<Observed> observed_of(const datasets::StdioTest& test, const TestSaid& said,
                                    const sandbox::Execution& execution, Bytes most);

// Puts one test into the grade. Tests are put in their order.
void put_test(Grade& grade, std::size_t place, TestSaid said);

// No comparison of the task can still come out well.
bool is_lost(const Grade& grade);

// Grades of programs that could not be built. host or cancelled where that is not their own doing.
Result<Grade> not_built(Grade grade, const sandbox::Ending& ending, std::string diagnostics);

// The verdicts that follow from the tests.
void finish(Grade& grade);

}  // namespace oyer::graders::detail
