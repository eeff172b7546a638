#include "cli/record_source.h"

#include <filesystem>
#include <fstream>
#include <map>

#include <fmt/format.h>

#include "base/jsonl.h"
#include "cli/counter.h"
#include "cli/rows.h"
#include "datasets/task_file.h"
#include "graders/ledger.h"

namespace oyer::cli {
namespace {

using graders::ExportItem;
using SharedTask = std::shared_ptr<const datasets::Task>;

Error interrupted() { return cancelled("interrupted while records were read"); }

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

Result<std::vector<ExportItem>> read_ledger(const std::string& source, Session& session) {
  OYER_TRY(auto ledger, graders::Ledger::open(source, graders::Ledger::Mode::read_only));
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

Result<std::vector<ExportItem>> read_rows(const std::string& source, Session& session) {
  OYER_TRY(JsonlReader reader, JsonlReader::open(source));
  std::vector<ExportItem> items;
  std::map<Digest, SharedTask> tasks;
  Counter counter("rows read", session);
  for (;;) {
    OYER_TRY(const auto line, reader.next_text());
    if (!line) return items;
    if (session.stop.stop_requested()) return fail(interrupted());
    if (line->text.starts_with(R"({"schema":"oyer.summary/1")")) continue;  // what oyer grade --json ends with
    auto row = parse_row(line->text);
    if (!row) return fail(std::move(row).error().with_context(fmt::format("{}:{}", source, line->line)));
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

}  // namespace

Result<std::vector<ExportItem>> read_records(const std::string& source, const std::string& tasks, Session& session) {
  OYER_TRY(const bool ledger, is_ledger(source));
  auto items = ledger ? read_ledger(source, session) : read_rows(source, session);
  if (!items) return fail(as_bad_data(std::move(items).error()));
  OYER_TRY_STATUS(add_tasks(tasks, *items));
  return std::move(*items);
}

}  // namespace oyer::cli
