// From the runs of a program to a grade. Pure, but for checkers that are programs: their word is handed in.
#pragma once

#include <string>
#include <utility>

#include "datasets/task.h"
#include "graders/detail/checker.h"
#include "graders/detail/function_grade.h"
#include "graders/grade.h"
#include "sandbox/execution.h"

namespace oyer::graders::detail {

// A grade in which nothing has been run.
Grade blank_grade(const datasets::StdioShape& shape);

// What a test's process says by how it ended; nullopt: it ended well, and its output decides.
Result<std::optional<Checked>> said_by_ending(const sandbox::Execution& execution, Timing timing);

// Puts one test into the grade: the checker's word, or that of the ending, and the profile's own.
void put_test(Grade& grade, std::size_t place, const datasets::StdioShape& shape, const sandbox::Execution& execution,
              const Checked& said, bool judged);

// No comparison of the task can still come out well.
bool is_lost(const Grade& grade);

// Grades of programs that could not be built. host or cancelled where that is not their own doing.
Result<Grade> not_built(Grade grade, const sandbox::Ending& ending, std::string diagnostics);

// The verdicts that follow from the tests.
void finish(Grade& grade);

}  // namespace oyer::graders::detail
