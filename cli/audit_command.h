// oyer audit: records that somebody should look at.
#pragma once

#include <string>

#include "cli/exit_code.h"
#include "cli/session.h"
#include "graders/audit.h"

namespace CLI {
class App;
}

namespace oyer::cli {

struct AuditArguments {
  std::string source;  // a ledger, or a file of rows
  std::string tasks;   // a task file for rows without bodies of tasks; empty: none
  graders::AuditOptions options;
  bool accepted = false;  // tell only what was accepted
  bool json = false;
};

void add_audit(CLI::App& app, AuditArguments& arguments);

// done, whatever was flagged.
Result<ExitCode> audit_command(const AuditArguments& arguments, Session& session);

}  // namespace oyer::cli
