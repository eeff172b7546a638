// docs/formats.md and docs/schemas/ say what the code does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "datasets/sample_file.h"
#include "datasets/task_file.h"
#include "tests/datasets/scratch.h"

namespace oyer::datasets {
namespace {

std::string doc(std::string_view name) {
  return read_file(std::filesystem::path(OYER_SOURCE_DIR) / "docs" / name).value();
}

// The JSON examples of the page, each as one line.
std::vector<std::string> examples() {
  const std::string page = doc("formats.md");
  std::vector<std::string> found;
  const std::string fence = "```json\n";
  for (std::size_t at = page.find(fence); at != std::string::npos; at = page.find(fence, at)) {
    at += fence.size();
    found.push_back(page.substr(at, page.find("\n```\n", at) - at));
  }
  return found;
}

TEST(Formats, every_example_of_the_page_is_read) {
  std::size_t tasks = 0;
  std::size_t candidates = 0;
  for (const std::string& example : examples()) {
    if (example.find("oyer.task/1") != std::string::npos) {
      const Result<Task> task = parse_task(example);
      EXPECT_TRUE(task.has_value()) << example << "\n" << task.error().what;
      ++tasks;
    } else {
      const Result<Candidate> candidate = parse_candidate(example);
      EXPECT_TRUE(candidate.has_value()) << example << "\n" << candidate.error().what;
      ++candidates;
    }
  }
  EXPECT_EQ(tasks, 3U);
  EXPECT_EQ(candidates, 1U);
}

// The value at a path of object keys.
json::value at(const json::value& root, std::initializer_list<const char*> path) {
  json::value here = root;
  for (const char* key : path) here = json::value(here.as_object().at(key));
  return here;
}

std::set<std::string> words(const json::value& list) {
  std::set<std::string> found;
  for (const json::value& one : list.as_array()) {
    if (one.is_string()) found.emplace(json::view(one.get_string()));
  }
  return found;
}

std::set<std::string> keys(const json::value& object) {
  std::set<std::string> found;
  for (const auto& field : object.as_object()) found.emplace(field.key().data(), field.key().size());
  return found;
}

template <class E>
std::set<std::string> names(std::initializer_list<E> values) {
  std::set<std::string> found;
  for (const E value : values) found.emplace(name_of(value));
  return found;
}

TEST(Formats, vocabularies_of_the_schema_are_those_of_the_code) {
  const json::value schema = json::parse(doc("schemas/task.schema.json")).value();
  using enum Rebuild;
  EXPECT_EQ(words(at(schema, {"$defs", "rule", "enum"})),
            names({as_is, tuple, list_of_tuples, tuple_of_tuples, tuple_of_list_tuples, list_of_sets, dict_of_tuples,
                   to_float, to_complex, tuples_deep}));
  using enum Oracle;
  EXPECT_EQ(words(at(schema, {"$defs", "cases", "properties", "oracle", "enum"})),
            names({equal, not_none, set_equal, evalplus_mbpp_581, evalplus_mbpp_558, evalplus_humaneval_32}));
  EXPECT_EQ(words(at(schema, {"$defs", "visibility", "enum"})),
            names({Visibility::public_test, Visibility::private_test}));
  EXPECT_EQ(words(at(schema, {"properties", "isolation", "enum"})),
            names({Isolation::separate_process, Isolation::shared_process}));
  EXPECT_EQ(words(at(schema, {"$defs", "function", "properties", "setup_time", "enum"})),
            names({SetupTime::before_candidate, SetupTime::after_candidate}));
  EXPECT_EQ(words(at(schema, {"$defs", "checker_kind", "enum"})),
            names({CheckerKind::exact, CheckerKind::tokens, CheckerKind::float_tokens, CheckerKind::unordered_lines,
                   CheckerKind::program}));
}

// A printed task names every field of the format that it has a value for.
TEST(Formats, fields_of_the_schema_are_those_of_a_printed_task) {
  const json::value schema = json::parse(doc("schemas/task.schema.json")).value();
  Task task;
  task.id = task.entry_point = "f";
  task.reference = "";
  task.cpu_ms = task.wall_ms = task.memory_bytes = 1;
  task.extra["id"] = 1;
  FunctionShape function;
  function.tests = {{"0", "f()", Visibility::public_test, true}};
  CasesShape cases;
  cases.cases = {{"0", "g", "[]", "1"}};
  cases.prelude = "import math";
  cases.expected_wrapped = true;
  task.shape = function;
  const json::value with_function = json::parse(print_task(task)).value();
  task.shape = cases;
  const json::value with_cases = json::parse(print_task(task)).value();

  std::set<std::string> top = keys(with_function);
  top.insert({"cases", "stdio"});
  EXPECT_EQ(keys(at(schema, {"properties"})), top);
  EXPECT_EQ(keys(at(schema, {"properties", "limits", "properties"})), keys(at(with_function, {"limits"})));
  EXPECT_EQ(keys(at(schema, {"$defs", "function", "properties"})), keys(at(with_function, {"function"})));
  EXPECT_EQ(keys(at(schema, {"$defs", "cases", "properties"})), keys(at(with_cases, {"cases"})));
  EXPECT_EQ(keys(at(schema, {"$defs", "cases", "properties", "tests", "items", "properties"})),
            keys(at(with_cases, {"cases", "tests"}).as_array().at(0)));

  StdioShape stdio;
  stdio.tests = {{"0", "g", "", ""}};
  task.shape = stdio;
  const json::value with_stdio = json::parse(print_task(task)).value();
  EXPECT_EQ(keys(at(schema, {"$defs", "stdio", "properties"})), keys(at(with_stdio, {"stdio"})));
  EXPECT_EQ(keys(at(schema, {"$defs", "stdio", "properties", "tests", "items", "properties"})),
            keys(at(with_stdio, {"stdio", "tests"}).as_array().at(0)));
  const json::value test = at(schema, {"$defs", "function", "properties", "tests", "items", "anyOf"}).as_array().at(1);
  EXPECT_EQ(keys(at(test, {"properties"})), keys(at(with_function, {"function", "tests"}).as_array().at(0)));
}

}  // namespace
}  // namespace oyer::datasets
