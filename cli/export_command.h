// oyer export: records as the rows that trainers read. Runs nothing.
#pragma once

#include "cli/export_arguments.h"
#include "cli/session.h"

namespace oyer::cli {

Result<ExitCode> export_command(const ExportArguments& arguments, Session& session);

}  // namespace oyer::cli
