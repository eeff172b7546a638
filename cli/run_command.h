// oyer run: one program in a jail.
#pragma once

#include "cli/arguments.h"
#include "cli/session.h"

namespace oyer::cli {

Result<ExitCode> run_command(const RunArguments& arguments, Session& session);

}  // namespace oyer::cli
