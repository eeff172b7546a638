#include "cli/export_command.h"

#include <fmt/format.h>

#include "cli/counter.h"
#include "cli/record_source.h"

namespace oyer::cli {
namespace {

using graders::ExportReport;
using graders::ExportTarget;

Error interrupted() { return cancelled("interrupted; nothing was written"); }

std::string summary(const ExportReport& report, const ExportArguments& arguments) {
  const bool keeps =
      arguments.options.target != ExportTarget::trl_kto && arguments.options.target != ExportTarget::trl_preference;
  std::string text = fmt::format("{} row{} of {} record{} in {}\n", report.rows, report.rows == 1 ? "" : "s",
                                 report.records, report.records == 1 ? "" : "s", arguments.out);
  const auto add = [&](std::uint64_t count, const std::string& what) {
    if (count != 0) text += fmt::format("  {} {}\n", count, what);
  };
  add(report.superseded, "superseded by a later record of the same candidate");
  add(report.infra_errors, keeps ? "infra_error: null, never 0" : "left out: infra_error");
  add(report.unsound, keeps ? "unsound: null, never 0" : "left out: unsound");
  add(report.turns, "left out: turns of an episode that answer more than the prompt");
  add(report.promptless, "left out: the task, and so its prompt, is not at hand; give its file with --tasks");
  return text;
}

std::string json_of(const ExportReport& report) {
  const json::object object{
      {"schema", "oyer.export/1"},       {"records", report.records},           {"rows", report.rows},
      {"superseded", report.superseded}, {"infra_errors", report.infra_errors}, {"unsound", report.unsound},
      {"turns", report.turns},           {"promptless", report.promptless}};
  return json::print(object) + "\n";
}

}  // namespace

Result<ExitCode> export_command(const ExportArguments& arguments, Session& session) {
  OYER_TRY(std::vector<graders::ExportItem> items, read_records(arguments.source, arguments.tasks, session));
  OYER_TRY(auto file, datasets::RowFile::create(arguments.out, *arguments.format,
                                                graders::export_columns(arguments.options), "records"));
  Counter counter("rows written", session);
  const auto write = [&](const json::object& row) -> Status {
    if (session.stop.stop_requested()) return fail(interrupted());
    counter.count();
    return file.write(row);
  };
  OYER_TRY(const ExportReport report, graders::export_records(std::move(items), arguments.options, write));
  OYER_TRY_STATUS(file.commit());
  if (arguments.json) session.data.write(json_of(report));
  session.people.write(summary(report, arguments));
  return ExitCode::done;
}

}  // namespace oyer::cli
