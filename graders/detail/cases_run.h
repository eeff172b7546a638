// One child in the cases role: inputs in, framed answers out, read while it runs.
#pragma once

#include <cstdint>
#include <stop_token>

#include "runners/python_payload.h"
#include "sandbox/executor.h"

namespace oyer::graders::detail {

struct CasesRun {
  runners::CaseReader answers;
  sandbox::Execution execution;
  bool flooded = false;  // more bytes of answers than are taken from one child
};

// Bytes of all answers of one child that are taken; a candidate that gives more is over the output limit.
inline constexpr Bytes most_answers = 256_MiB;

Result<CasesRun> run_cases(sandbox::Executor& executor, sandbox::Zygote zygote, const runners::CasesPayload& payload,
                           const sandbox::Limits& limits, std::stop_token stop);

}  // namespace oyer::graders::detail
