#include "cli/audit_command.h"

#include <map>

#include "cli/flags.h"
#include "cli/help.h"
#include "cli/output.h"
#include "cli/record_source.h"
#include "cli/table.h"

namespace oyer::cli {
namespace {

using graders::AuditFlag;
using graders::ExportItem;

Result<double> parse_part(std::string_view text) {
  double share = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), share);
  if (error != std::errc() || end != text.data() + text.size() || !(share > 0 && share <= 1)) {
    return fail(invalid_input(fmt::format("'{}' is not a share above 0 and up to 1", text)));
  }
  return share;
}

json::object row_of(const AuditFlag& flag, const ExportItem& item) {
  const graders::RewardRecord& record = item.record;
  const graders::Grade* const grade = record.grade();
  return {{"schema", "oyer.flag/1"},
          {"flag", name_of(flag.suspicion)},
          {"evidence", flag.evidence},
          {"task_id", record.task_id},
          {"index", record.index},
          {"seq", item.seq ? json::value(*item.seq) : json::value(nullptr)},
          {"key", to_string(record.key)},
          {"verdict", grade == nullptr ? json::value(nullptr) : json::value(name_of(grade->verdict))},
          {"origin", record.provenance.origin}};
}

std::string table_of(const std::vector<AuditFlag>& flags, const std::vector<ExportItem>& items) {
  using Align = Column::Align;
  struct Sum {
    std::uint64_t all = 0, accepted = 0;
    std::string example;
  };
  std::map<graders::Suspicion, Sum> sums;
  for (const AuditFlag& flag : flags) {
    Sum& sum = sums[flag.suspicion];
    ++sum.all;
    if (flag.accepted) ++sum.accepted;
    if (!sum.example.empty()) continue;
    const graders::RewardRecord& record = items[flag.item].record;
    sum.example = printable(fmt::format("{}, candidate {}: {}", record.task_id, record.index, flag.evidence));
  }
  Table table({{"flag"}, {"records", Align::right}, {"accepted", Align::right}, {"the first"}});
  for (const auto& [suspicion, sum] : sums) {
    table.row({std::string(name_of(suspicion)), std::to_string(sum.all), std::to_string(sum.accepted),
               shortened(sum.example, 100)});
  }
  return table.text();
}

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
      command, "--gap", "SHARE", arguments.options.gap, parse_part,
      fmt::format("of tests, by which private ones fall behind public ones (default: {})", arguments.options.gap));
  value_flag(command, "--table", "SHARE", arguments.options.table, parse_part,
             fmt::format("of tests whose literals stand in the code (default: {})", arguments.options.table));
  command.add_flag("--accepted", arguments.accepted, "tell only what was accepted, and may have earned a reward");
  add_json(command, arguments.json, "a line for each flag on stdout instead of a table");
}

Result<ExitCode> audit_command(const AuditArguments& arguments, Session& session) {
  OYER_TRY(const std::vector<ExportItem> items, read_records(arguments.source, arguments.tasks, session));
  std::vector<AuditFlag> flags = graders::audit(items, arguments.options);
  if (arguments.accepted) std::erase_if(flags, [](const AuditFlag& flag) { return !flag.accepted; });
  if (arguments.json) {
    for (const AuditFlag& flag : flags) session.data.write(json::print(row_of(flag, items[flag.item])) + "\n");
  } else if (!flags.empty()) {
    session.data.write(table_of(flags, items));
  }
  session.data.flush();
  std::uint64_t bodies = 0;
  for (const ExportItem& item : items) bodies += item.task != nullptr ? 1 : 0;
  session.people.write(fmt::format("{} flags on {} records\n", flags.size(), items.size()));
  if (bodies < items.size()) {
    session.people.write(
        fmt::format("the tasks of {} records are not at hand: no answer table can be found there; "
                    "give their file with --tasks\n",
                    items.size() - bodies));
  }
  return ExitCode::done;
}

}  // namespace oyer::cli
