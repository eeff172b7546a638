#include "cli/audit_arguments.h"

#include "cli/flags.h"
#include "cli/help.h"

namespace oyer::cli {
namespace {

// Of nothing every record would be flagged.
Result<double> parse_share(std::string_view text) { return parse_real(text, 0.01, 1); }

}  // namespace

void add_audit(CLI::App& app, AuditArguments& arguments) {
  CLI::App& command = *app.add_subcommand("audit", "flag records that somebody should look at; changes nothing");
  command.group("Commands");
  command.footer(audit_examples);
  value_flag(command, "SOURCE", "", arguments.source, as_text,
             "a ledger, or JSON lines as oyer grade and oyer records export wrote them")
      ->required();
  value_flag(command, "--tasks", "FILE", arguments.tasks, as_text, "task file, where rows have no bodies of tasks");
  value_flag(
      command, "--gap", "SHARE", arguments.options.gap, parse_share,
      fmt::format("of tests, by which private ones fall behind public ones (default: {})", arguments.options.gap));
  value_flag(command, "--table", "SHARE", arguments.options.table, parse_share,
             fmt::format("of tests whose literals stand in the code (default: {})", arguments.options.table));
  command.add_flag("--accepted", arguments.accepted, "tell only what was accepted, and may have earned a reward");
  add_json(command, arguments.json, "a line for each flag on stdout instead of a table");
}

}  // namespace oyer::cli
