// Oyer's own task format, "oyer.task/1" (docs/formats.md).
#include <algorithm>
#include <cmath>
#include <set>

#include "datasets/detail/candidate_names.h"
#include "datasets/detail/fields.h"
#include "datasets/detail/stdio_task.h"
#include "datasets/detail/test_fields.h"
#include "datasets/task_file.h"

namespace oyer::datasets {
namespace {

constexpr std::string_view schema = "oyer.task/1";
constexpr std::string_view own_fields[] = {"schema",     "id",      "benchmark", "prompt",    "language",    "function",
                                           "cases",      "stdio",   "reference", "isolation", "entry_point", "origin",
                                           "generation", "parents", "limits",    "extra"};

// ---- reading -----------------------------------------------------------------------------------------------------

// A test is an object, or a string that is its code.
Result<TestCode> read_test(std::string_view text, std::size_t index) {
  const std::string number = std::to_string(index);
  if (text.front() == '"') {
    OYER_TRY(const json::value code, json::parse(text));
    return TestCode{number, std::string(json::view(code.get_string()))};
  }
  OYER_TRY(detail::Fields fields, detail::Fields::of(text, "test " + number));
  TestCode test;
  OYER_TRY(test.id, fields.text_or("id", number));
  OYER_TRY(test.code, fields.text("code"));
  OYER_TRY(test.visibility, detail::read_visibility(fields));
  OYER_TRY(test.challenge, fields.flag_or("challenge", false));
  OYER_TRY_STATUS(fields.finish());
  return test;
}

Result<Case> read_case(std::string_view text, std::size_t index) {
  const std::string number = std::to_string(index);
  OYER_TRY(detail::Fields fields, detail::Fields::of(text, "case " + number));
  Case test;
  OYER_TRY(test.id, fields.text_or("id", number));
  OYER_TRY(test.group, fields.text_or("group", "test"));
  OYER_TRY(const std::string_view input, fields.raw("input"));
  if (input.front() != '[') return fields.wrong("input", "the list of arguments");
  test.input_json = input;
  const std::optional<std::string_view> expected = fields.optional_raw("expected");
  if (expected.has_value()) test.expected_json = std::string(*expected);
  OYER_TRY(test.visibility, detail::read_visibility(fields));
  OYER_TRY_STATUS(fields.finish());
  return test;
}

// Names that are not given are found in the code (DESIGN §3).
Result<FunctionShape> read_function(std::string_view text, const Task& task) {
  OYER_TRY(detail::Fields fields, detail::Fields::of(text, "\"function\""));
  FunctionShape shape;
  OYER_TRY(shape.prelude, fields.text_or("prelude", ""));
  OYER_TRY(shape.setup, fields.text_or("setup", ""));
  OYER_TRY(const std::vector<std::string_view> tests, detail::read_tests(fields));
  std::set<std::string> ids;
  for (const std::string_view one : tests) {
    OYER_TRY(TestCode test, read_test(one, shape.tests.size()));
    OYER_TRY_STATUS(detail::check_test_id(test.id, ids));
    shape.tests.push_back(std::move(test));
  }
  detail::find_candidate_names(task.language, task.entry_point, task.reference, shape);
  OYER_TRY(std::vector<std::string> names, fields.texts_or_none("candidate_names"));
  if (!names.empty()) {
    if (names.front() != task.entry_point) return fields.wrong("candidate_names", "a list with the entry point first");
    shape.candidate_names = std::move(names);
  }
  OYER_TRY(shape.setup_time, fields.named_or("setup_time", parse_setup_time, shape.setup_time,
                                             "\"before_candidate\", \"after_candidate\""));
  OYER_TRY_STATUS(fields.finish());
  return shape;
}

Result<Rebuild> rebuild_named(const detail::Fields& fields, std::string_view key, std::string_view name) {
  const std::optional<Rebuild> rule = parse_rebuild(name);
  if (!rule.has_value())
    return fields.wrong(key, "of the rules in docs/formats.md, which \"" + std::string(name) + "\" is not");
  return *rule;
}

Status read_comparison(detail::Fields& fields, CasesShape& shape) {
  OYER_TRY(const std::vector<std::string> rules, fields.texts_or_none("rebuild"));
  for (const std::string& name : rules) {
    OYER_TRY(const Rebuild rule, rebuild_named(fields, "rebuild", name));
    shape.rebuild.push_back(rule);
  }
  OYER_TRY(const std::string expected_rule, fields.text_or("expected_rebuild", "as_is"));
  OYER_TRY(shape.expected_rebuild, rebuild_named(fields, "expected_rebuild", expected_rule));
  OYER_TRY(shape.profile, fields.text_or("profile", "strict"));
  if (shape.profile != "strict" && shape.profile != "evalplus" && shape.profile != "apps") {
    return fields.wrong("profile", "one of \"strict\", \"evalplus\", \"apps\"");
  }
  OYER_TRY(shape.atol, fields.number_or("atol", 0));
  if (!std::isfinite(shape.atol) || shape.atol < 0) return fields.wrong("atol", "0 or more");
  OYER_TRY(shape.oracle, fields.named_or("oracle", parse_oracle, Oracle::equal, "the oracles in docs/formats.md"));
  OYER_TRY(shape.contract, fields.text_or("contract", ""));
  OYER_TRY(shape.prelude, fields.text_or("prelude", ""));
  OYER_TRY(shape.expected_wrapped, fields.flag_or("expected_wrapped", false));
  return {};
}

Result<CasesShape> read_cases(std::string_view text, const Task& task) {
  OYER_TRY(detail::Fields fields, detail::Fields::of(text, "\"cases\""));
  CasesShape shape;
  OYER_TRY_STATUS(read_comparison(fields, shape));
  OYER_TRY(const std::vector<std::string_view> tests, detail::read_tests(fields));
  std::set<std::string> ids;
  for (const std::string_view one : tests) {
    OYER_TRY(Case test, read_case(one, shape.cases.size()));
    OYER_TRY_STATUS(detail::check_test_id(test.id, ids));
    if (!test.expected_json.has_value() && !task.reference.has_value()) {
      return fail(invalid_input("case \"" + test.id + "\" has nothing to be held against; give it \"expected\", or " +
                                "the task a \"reference\""));
    }
    shape.cases.push_back(std::move(test));
  }
  OYER_TRY_STATUS(fields.finish());
  return shape;
}

Status read_limits(detail::Fields& fields, Task& task) {
  const std::optional<std::string_view> text = fields.optional_raw("limits");
  if (!text.has_value()) return {};
  OYER_TRY(detail::Fields limits, detail::Fields::of(*text, "\"limits\""));
  OYER_TRY(task.cpu_ms, limits.optional_count("cpu_ms"));
  OYER_TRY(task.wall_ms, limits.optional_count("wall_ms"));
  OYER_TRY(task.memory_bytes, limits.optional_count("memory_bytes"));
  return limits.finish();
}

Status check_schema(detail::Fields& fields) {
  OYER_TRY(const std::string found, fields.text("schema"));
  if (found == schema) return {};
  if (found.starts_with("oyer.task/")) {
    return fail(unsupported("\"" + found + "\" is a newer format than this Oyer reads (" + std::string(schema) + ")"));
  }
  return fields.wrong("schema", "\"" + std::string(schema) + "\"");
}

Status read_shape(detail::Fields& fields, Task& task) {
  const std::optional<std::string_view> function = fields.optional_raw("function");
  const std::optional<std::string_view> cases = fields.optional_raw("cases");
  const std::optional<std::string_view> stdio = fields.optional_raw("stdio");
  if (int{function.has_value()} + int{cases.has_value()} + int{stdio.has_value()} != 1) {
    return fail(invalid_input("the task must have one of \"function\", \"cases\" and \"stdio\", and no other"));
  }
  if (stdio.has_value()) {
    OYER_TRY(task.entry_point, fields.text_or("entry_point", ""));
    if (!task.entry_point.empty()) return fields.wrong("entry_point", "absent, since the candidate is a program");
    OYER_TRY(task.shape, detail::read_stdio(*stdio));
    return {};
  }
  OYER_TRY(task.entry_point, fields.name("entry_point"));
  if (function.has_value()) {
    OYER_TRY(task.shape, read_function(*function, task));
  } else {
    OYER_TRY(task.shape, read_cases(*cases, task));
  }
  return {};
}

// Fields this version does not know: those at the top, and those of "extra", where print_task puts a benchmark's
// fields that would be taken for ours.
Status read_extra(detail::Fields& fields, Task& task) {
  const std::optional<std::string_view> text = fields.optional_raw("extra");
  OYER_TRY(task.extra, fields.rest());
  if (!text.has_value()) return {};
  OYER_TRY(detail::Fields more, detail::Fields::of(*text, "\"extra\""));
  OYER_TRY(const json::object object, more.rest());
  for (const auto& field : object) {
    if (task.extra.contains(field.key())) {
      return fail(invalid_input("\"" + std::string(field.key()) + "\" stands in the task and in its \"extra\"; " +
                                "remove one of them"));
    }
    task.extra.insert(field);
  }
  return {};
}

// ---- writing -----------------------------------------------------------------------------------------------------

// Writes JSON text member by member, since inputs must keep their own text.
class Writer {
 public:
  // An element of an array, or the whole.
  Writer& open(char bracket) {
    separate();
    text_ += bracket;
    first_ = true;
    return *this;
  }
  Writer& open(std::string_view key, char bracket) {
    name(key);
    first_ = true;
    return open(bracket);
  }
  Writer& close(char bracket) {
    text_ += bracket;
    first_ = false;
    return *this;
  }
  Writer& raw(std::string_view key, std::string_view value) {
    name(key);
    text_ += value;
    return *this;
  }
  Writer& add(std::string_view key, const json::value& value) { return raw(key, json::print(value)); }
  Writer& add(std::string_view key, std::string_view text) { return add(key, json::value(text)); }
  std::string take() { return std::move(text_); }

