// oyer audit: records that somebody should look at.
#pragma once

#include "cli/audit_arguments.h"
#include "cli/exit_code.h"
#include "cli/session.h"

namespace oyer::cli {

// done, whatever was flagged.
Result<ExitCode> audit_command(const AuditArguments& arguments, Session& session);

}  // namespace oyer::cli
