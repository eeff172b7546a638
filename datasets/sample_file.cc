#include "datasets/sample_file.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/json.h"
#include "base/jsonl.h"
#include "datasets/detail/fields.h"

namespace oyer::datasets {
namespace {

constexpr std::string_view schema = "oyer.candidate/1";

// True for one of Oyer's own rows.
Result<bool> check_schema(detail::Fields& fields) {
  OYER_TRY(const std::optional<std::string> found, fields.optional_text("schema"));
  if (!found.has_value()) return false;
  if (*found == schema) return true;
  if (found->starts_with("oyer.candidate/")) {
    return fail(unsupported("\"" + *found + "\" is a newer format than this Oyer reads (" + std::string(schema) + ")"));
  }
  return fields.wrong("schema", "\"" + std::string(schema) + "\", or absent");
}

// The language that the raw value of a field names.
std::optional<Language> language_of(std::string_view text) {
  const auto value = json::parse(text);
  if (!value.has_value() || !value->is_string()) return std::nullopt;
  return parse_language(json::view(value->get_string()));
}

std::string place(const std::filesystem::path& path, std::uint64_t line) {
  return path.string() + ":" + std::to_string(line);
}

}  // namespace

Result<Candidate> parse_candidate(std::string_view row) {
  OYER_TRY(detail::Fields fields, detail::Fields::of(row, "the candidate"));
  OYER_TRY(const bool own, check_schema(fields));
  Candidate candidate;
  OYER_TRY(candidate.task_id, fields.id("task_id"));
  // EvalPlus reads the solution where a row has both.
  OYER_TRY(std::optional<std::string> solution, fields.optional_text("solution"));
  OYER_TRY(std::optional<std::string> completion, fields.optional_text("completion"));
  if (!solution.has_value() && !completion.has_value()) {
    return fail(invalid_input("the candidate has neither \"completion\" nor \"solution\"; give it one of them"));
  }
  candidate.kind = solution.has_value() ? Candidate::Kind::solution : Candidate::Kind::completion;
  candidate.text = std::move(solution.has_value() ? *solution : *completion);
  if (const auto language = fields.optional_raw("language"); language.has_value()) {
    candidate.language = language_of(*language);
    if (own && !candidate.language && *language != "null") {
      return fields.wrong("language", "one of Oyer's languages (python, c, cpp)");
    }
  }
  OYER_TRY(candidate.provenance, fields.provenance());
  OYER_TRY(const std::string_view whole, detail::check_value(row));
  candidate.row_json = whole;
  return candidate;
}

Result<std::string> drop_fields(std::string_view row_json, std::span<const std::string_view> names) {
  OYER_TRY(const std::vector<detail::RawField> fields, detail::split_object(row_json));
  std::string text;
  for (const detail::RawField& field : fields) {
    if (std::find(names.begin(), names.end(), field.key) != names.end()) continue;
    text += (text.empty() ? "" : ",") + json::print(json::value(field.key)) + ":" + std::string(field.value);
  }
  // White space between the parts of a value may be line ends; within strings they are always escaped.
  std::replace(text.begin(), text.end(), '\n', ' ');
  return "{" + text + "}";
}

Result<std::string> unread_fields(std::string_view row_json) {
  std::vector<std::string_view> read = {"schema", "task_id",    "completion", "solution",
                                        "origin", "generation", "parents"};
  OYER_TRY(const std::vector<detail::RawField> fields, detail::split_object(row_json));
  for (const detail::RawField& field : fields) {
    if (field.key == "language" && (field.value == "null" || language_of(field.value))) read.push_back("language");
  }
  return drop_fields(row_json, read);
}

Result<std::vector<Candidate>> read_candidates(const std::filesystem::path& path) {
  OYER_TRY(JsonlReader reader, JsonlReader::open(path));
  std::vector<Candidate> candidates;
  std::map<std::string, std::uint64_t> counts;
  for (;;) {
    OYER_TRY(const std::optional<TextLine> line, reader.next_text());
    if (!line.has_value()) break;
    Result<Candidate> candidate = parse_candidate(line->text);
    if (!candidate.has_value()) return fail(std::move(candidate).error().with_context(place(path, line->line)));
    candidate->index = counts[candidate->task_id]++;
    candidate->line = line->line;
    candidates.push_back(std::move(*candidate));
  }
  if (candidates.empty()) return fail(invalid_input(path.string() + ": the file has no candidates; name another file"));
  return candidates;
}

Status match_candidates(const std::filesystem::path& path, const TaskIndex& tasks, std::vector<Candidate>& candidates) {
  std::map<const Task*, std::uint64_t> counts;
  for (Candidate& candidate : candidates) {
    const Task* task = tasks.find(candidate.task_id);
    if (task == nullptr) {
      return fail(invalid_input(place(path, candidate.line) + ": no task has the id \"" + candidate.task_id +
                                "\"; mend the id, or name the task file it belongs to"));
    }
    candidate.task_id = task->id;
    candidate.index = counts[task]++;
  }
  return {};
}

}  // namespace oyer::datasets
