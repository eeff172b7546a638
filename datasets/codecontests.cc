// CodeContests as SandboxFusion's table holds it.
#include <algorithm>

#include "datasets/detail/fields.h"
#include "datasets/detail/number_tokens.h"
#include "datasets/task_file.h"

namespace oyer::datasets {
namespace {

using detail::Fields;

// A field that is a JSON value, or a string with its text.
Result<std::string> unwrapped(Fields& fields, std::string_view key) {
  OYER_TRY(const std::string_view raw, fields.raw(key));
  if (raw.front() != '"') return std::string(raw);
  const auto text = json::parse(raw);
  if (!text.has_value()) return fields.wrong(key, "a string without lone surrogates (\\ud800 to \\udfff)");
  return std::string(json::view(text->get_string()));
}

Result<StdioTest> read_test(std::string_view text, std::size_t index) {
  const std::string number = std::to_string(index);
  StdioTest test{number, "test", "", ""};
  OYER_TRY(Fields fields, Fields::of(text, "test " + number));
  OYER_TRY(const std::string_view input, fields.raw("input"));
  OYER_TRY(const std::string_view output, fields.raw("output"));
  OYER_TRY(Fields in, Fields::of(input, "test " + number + ", input"));
  OYER_TRY(Fields out, Fields::of(output, "test " + number + ", output"));
  OYER_TRY(test.input, in.text("stdin"));
  OYER_TRY(test.expected, out.text("stdout"));
  return test;
}

}  // namespace

Result<Task> parse_codecontests_task(std::string_view row) {
  OYER_TRY(Fields fields, Fields::of(row, "a CodeContests task", detail::kMostForeignDepth));
  Task task;
  OYER_TRY(const std::string id, fields.id("id"));
  OYER_TRY(task.prompt, fields.text("content"));
  OYER_TRY(const std::string tests, unwrapped(fields, "test"));
  OYER_TRY(const std::string labels, unwrapped(fields, "labels"));
  OYER_TRY(task.extra, fields.rest());
  auto parsed = json::parse(labels);
  if (!parsed.has_value() || !parsed->is_object()) return fields.wrong("labels", "an object, or the text of one");
  task.extra["labels"] = std::move(*parsed);
  task.id = "CodeContests/" + id;
  task.benchmark = "codecontests";
  task.provenance.origin = "google-deepmind/code_contests";
  StdioShape shape;
  shape.profile = "codecontests";
  const auto items = detail::split_array(tests);
  if (!items.has_value() || items->empty()) return fields.wrong("test", "a list of at least one test");
  for (const std::string_view one : *items) {
    OYER_TRY(StdioTest test, read_test(one, shape.tests.size()));
    if (detail::has_real_token(test.expected)) shape.checker.kind = CheckerKind::float_tokens;
    shape.tests.push_back(std::move(test));
  }
  if (shape.checker.kind == CheckerKind::float_tokens) shape.checker.absolute = shape.checker.relative = 1e-6;
  task.shape = std::move(shape);
  return task;
}

}  // namespace oyer::datasets
