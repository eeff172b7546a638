#include "cli/score_text.h"

#include <gtest/gtest.h>

#include "tests/cli/support.h"
#include "tests/support/golden.h"

namespace oyer::cli {
namespace {

EvalReport some_report() {
  const auto candidates = testing::some_candidates();
  return {"humaneval+", 3, {1, 10}, pass_at(candidates, {1, 10}, {.plus = true}), add_up(candidates), {}};
}

TEST(ScoreText, grade_table) {
  test::expect_golden("tests/cli/golden/grade.txt", grade_table(add_up(testing::some_candidates()), "binary/1"));
}

TEST(ScoreText, many_tasks_are_told_in_one_line) {
  const std::string text = grade_table(add_up(testing::some_candidates()), "binary/1", 1);
  EXPECT_EQ(text.find("T/0"), std::string::npos) << text;
  EXPECT_NE(text.find("all 2 tasks"), std::string::npos) << text;
}

TEST(ScoreText, eval_report) { test::expect_golden("tests/cli/golden/eval.txt", eval_text(some_report())); }

TEST(ScoreText, eval_json) {
  test::expect_golden("tests/cli/golden/eval.json", json::print(to_json(some_report())) + "\n");
}

TEST(ScoreText, summary_json) {
  test::expect_golden("tests/cli/golden/summary.json",
                      json::print(summary_json(add_up(testing::some_candidates()), "binary/1")) + "\n");
}

}  // namespace
}  // namespace oyer::cli
