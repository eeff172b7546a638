#include "datasets/result_file.h"

#include <algorithm>
#include <array>

#include "base/file.h"
#include "base/json.h"
#include "base/jsonl.h"
#include "base/utf8.h"
#include "datasets/detail/fields.h"

namespace oyer::datasets {
namespace {

Result<std::vector<std::string>> fail_tests(detail::Fields& fields, std::string_view key) {
  std::vector<std::string> tests;
  const std::optional<std::string_view> text = fields.optional_raw(key);
  if (!text.has_value() || *text == "null") return tests;
  OYER_TRY(const std::vector<std::string_view> parts, detail::split_array(*text));
  tests.assign(parts.begin(), parts.end());
  return tests;
}

Result<EvalPlusGrade> read_grade(std::string_view text, const std::string& task) {
  OYER_TRY(detail::Fields fields, detail::Fields::of(text, "the grade of " + task));
  EvalPlusGrade grade;
  OYER_TRY(grade.task_id, fields.text("task_id"));
  OYER_TRY(grade.solution, fields.text("solution"));
  OYER_TRY(grade.base_status, fields.text("base_status"));
  OYER_TRY(grade.plus_status, fields.text_or("plus_status", ""));
  OYER_TRY(grade.base_fail_tests, fail_tests(fields, "base_fail_tests"));
  OYER_TRY(grade.plus_fail_tests, fail_tests(fields, "plus_fail_tests"));
  for (const std::string& status : {grade.base_status, grade.plus_status}) {
    if (status != "pass" && status != "fail" && status != "timeout" && !status.empty()) {
      return fields.wrong("base_status\" and \"plus_status", "\"pass\", \"fail\" or \"timeout\"");
    }
  }
  return grade;
}

}  // namespace

Result<std::string> print_humaneval_result(const HumanEvalResult& result) {
  OYER_TRY(const std::vector<detail::RawField> fields, detail::split_object(result.row_json));
  std::string line = "{";
  for (const detail::RawField& field : fields) {
    if (field.key == "result" || field.key == "passed") continue;
    line += json::print(json::value(field.key)) + ": " + std::string(field.value) + ", ";
  }
  line += "\"result\": " + json::print(json::value(result.result));
  line += std::string(", \"passed\": ") + (!result.passed ? "null" : *result.passed ? "true" : "false") + "}";
  // White space between the parts of a row may be line ends; within strings they are always escaped.
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

Status write_humaneval_results(const std::filesystem::path& path, std::span<const HumanEvalResult> results) {
  OYER_TRY(JsonlWriter writer, JsonlWriter::create(path));
  for (const HumanEvalResult& result : results) {
    OYER_TRY(const std::string line, print_humaneval_result(result));
    OYER_TRY_STATUS(writer.write_text(line));
  }
  return writer.commit();
}

Result<EvalPlusResults> parse_evalplus_results(std::string_view text) {
  OYER_TRY(detail::Fields fields, detail::Fields::of(text, "the result file"));
  EvalPlusResults results;
  OYER_TRY(results.date, fields.text_or("date", ""));
  OYER_TRY(results.hash, fields.text_or("hash", ""));
  OYER_TRY(const std::string_view eval, fields.raw("eval"));
  OYER_TRY(const std::vector<detail::RawField> tasks, detail::split_object(eval));
  for (const detail::RawField& task : tasks) {
    OYER_TRY(const std::vector<std::string_view> grades, detail::split_array(task.value));
    for (const std::string_view one : grades) {
      OYER_TRY(EvalPlusGrade grade, read_grade(one, task.key));
      results.grades.push_back(std::move(grade));
    }
  }
  return results;
}

Result<EvalPlusResults> read_evalplus_results(const std::filesystem::path& path) {
  OYER_TRY(const std::string bytes, read_file(path, std::uint64_t{1} << 30U));
  if (!is_utf8(bytes)) return fail(invalid_input(path.string() + ": not UTF-8; convert the file to UTF-8"));
  Result<EvalPlusResults> results = parse_evalplus_results(bytes);
  if (!results.has_value()) return fail(std::move(results).error().with_context(path.string()));
  return results;
}

}  // namespace oyer::datasets
