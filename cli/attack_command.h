// oyer attack: mutants of the hostile suite's exploits against this build.
#pragma once

#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "cli/session.h"

namespace oyer::cli {

// done: nothing was rewarded. bug: something was, and is written down. harness_errors: some could not be judged.
Result<ExitCode> attack_command(const AttackArguments& arguments, Session& session);

}  // namespace oyer::cli
