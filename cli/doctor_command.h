// oyer doctor: what this host offers a jail, and how to mend what it lacks.
#pragma once

#include "cli/arguments.h"
#include "cli/session.h"

namespace oyer::cli {

Result<ExitCode> doctor_command(const DoctorArguments& arguments, Session& session);

}  // namespace oyer::cli
