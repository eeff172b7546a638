// From what a judge reported and how the candidate ended to a grade. Pure: the whole decision of the function shape.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "datasets/task.h"
#include "graders/grade.h"
#include "runners/python_payload.h"
#include "sandbox/execution.h"
#include "sandbox/limits.h"

namespace oyer::graders::detail {

// What is known after one run of a candidate before a judge.
struct FunctionRun {
  sandbox::Execution candidate;
  std::optional<runners::JudgeReport> report;  // absent when the judge was gone
  std::optional<sandbox::Execution> judge;     // how it was gone
  bool cut_short = false;                      // nobody waited for the judge any longer
};

// Tests that a task runs, in order.
std::vector<const datasets::TestCode*> tests_of(const datasets::FunctionShape& shape, bool challenge);

// A grade in which nothing has been run.
Grade blank_grade(const datasets::Task& task, const std::vector<const datasets::TestCode*>& tests);

// The task as the judge is told it.
runners::JudgeTask judge_task_of(const datasets::Task& task,
                                 const std::map<std::string, std::vector<runners::ArgumentName>>& mutates,
                                 bool challenge);

// The grade of a run whose time is within the limit or clearly over it. host or cancelled where an ending is not the
// candidate's doing; invalid_input where the report shows that the task needs a shared process.
Result<Grade> grade_of(const FunctionRun& run, const datasets::Task& task,
                       const std::vector<const datasets::TestCode*>& tests);

// ---- time -------------------------------------------------------------------------------------------------------

// A candidate's process may use a quarter more CPU than its limit before it is killed, so that a limit missed by a
// little can be told from one missed by far.
sandbox::Limits with_margin(sandbox::Limits limits);

// doubtful: a little over the limit of CPU time, or stopped by the wall clock with CPU time to spare. One run more,
// alone, decides.
enum class Timing { within, doubtful, over };
Timing timing_of(const sandbox::Execution& execution, const sandbox::Limits& limits);

// The same grade with time_limit in place of its verdict; a grade that is all passed fails its last case.
Grade timed_out(Grade grade, std::string reason);

// Puts `verdict` on a grade that is not accepted: on it as a whole, and on its last case if no case had failed.
void refuse(Grade& grade, Verdict verdict, std::string reason);

// Adds a flag in its place.
void add_flag(Grade& grade, std::string_view flag);

void add_usage(sandbox::Usage& sum, const sandbox::Usage& more);

}  // namespace oyer::graders::detail
