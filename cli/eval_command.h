// oyer eval: a model's answers to a benchmark, scored as pass@k.
#pragma once

#include "cli/arguments.h"
#include "cli/session.h"

namespace oyer::cli {

Result<ExitCode> eval_command(const EvalArguments& arguments, Session& session);

}  // namespace oyer::cli
