// Records to look at, wherever they are kept: a ledger, or rows as grade and export write them.
#pragma once

#include <string>
#include <vector>

#include "cli/session.h"
#include "graders/export.h"

namespace oyer::cli {

// The records of `source` with their tasks, as far as they are at hand there or in the file `tasks` ("": none).
// as_bad_data errors name the file and the line; cancelled after a stop request.
Result<std::vector<graders::ExportItem>> read_records(const std::string& source, const std::string& tasks,
                                                      Session& session);

}  // namespace oyer::cli
