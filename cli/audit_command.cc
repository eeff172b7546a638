#include "cli/audit_command.h"

#include <map>

#include <fmt/format.h>

#include "cli/output.h"
#include "cli/record_source.h"
#include "cli/table.h"

namespace oyer::cli {
namespace {

using graders::AuditFlag;
using graders::ExportItem;

bool is_accepted(const ExportItem& item) {
  const graders::Grade* const grade = item.record.grade();
  return grade != nullptr && grade->verdict == graders::Verdict::accepted;
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
    if (is_accepted(items[flag.item])) ++sum.accepted;
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

Result<ExitCode> audit_command(const AuditArguments& arguments, Session& session) {
  OYER_TRY(const std::vector<ExportItem> items, read_records(arguments.source, arguments.tasks, session));
  std::vector<AuditFlag> flags = graders::audit(items, arguments.options);
  if (arguments.accepted) std::erase_if(flags, [&](const AuditFlag& flag) { return !is_accepted(items[flag.item]); });
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
