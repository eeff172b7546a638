// The reader of APPS on problems written for these tests; tests/cli has the real ones.
#include "datasets/apps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "tests/datasets/scratch.h"

namespace oyer::datasets {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

AppsProblem problem(std::string input_output) {
  return {"0042", "Add up.", std::move(input_output), std::nullopt, std::nullopt, std::nullopt};
}

Task task_of(const AppsProblem& one) {
  auto parsed = parse_apps_problem(one);
  if (!parsed.has_value()) throw std::runtime_error(to_string(parsed.error()));
  return std::get<Task>(std::move(*parsed));
}

std::string left_out(const AppsProblem& one) {
  const auto parsed = parse_apps_problem(one);
  const LeftOut* out = parsed.has_value() ? std::get_if<LeftOut>(&*parsed) : nullptr;
  return out == nullptr ? "a task or an error" : out->id + ": " + out->reason;
}

std::string refusal(const AppsProblem& one) {
  const auto parsed = parse_apps_problem(one);
  return parsed.has_value() ? "none" : to_string(parsed.error());
}

TEST(AppsProblems, texts_become_a_stdio_task) {
  AppsProblem one = problem(R"j({"inputs": ["2\n1 2\n", ["1", "7"]], "outputs": ["3\n", ["7"]]})j");
  one.solutions = R"j(["print(3)", "print(4)"])j";
  one.metadata = R"j({"difficulty": "interview", "": null})j";
  const Task task = task_of(one);
  EXPECT_EQ(task.id, "APPS/0042");
  EXPECT_EQ(task.prompt, "Add up.");
  EXPECT_EQ(task.reference, "print(3)");
  EXPECT_EQ(task.extra, (json::object{{"difficulty", "interview"}, {"", nullptr}}));
  const auto& shape = std::get<StdioShape>(task.shape);
  EXPECT_THAT(shape.tests, ElementsAre(StdioTest{"0", "test", "2\n1 2\n", "3\n"}, StdioTest{"1", "test", "1\n7", "7"}));
  EXPECT_EQ(shape.checker.kind, CheckerKind::tokens);
  EXPECT_EQ(shape.profile, "apps");
}

TEST(AppsProblems, expected_numbers_with_a_point_are_compared_within_a_tolerance) {
  const Task task = task_of(problem(R"j({"inputs": ["1", "2"], "outputs": ["no", "0.50"]})j"));
  const Checker& checker = std::get<StdioShape>(task.shape).checker;
  EXPECT_EQ(checker.kind, CheckerKind::float_tokens);
  EXPECT_EQ(checker.absolute, 1e-6);
  EXPECT_EQ(checker.relative, 1e-6);
}

TEST(AppsProblems, a_function_becomes_a_cases_task_whose_outputs_are_unwrapped) {
  const Task task =
      task_of(problem(R"j({"fn_name": "add", "inputs": [[1, 2], [1e2, -0.0]], "outputs": [[3], [100.0]]})j"));
  EXPECT_EQ(task.entry_point, "add");
  const auto& shape = std::get<CasesShape>(task.shape);
  EXPECT_TRUE(shape.expected_wrapped);
  EXPECT_THAT(shape.cases,
              ElementsAre(Case{"0", "test", "[1, 2]", "[3]"}, Case{"1", "test", "[1e2, -0.0]", "[100.0]"}));
}

TEST(AppsProblems, a_method_is_called_on_its_class_and_its_outputs_are_themselves) {
  AppsProblem one = problem(R"j({"fn_name": "add", "inputs": [[1, 2]], "outputs": [[3]]})j");
  one.starter_code = "class Solution:\n    def add(self, a, b):\n        ";
  const Task task = task_of(one);
  EXPECT_EQ(task.entry_point, "Solution.add");
  EXPECT_EQ(task.prompt, "Add up.\nclass Solution:\n    def add(self, a, b):\n        ");
  EXPECT_FALSE(std::get<CasesShape>(task.shape).expected_wrapped);
}

TEST(AppsProblems, what_cannot_be_judged_is_left_out_with_the_reason) {
  EXPECT_EQ(left_out(problem("")), "APPS/0042: it has no tests");
  EXPECT_EQ(left_out(problem(R"j({"inputs": [], "outputs": []})j")), "APPS/0042: it has no tests");
  EXPECT_EQ(left_out(problem(R"j({"inputs": [3], "outputs": ["3"]})j")),
            "APPS/0042: a test's input or output is neither text nor lines of text");
  EXPECT_EQ(left_out(problem(R"j({"fn_name": "f", "inputs": [[{"1": 2}]], "outputs": [3]})j")),
            "APPS/0042: a test has an object whose keys JSON has turned into text");
}

TEST(AppsProblems, files_of_another_form_are_refused_by_name) {
  EXPECT_THAT(refusal(problem("[]")), HasSubstr("0042/input_output.json"));
  EXPECT_THAT(refusal(problem(R"j({"inputs": ["1"], "outputs": []})j")), HasSubstr("as many as there are inputs"));
  EXPECT_THAT(refusal(problem(R"j({"fn_name": "", "inputs": [[1]], "outputs": [1]})j")),
              HasSubstr("the name of a function, or absent"));
  AppsProblem one = problem(R"j({"inputs": ["1"], "outputs": ["1"]})j");
  one.solutions = "{}";
  EXPECT_THAT(refusal(one), HasSubstr("0042/solutions.json: not a list of programs"));
  one.solutions.reset();
  one.metadata = "[]";
  EXPECT_THAT(refusal(one), HasSubstr("0042/metadata.json: not a JSON object"));
}

TEST(AppsFolders, are_read_by_name_with_their_solutions) {
  const Scratch scratch;
  for (const std::string name : {"0001", "0002"}) {
    std::filesystem::create_directories(scratch.at(name));
    scratch.file(name + "/question.txt", name);
    scratch.file(name + "/solutions.json", R"j(["print(1)", "print('1')"])j");
  }
  scratch.file("0002/input_output.json", R"j({"inputs": ["1"], "outputs": ["1"]})j");
  std::vector<LeftOut> out;
  const auto tasks = load_apps(scratch.at("."), &out);
  ASSERT_TRUE(tasks.has_value()) << to_string(tasks.error());
  ASSERT_EQ(tasks->size(), 1U);
  EXPECT_EQ(tasks->front().id, "APPS/0002");
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(out.front().id, "APPS/0001");
  const auto solutions = read_apps_solutions(scratch.at("."));
  ASSERT_TRUE(solutions.has_value());
  ASSERT_EQ(solutions->size(), 2U);
  EXPECT_EQ(solutions->back().text, "print('1')");
  EXPECT_EQ(solutions->back().index, 1U);
}

}  // namespace
}  // namespace oyer::datasets
