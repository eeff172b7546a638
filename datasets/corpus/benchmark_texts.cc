#include "datasets/corpus/benchmark_texts.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "base/file.h"
#include "base/jsonl.h"

namespace oyer::datasets {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> id_fields = {"task_id", "question_id", "problem_id", "id", "name"};

// Names, links and test data: found everywhere, or not text at all.
constexpr std::array<std::string_view, 28> no_texts = {"task_id",
                                                       "question_id",
                                                       "problem_id",
                                                       "id",
                                                       "name",
                                                       "entry_point",
                                                       "url",
                                                       "source",
                                                       "source_file",
                                                       "difficulty",
                                                       "language",
                                                       "date",
                                                       "contest_id",
                                                       "platform",
                                                       "input",
                                                       "inputs",
                                                       "output",
                                                       "outputs",
                                                       "input_output",
                                                       "base_input",
                                                       "plus_input",
                                                       "public_tests",
                                                       "private_tests",
                                                       "generated_tests",
                                                       "public_test_cases",
                                                       "private_test_cases",
                                                       "metadata",
                                                       "labels"};

bool is_text_field(std::string_view name) {
  return std::find(no_texts.begin(), no_texts.end(), name) == no_texts.end();
}

// The deepest a row's texts are looked for; what is below is no benchmark's.
constexpr int deepest = 6;

class Collector {
 public:
  Collector(std::string_view benchmark, std::string item) : benchmark_(benchmark), item_(std::move(item)) {}

  void add(const std::string& part, const json::value& value, int depth) {
    if (depth > deepest) return;
    if (const json::string* text = value.if_string()) return add_text(part, json::view(*text), depth);
    if (const json::array* list = value.if_array()) {
      for (std::size_t i = 0; i < list->size(); ++i) add(part + '[' + std::to_string(i) + ']', (*list)[i], depth + 1);
    } else if (const json::object* object = value.if_object()) {
      for (const auto& [key, inner] : *object)
        if (is_text_field(key)) add(part.empty() ? std::string(key) : part + '.' + std::string(key), inner, depth + 1);
    }
  }

  std::vector<BenchmarkText> take() && { return std::move(texts_); }

 private:
  // APPS keeps its list of solutions as a string of JSON.
  void add_text(const std::string& part, std::string_view text, int depth) {
    if (text.starts_with("[\"")) {
      if (const auto list = json::parse(text); list && list->is_array()) return add(part, *list, depth + 1);
    }
    if (!text.empty()) texts_.push_back({std::string(benchmark_), item_, part, std::string(text), {}});
  }

  std::string_view benchmark_;
  std::string item_;
  std::vector<BenchmarkText> texts_;
};

std::string item_of(const json::object& row, std::uint64_t line) {
  for (const std::string_view field : id_fields) {
    const json::value* value = json::find(row, field);
    if (value == nullptr) continue;
    if (const json::string* text = value->if_string()) return std::string(json::view(*text));
    if (value->is_int64() || value->is_uint64()) return json::print(*value);
  }
  return "row " + std::to_string(line);
}

void append(std::vector<BenchmarkText>& texts, std::vector<BenchmarkText> more) {
  texts.insert(texts.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Result<std::vector<BenchmarkText>> read_array(std::string_view benchmark, const fs::path& path) {
  // Line by line, since that reads gzip, too; no string of JSON goes on over a line's end.
  OYER_TRY(JsonlReader reader, JsonlReader::open(path));
  std::string bytes;
  while (true) {
    OYER_TRY(const auto line, reader.next_text());
    if (!line) break;
    bytes.append(line->text) += '\n';
  }
  auto parsed = json::parse(bytes);
  if (!parsed) return fail(std::move(parsed.error()).with_context(path.string()));
  const json::array* rows = parsed->if_array();
  if (rows == nullptr) return fail(invalid_input(path.string() + ": not an array of objects; give JSON lines"));
  std::vector<BenchmarkText> texts;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const json::object* row = (*rows)[i].if_object();
    if (row == nullptr)
      return fail(
          invalid_input(path.string() + ": element " + std::to_string(i) + " is no object; give rows of fields"));
    append(texts, benchmark_texts(benchmark, *row, i + 1));
  }
  return texts;
}

Result<std::vector<BenchmarkText>> read_lines(std::string_view benchmark, const fs::path& path) {
  OYER_TRY(JsonlReader reader, JsonlReader::open(path));
  std::vector<BenchmarkText> texts;
  while (true) {
    OYER_TRY(const auto line, reader.next());
    if (!line) return texts;
    append(texts, benchmark_texts(benchmark, line->row, line->line));
  }
}

Result<std::vector<BenchmarkText>> read_text(std::string_view benchmark, const fs::path& path) {
  OYER_TRY(std::string bytes, read_file(path));
  std::vector<BenchmarkText> texts;
  texts.push_back({std::string(benchmark), path.filename().string(), "text", std::move(bytes), {}});
  return texts;
}

Result<std::vector<BenchmarkText>> read_apps_problem(std::string_view benchmark, const fs::path& folder) {
  OYER_TRY(std::string question, read_file(folder / "question.txt"));
  json::object row{{"id", folder.filename().string()}, {"question", std::move(question)}};
  if (fs::exists(folder / "solutions.json")) {
    OYER_TRY(const std::string bytes, read_file(folder / "solutions.json"));
    auto solutions = json::parse(bytes);
    if (!solutions) return fail(std::move(solutions.error()).with_context((folder / "solutions.json").string()));
    row["solutions"] = std::move(*solutions);
  }
  return benchmark_texts(benchmark, row, 0);
}

Result<std::vector<BenchmarkText>> read_single(std::string_view benchmark, const fs::path& path) {
  OYER_TRY(JsonlReader peek, JsonlReader::open(path));
  const auto first = peek.next_text();
  const std::size_t at = first && *first ? (*first)->text.find_first_not_of(" \t\r") : std::string::npos;
  const char begin = at == std::string::npos ? '\0' : (*first)->text[at];
  const std::string extension = path.extension().string();
  const bool json_name = extension == ".json" || extension == ".jsonl" || extension == ".gz";
  if (begin == '[' && json_name) return read_array(benchmark, path);
  if (begin == '{' || json_name) return read_lines(benchmark, path);
  return read_text(benchmark, path);
}

}  // namespace

std::vector<BenchmarkText> benchmark_texts(std::string_view benchmark, const json::object& row, std::uint64_t line) {
  Collector collector(benchmark, item_of(row, line));
  collector.add("", row, 0);
  return std::move(collector).take();
}

Result<std::vector<BenchmarkText>> read_benchmark(std::string_view benchmark, const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return fail(not_found(path.string() + ": no such file or folder; name a benchmark's file"));
  if (!fs::is_directory(status)) return read_single(benchmark, path);
  std::set<fs::path> entries;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error))
    entries.insert(entry->path());
  if (error) return fail(host_error(path.string() + ": cannot be listed", error.value()));
  std::vector<BenchmarkText> texts;
  for (const fs::path& entry : entries) {
    if (fs::exists(entry / "question.txt", error)) {
      OYER_TRY(auto problem, read_apps_problem(benchmark, entry));
      append(texts, std::move(problem));
    } else if (fs::is_regular_file(entry, error)) {
      OYER_TRY(auto file, read_text(benchmark, entry));
      append(texts, std::move(file));
    }
  }
  return texts;
}

}  // namespace oyer::datasets
