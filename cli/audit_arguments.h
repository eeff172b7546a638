// What the command line of `oyer audit` says.
#pragma once

#include <string>

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

}  // namespace oyer::cli
