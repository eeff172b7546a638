// The reader of CodeContests on rows written for these tests; tests/cli has the real ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/task_file.h"

namespace oyer::datasets {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Task must(std::string_view row) {
  auto task = parse_codecontests_task(row);
  if (!task.has_value()) throw std::runtime_error(to_string(task.error()));
  return std::move(*task);
}

constexpr std::string_view as_texts =
    R"j({"id": 7, "content": "Add up.", "source": "x",)j"
    R"j( "test": "[{\"input\": {\"stdin\": \"1 2\\n\"}, \"output\": {\"stdout\": \"3\\n\"}}]",)j"
    R"j( "labels": "{\"cf_rating\": 800}"})j";
constexpr std::string_view as_values =
    R"j({"id": 7, "content": "Add up.", "source": "x",)j"
    R"j( "test": [{"input": {"stdin": "1 2\n"}, "output": {"stdout": "3\n"}}], "labels": {"cf_rating": 800}})j";

TEST(CodeContestsRows, become_stdio_tasks_whether_their_fields_are_texts_or_values) {
  const Task task = must(as_texts);
  EXPECT_EQ(task, must(as_values));
  EXPECT_EQ(task.id, "CodeContests/7");
  EXPECT_EQ(task.benchmark, "codecontests");
  EXPECT_EQ(task.prompt, "Add up.");
  EXPECT_EQ(task.extra, (json::object{{"source", "x"}, {"labels", {{"cf_rating", 800}}}}));
  const auto& shape = std::get<StdioShape>(task.shape);
  EXPECT_EQ(shape.profile, "codecontests");
  EXPECT_EQ(shape.checker.kind, CheckerKind::tokens);
  EXPECT_THAT(shape.tests, ElementsAre(StdioTest{"0", "test", "1 2\n", "3\n"}));
}

TEST(CodeContestsRows, one_expected_number_with_a_point_makes_all_be_compared_within_a_tolerance) {
  const Task task = must(
      R"j({"id": "a", "content": "", "labels": {}, "test": [{"input": {"stdin": ""}, "output": {"stdout": "yes"}},)j"
      R"j( {"input": {"stdin": ""}, "output": {"stdout": "no 2.50"}}]})j");
  const Checker& checker = std::get<StdioShape>(task.shape).checker;
  EXPECT_EQ(checker.kind, CheckerKind::float_tokens);
  EXPECT_EQ(checker.absolute, 1e-6);
  EXPECT_EQ(checker.relative, 1e-6);
}

TEST(CodeContestsRows, of_another_form_are_refused_with_the_place) {
  const auto refusal = [](std::string_view row) {
    const auto task = parse_codecontests_task(row);
    return task.has_value() ? std::string("none") : task.error().what;
  };
  EXPECT_THAT(refusal(R"j({"id": 1, "content": "", "labels": {}, "test": []})j"),
              HasSubstr("a list of at least one test"));
  EXPECT_THAT(refusal(R"j({"id": 1, "content": "", "labels": [], "test": [{}]})j"), HasSubstr("\"labels\""));
  EXPECT_THAT(refusal(R"j({"id": 1, "content": "", "labels": {}, "test": [{"input": {"stdin": ""}}]})j"),
              HasSubstr("test 0"));
  EXPECT_THAT(refusal(R"j({"id": 1, "content": "", "labels": {}, "test": [{"input": {}, "output": {"stdout": ""}}]})j"),
              HasSubstr("test 0, input"));
  EXPECT_THAT(refusal(R"j({"id": 1, "labels": {}, "test": []})j"), HasSubstr("\"content\""));
}

}  // namespace
}  // namespace oyer::datasets