 private:
  // A comma where one is due.
  void separate() {
    if (!first_) text_ += ',';
    first_ = false;
  }
  void name(std::string_view key) {
    separate();
    text_ += json::print(json::value(key)) + ':';
  }

  std::string text_;
  bool first_ = true;
};

json::array texts(const std::vector<std::string>& strings) {
  json::array array;
  for (const std::string& one : strings) array.emplace_back(one);
  return array;
}

void write_shape(Writer& out, const FunctionShape& shape) {
  out.open("function", '{').add("prelude", shape.prelude).add("setup", shape.setup);
  out.add("setup_time", name_of(shape.setup_time)).add("candidate_names", texts(shape.candidate_names));
  out.open("tests", '[');
  for (const TestCode& test : shape.tests) {
    out.open('{').add("id", test.id).add("code", test.code).add("visibility", name_of(test.visibility));
    if (test.challenge) out.raw("challenge", "true");
    out.close('}');
  }
  out.close(']').close('}');
}

void write_shape(Writer& out, const CasesShape& shape) {
  json::array rules;
  for (const Rebuild rule : shape.rebuild) rules.emplace_back(name_of(rule));
  out.open("cases", '{').add("rebuild", rules).add("expected_rebuild", name_of(shape.expected_rebuild));
  out.add("profile", shape.profile).add("atol", shape.atol).add("oracle", name_of(shape.oracle));
  out.add("contract", shape.contract);
  if (!shape.prelude.empty()) out.add("prelude", shape.prelude);
  if (shape.expected_wrapped) out.raw("expected_wrapped", "true");
  out.open("tests", '[');
  for (const Case& test : shape.cases) {
    out.open('{').add("id", test.id).add("group", test.group).raw("input", test.input_json);
    if (test.expected_json.has_value()) out.raw("expected", *test.expected_json);
    out.add("visibility", name_of(test.visibility)).close('}');
  }
  out.close(']').close('}');
}

void write_shape(Writer& out, const StdioShape& shape) { out.add("stdio", detail::stdio_json(shape)); }

void write_limits(Writer& out, const Task& task) {
  if (!task.cpu_ms && !task.wall_ms && !task.memory_bytes) return;
  out.open("limits", '{');
  if (task.cpu_ms) out.add("cpu_ms", *task.cpu_ms);
  if (task.wall_ms) out.add("wall_ms", *task.wall_ms);
  if (task.memory_bytes) out.add("memory_bytes", *task.memory_bytes);
  out.close('}');
}

void write_extra(Writer& out, const Task& task) {
  json::object clashing;
  for (const auto& field : task.extra) {
    const std::string_view key{field.key().data(), field.key().size()};
    if (std::find(std::begin(own_fields), std::end(own_fields), key) != std::end(own_fields)) {
      clashing.insert(field);
    } else {
      out.add(key, field.value());
    }
  }
  if (!clashing.empty()) out.add("extra", clashing);
}

}  // namespace

Result<Task> parse_task(std::string_view row) {
  OYER_TRY(detail::Fields fields, detail::Fields::of(row, "the task"));
  OYER_TRY_STATUS(check_schema(fields));
  Task task;
  OYER_TRY(task.id, fields.id("id"));
  OYER_TRY(task.benchmark, fields.text_or("benchmark", ""));
  OYER_TRY(task.prompt, fields.text("prompt"));
  OYER_TRY(task.language,
           fields.named_or("language", parse_language, Language::python, "Oyer's languages (python, c, cpp)"));
  OYER_TRY(task.reference, fields.optional_text("reference"));
  OYER_TRY(task.isolation, fields.named_or("isolation", parse_isolation, Isolation::separate_process,
                                           "\"separate_process\", \"shared_process\""));
  OYER_TRY(task.provenance, fields.provenance());
  OYER_TRY_STATUS(read_limits(fields, task));
  OYER_TRY_STATUS(read_shape(fields, task));
  OYER_TRY_STATUS(read_extra(fields, task));
  return task;
}

std::string print_task(const Task& task) {
  Writer out;
  out.open('{').add("schema", schema).add("id", task.id).add("benchmark", task.benchmark);
  out.add("prompt", task.prompt).add("language", name_of(task.language));
  if (!task.entry_point.empty()) out.add("entry_point", task.entry_point);
  std::visit([&](const auto& shape) { write_shape(out, shape); }, task.shape);
  if (task.reference.has_value()) out.add("reference", *task.reference);
  out.add("isolation", name_of(task.isolation)).add("origin", task.provenance.origin);
  out.add("generation", task.provenance.generation).add("parents", texts(task.provenance.parents));
  write_limits(out, task);
  write_extra(out, task);
  return out.close('}').take();
}

}  // namespace oyer::datasets
