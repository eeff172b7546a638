#include "cli/export_command.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>

#include <fmt/format.h>

#include "base/jsonl.h"
#include "cli/rows.h"
#include "datasets/task_file.h"
#include "graders/ledger.h"

namespace oyer::cli {
namespace {

using graders::ExportItem;
using graders::ExportReport;
using graders::ExportTarget;
using SharedTask = std::shared_ptr<const datasets::Task>;

// One line on a terminal, while there is much to read or to write.
class Counter {
 public:
  Counter(const char* doing, Session& session) : doing_(doing), session_(session) {}
  ~Counter() {
    if (!drawn_) return;
    session_.people.write("\r\x1b[K");
    session_.people.flush();
  }
  void count() {
    ++done_;
    if (!session_.environment.err_is_terminal || done_ % 1000 != 0) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    drawn_ = true;
    session_.people.write(fmt::format("\r\x1b[K {} {}", done_, doing_));
    session_.people.flush();
  }

 private:
  const char* doing_;
  Session& session_;
  std::uint64_t done_ = 0;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

Error interrupted() { return cancelled("interrupted; nothing was written"); }

// SQLite's own mark at the beginning of its files.
Result<bool> is_ledger(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return fail(
        not_found(path + ": no such file; name a ledger, or rows that oyer grade or oyer records export wrote"));
  }
  std::ifstream file(path, std::ios::binary);
  std::string magic(15, '\0');
  file.read(magic.data(), static_cast<std::streamsize>(magic.size()));
  return magic == "SQLite format 3";
}

Result<std::vector<ExportItem>> read_ledger(const ExportArguments& arguments, Session& session) {
  OYER_TRY(auto ledger, graders::Ledger::open(arguments.source, graders::Ledger::Mode::read_only));
  std::vector<ExportItem> items;
  std::map<Digest, SharedTask> tasks;
  Status problem;
  Counter counter("records read", session);
  OYER_TRY_STATUS(ledger.for_each(
      [&](std::uint64_t seq, const graders::RewardRecord& record) {
        const auto [at, first] = tasks.emplace(record.task, nullptr);
        if (first) {
          auto task = ledger.find_task(record.task);
          if (!task) problem = fail(std::move(task).error());
          if (task && *task) at->second = std::make_shared<const datasets::Task>(std::move(**task));
        }
        items.push_back({seq, record, at->second});
        counter.count();
        if (problem && session.stop.stop_requested()) problem = fail(interrupted());
        return problem.has_value();
      },
      true));
  OYER_TRY_STATUS(problem);
  return items;
}

Result<std::vector<ExportItem>> read_rows(const ExportArguments& arguments, Session& session) {
  OYER_TRY(JsonlReader reader, JsonlReader::open(arguments.source));
  std::vector<ExportItem> items;
  std::map<Digest, SharedTask> tasks;
  Counter counter("rows read", session);
  for (;;) {
    OYER_TRY(const auto line, reader.next_text());
    if (!line) return items;
    if (session.stop.stop_requested()) return fail(interrupted());
    if (line->text.starts_with(R"({"schema":"oyer.summary/1")")) continue;  // what oyer grade --json ends with
    auto row = parse_row(line->text);
    if (!row) return fail(std::move(row).error().with_context(fmt::format("{}:{}", arguments.source, line->line)));
    SharedTask& task = tasks[row->record.task];
    if (!task && row->task) task = std::make_shared<const datasets::Task>(std::move(*row->task));
    items.push_back({row->seq, std::move(row->record), task});
    counter.count();
  }
}

// Bodies from a task file for records that came without.
Status add_tasks(const std::string& path, std::vector<ExportItem>& items) {
  if (path.empty()) return {};
  OYER_TRY(auto loaded, datasets::load_tasks(path));
  std::map<Digest, SharedTask> tasks;
  for (datasets::Task& task : loaded) {
    const Digest digest = datasets::tests_digest(task);
    tasks.emplace(digest, std::make_shared<const datasets::Task>(std::move(task)));
  }
  for (ExportItem& item : items) {
    const auto at = tasks.find(item.record.task);
    if (item.task == nullptr && at != tasks.end()) item.task = at->second;
  }
  return {};
}

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
  OYER_TRY(const bool ledger, is_ledger(arguments.source));
  auto items = ledger ? read_ledger(arguments, session) : read_rows(arguments, session);
  if (!items) return fail(as_bad_data(std::move(items).error()));
  OYER_TRY_STATUS(add_tasks(arguments.tasks, *items));
  OYER_TRY(auto file, datasets::RowFile::create(arguments.out, *arguments.format,
                                                graders::export_columns(arguments.options), "records"));
  Counter counter("rows written", session);
  const auto write = [&](const json::object& row) -> Status {
    if (session.stop.stop_requested()) return fail(interrupted());
    counter.count();
    return file.write(row);
  };
  OYER_TRY(const ExportReport report, graders::export_records(std::move(*items), arguments.options, write));
  OYER_TRY_STATUS(file.commit());
  if (arguments.json) session.data.write(json_of(report));
  session.people.write(summary(report, arguments));
  return ExitCode::done;
}

}  // namespace oyer::cli
