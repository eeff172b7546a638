// oyer records: list, show and export what a ledger holds. Runs nothing.
#pragma once

#include "cli/arguments.h"
#include "cli/session.h"

namespace oyer::cli {

Result<ExitCode> records_command(const RecordsArguments& arguments, Session& session);

// One field of a CSV line (RFC 4180): in quotes where it holds a comma, a quote or a line end.
std::string csv_field(const std::string& text);

}  // namespace oyer::cli
