// The texts of a benchmark's items, out of files in whatever form they are published, for decontamination.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "datasets/corpus/decontaminate.h"

namespace oyer::datasets {

// What `path` is, is seen from what is there:
//   JSON lines (plain or gzip), or one JSON array of objects: an item for each row
//   a folder with APPS's folders in it (question.txt, solutions.json): an item for each
//   a folder of other files, or one file: an item for each file, its text as the part "text"
// Parts of a row are all its strings, in arrays and objects, too ("solutions[2]"), but for names, links and the data of
// tests (inputs, outputs), which anybody may write. In the order of the file, folders in the order of their names'
// bytes. not_found, or invalid_input as "FILE:LINE: reason; remedy".
Result<std::vector<BenchmarkText>> read_benchmark(std::string_view benchmark, const std::filesystem::path& path);

// One row. Its item is its task_id, question_id, problem_id, id or name, or else "row N" with the line given.
std::vector<BenchmarkText> benchmark_texts(std::string_view benchmark, const json::object& row, std::uint64_t line);

}  // namespace oyer::datasets
