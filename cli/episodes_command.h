#pragma once

#include "cli/arguments.h"
#include "cli/session.h"

namespace oyer::cli {

Result<ExitCode> episodes_command(const EpisodesArguments& arguments, Session& session);

}  // namespace oyer::cli
