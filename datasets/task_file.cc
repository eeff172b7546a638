#include "datasets/task_file.h"

#include <algorithm>
#include <utility>

#include "base/file.h"
#include "base/jsonl.h"
#include "base/utf8.h"
#include "datasets/apps.h"
#include "datasets/detail/raw_json.h"

namespace oyer::datasets {
namespace {

using RowParser = Result<Task> (*)(std::string_view);

// Gathers the tasks of one file, and refuses an id that it has seen.
class Gathering {
 public:
  Gathering(std::filesystem::path path, RowParser parser) : path_(std::move(path)), parser_(parser) {}

  Status add(std::string_view row, std::uint64_t line) {
    const std::string place = path_.string() + ":" + std::to_string(line);
    Result<Task> task = parser_(row);
    if (!task.has_value()) return fail(std::move(task).error().with_context(place));
    const auto [first, is_new] = lines_.emplace(task->id, line);
    if (!is_new) {
      return fail(invalid_input(place + ": the id \"" + task->id + "\" occurs already in line " +
                                std::to_string(first->second) + "; give every task an id of its own"));
    }
    if (!tasks_.empty() && tasks_.front().benchmark != task->benchmark) {
      return fail(invalid_input(place + ": a task of " + task->benchmark + " among those of " +
                                tasks_.front().benchmark + "; put each benchmark into a file of its own"));
    }
    tasks_.push_back(std::move(*task));
    return {};
  }

  Result<std::vector<Task>> finish() {
    if (tasks_.empty()) return fail(invalid_input(path_.string() + ": the file has no tasks; name another file"));
    return std::move(tasks_);
  }

 private:
  std::filesystem::path path_;
  RowParser parser_;
  std::vector<Task> tasks_;
  std::map<std::string, std::uint64_t> lines_;
};

Result<std::vector<Task>> load_lines(const std::filesystem::path& path, RowParser parser) {
  OYER_TRY(JsonlReader reader, JsonlReader::open(path));
  Gathering gathering(path, parser);
  for (;;) {
    OYER_TRY(const std::optional<TextLine> line, reader.next_text());
    if (!line.has_value()) return gathering.finish();
    OYER_TRY_STATUS(gathering.add(line->text, line->line));
  }
}

// True for a file whose first byte that is not white space is '[': one array instead of lines.
bool is_array_file(const std::string& bytes) {
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  return first != std::string::npos && bytes[first] == '[';
}

Result<std::vector<Task>> load_array(const std::filesystem::path& path, const std::string& bytes, RowParser parser) {
  if (!is_utf8(bytes)) return fail(invalid_input(path.string() + ": not UTF-8; convert the file to UTF-8"));
  const auto rows = detail::split_array(bytes);
  if (!rows.has_value()) return fail(invalid_input(path.string() + ": " + rows.error().what + "; mend the file"));
  Gathering gathering(path, parser);
  std::uint64_t line = 1;
  const char* counted = bytes.data();
  for (const std::string_view row : *rows) {
    line += static_cast<std::uint64_t>(std::count(counted, row.data(), '\n'));
    counted = row.data();
    OYER_TRY_STATUS(gathering.add(row, line));
  }
  return gathering.finish();
}

}  // namespace

Result<std::vector<Task>> load_humaneval(const std::filesystem::path& path) {
  return load_lines(path, parse_humaneval_task);
}

Result<std::vector<Task>> load_evalplus(const std::filesystem::path& path) {
  return load_lines(path, parse_evalplus_task);
}

Result<std::vector<Task>> load_codecontests(const std::filesystem::path& path) {
  return load_lines(path, parse_codecontests_task);
}

Result<std::vector<Task>> load_tasks(const std::filesystem::path& path) { return load_lines(path, parse_task); }

Result<std::vector<Task>> load_mbpp(const std::filesystem::path& path) {
  OYER_TRY(const std::string bytes, read_file(path, std::uint64_t{1} << 28U));
  return is_array_file(bytes) ? load_array(path, bytes, parse_mbpp_task) : load_lines(path, parse_mbpp_task);
}

Result<std::vector<Task>> load_benchmark(std::string_view name, const std::filesystem::path& path,
                                         std::vector<LeftOut>* left_out) {
  const auto load = [&]() -> Result<std::vector<Task>> {
    if (name == "humaneval") return load_humaneval(path);
    if (name == "mbpp") return load_mbpp(path);
    if (name == "humaneval+" || name == "mbpp+") return load_evalplus(path);
    if (name == "apps") return load_apps(path, left_out);
    if (name == "codecontests") return load_codecontests(path);
    return fail(unsupported("no benchmark is called \"" + std::string(name) +
                            "\"; there are humaneval, mbpp, humaneval+, mbpp+, apps and codecontests"));
  };
  OYER_TRY(std::vector<Task> tasks, load());
  const std::string& found = tasks.front().benchmark;
  if (found != name && !(name == "mbpp" && found == "mbpp-sanitized")) {
    return fail(invalid_input(path.string() + ": the file holds " + found + ", not " + std::string(name) +
                              "; name the file of that benchmark"));
  }
  return tasks;
}

TaskIndex::TaskIndex(const std::vector<Task>& tasks) {
  for (const Task& task : tasks) {
    by_id_[task.id] = &task;
    const std::string name = task.id.substr(task.id.find('/') + 1);
    if (task.id.starts_with("Mbpp/")) {
      for (const std::string& alias : {name, "MBPP/" + name, "mbpp/" + name}) by_id_.emplace(alias, &task);
    } else if (task.id.starts_with("APPS/") || task.id.starts_with("CodeContests/")) {
      by_id_.emplace(name, &task);
      by_id_.emplace(name.substr(std::min(name.find_first_not_of('0'), name.size() - 1)), &task);
    }
  }
}

const Task* TaskIndex::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

}  // namespace oyer::datasets
