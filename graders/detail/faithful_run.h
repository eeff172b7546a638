// One run of candidate and tests in one process, and what the grader that is followed makes of it.
#pragma once

#include <stop_token>
#include <string>

#include "graders/detail/function_grade.h"
#include "graders/faithful.h"
#include "runners/python_faithful.h"
#include "sandbox/executor.h"

namespace oyer::graders::detail {

// So much is read of what is said; a harness that is not tampered with says less of any task.
inline constexpr Bytes most_said = 16_MiB;

struct FaithfulRun {
  runners::FaithfulReport report;
  sandbox::Execution execution;
};

// `inputs`: how many the payload has, 0 of a program text. Until the child has ended, by itself or by a limit.
Result<FaithfulRun> run_faithful(sandbox::Executor& executor, sandbox::Zygote zygote, std::string payload,
                                 std::size_t inputs, const sandbox::Limits& limits, std::stop_token stop);

// What is made of a run of a program text, and of one of calls: pure, and the graders' own rule. Whatever ends without
// a word has timed out, as there, and the reason says how it ended here. host where that was not the candidate's doing.
Result<FaithfulGroup> told_by_exec(const FaithfulRun& run, bool overtime);
Result<FaithfulGroup> told_by_calls(const FaithfulRun& run, bool overtime);

}  // namespace oyer::graders::detail
