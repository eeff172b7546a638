#include "datasets/detail/stdio_task.h"

#include <cmath>
#include <set>

#include "base/base64.h"
#include "base/utf8.h"
#include "datasets/detail/fields.h"
#include "datasets/detail/test_fields.h"

namespace oyer::datasets::detail {
namespace {

json::value bytes_json(const std::string& bytes) {
  if (is_utf8(bytes)) return json::string(bytes);
  return json::object{{"base64", to_base64(bytes)}};
}

Result<std::string> read_bytes(Fields& fields, std::string_view key) {
  OYER_TRY(const std::string_view text, fields.raw(key));
  if (text.front() != '{') {
    const auto value = json::parse(text);
    if (!value.has_value() || !value->is_string()) return fields.wrong(key, "a string, or {\"base64\": \"...\"}");
    return std::string(json::view(value->get_string()));
  }
  OYER_TRY(Fields inner, Fields::of(text, "\"" + std::string(key) + "\""));
  OYER_TRY(const std::string encoded, inner.text("base64"));
  OYER_TRY_STATUS(inner.finish());
  auto bytes = from_base64(encoded);
  if (!bytes.has_value()) return fields.wrong(key, "bytes in base64, with padding and without line ends");
  return std::move(*bytes);
}

Result<StdioTest> read_test(std::string_view text, std::size_t index) {
  const std::string number = std::to_string(index);
  OYER_TRY(Fields fields, Fields::of(text, "test " + number));
  StdioTest test;
  OYER_TRY(test.id, fields.text_or("id", number));
  OYER_TRY(test.group, fields.text_or("group", "test"));
  OYER_TRY(test.input, read_bytes(fields, "stdin"));
  OYER_TRY(test.expected, read_bytes(fields, "stdout"));
  OYER_TRY(test.visibility, read_visibility(fields));
  OYER_TRY_STATUS(fields.finish());
  return test;
}

Result<double> read_tolerance(Fields& fields, std::string_view key) {
  OYER_TRY(const double value, fields.number_or(key, 0));
  if (!std::isfinite(value) || value < 0) return fields.wrong(key, "0 or more");
  return value;
}

constexpr std::string_view kinds = "\"exact\", \"tokens\", \"float_tokens\", \"unordered_lines\", \"program\"";

// {"kind": ..., and what belongs to it}, or its kind alone.
Result<Checker> read_checker(std::string_view text) {
  const std::string whole = text.front() == '"' ? "{\"kind\":" + std::string(text) + "}" : std::string(text);
  OYER_TRY(Fields fields, Fields::of(whole, "\"checker\""));
  Checker checker;
  OYER_TRY(checker.kind, fields.named_or("kind", parse_checker_kind, CheckerKind::tokens, kinds));
  if (checker.kind == CheckerKind::float_tokens) {
    OYER_TRY(checker.absolute, read_tolerance(fields, "absolute"));
    OYER_TRY(checker.relative, read_tolerance(fields, "relative"));
    if (checker.absolute == 0 && checker.relative == 0) {
      return fail(invalid_input("the checker \"float_tokens\" has no tolerance; give it \"absolute\" or \"relative\""));
    }
  }
  if (checker.kind == CheckerKind::program) {
    OYER_TRY(checker.source, fields.name("source"));
    OYER_TRY(checker.language, fields.named_or("language", parse_language, Language::python, "Oyer's languages"));
  }
  OYER_TRY_STATUS(fields.finish());
  return checker;
}

json::object checker_json(const Checker& checker) {
  json::object object{{"kind", name_of(checker.kind)}};
  if (checker.kind == CheckerKind::float_tokens) {
    object["absolute"] = checker.absolute;
    object["relative"] = checker.relative;
  }
  if (checker.kind == CheckerKind::program) {
    object["source"] = checker.source;
    object["language"] = name_of(checker.language);
  }
  return object;
}

}  // namespace

Result<StdioShape> read_stdio(std::string_view text) {
  OYER_TRY(Fields fields, Fields::of(text, "\"stdio\""));
  StdioShape shape;
  if (const auto checker = fields.optional_raw("checker"); checker.has_value() && *checker != "null") {
    OYER_TRY(shape.checker, read_checker(*checker));
  }
  OYER_TRY(shape.profile, fields.text_or("profile", "strict"));
  if (shape.profile != "strict" && shape.profile != "apps" && shape.profile != "codecontests") {
    return fields.wrong("profile", "one of \"strict\", \"apps\", \"codecontests\"");
  }
  OYER_TRY(shape.prelude, fields.text_or("prelude", ""));
  OYER_TRY(const std::vector<std::string_view> tests, read_tests(fields));
  std::set<std::string> ids;
  for (const std::string_view one : tests) {
    OYER_TRY(StdioTest test, read_test(one, shape.tests.size()));
    OYER_TRY_STATUS(check_test_id(test.id, ids));
    shape.tests.push_back(std::move(test));
  }
  OYER_TRY_STATUS(fields.finish());
  return shape;
}

json::object stdio_json(const StdioShape& shape) {
  json::array tests;
  for (const StdioTest& test : shape.tests) {
    tests.emplace_back(json::object{{"id", test.id},
                                    {"group", test.group},
                                    {"stdin", bytes_json(test.input)},
                                    {"stdout", bytes_json(test.expected)},
                                    {"visibility", name_of(test.visibility)}});
  }
  return {{"checker", checker_json(shape.checker)},
          {"profile", shape.profile},
          {"prelude", shape.prelude},
          {"tests", std::move(tests)}};
}

}  // namespace oyer::datasets::detail
