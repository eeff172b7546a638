// oyer admit: whether tasks are fit to be trained or measured on.
#pragma once

#include "cli/arguments.h"
#include "cli/session.h"

namespace oyer::cli {

Result<ExitCode> admit_command(const AdmitArguments& arguments, Session& session);

}  // namespace oyer::cli
