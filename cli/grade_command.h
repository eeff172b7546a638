// oyer grade: candidates for tasks of Oyer's own format.
#pragma once

#include "cli/arguments.h"
#include "cli/session.h"

namespace oyer::cli {

Result<ExitCode> grade_command(const GradeArguments& arguments, Session& session);

}  // namespace oyer::cli
