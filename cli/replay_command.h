// oyer replay: judge a record again, from the record and its task alone.
#pragma once

#include "cli/arguments.h"
#include "cli/session.h"

namespace oyer::cli {

Result<ExitCode> replay_command(const ReplayArguments& arguments, Session& session);

}  // namespace oyer::cli
