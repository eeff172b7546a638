#include "graders/reward.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/graders/grades.h"
#include "tests/support/result.h"

namespace oyer::graders {
namespace {

using oyer::test::outcome_of;
using namespace test;

RewardRule rule(std::string_view text) { return parse_rule(text).value(); }

TEST(Reward, each_rule_maps_each_verdict_as_its_paper_says) {
  struct Row {
    Verdict verdict;
    double binary, rlef, coderl;
  };
  const Row rows[] = {
      {Verdict::wrong_answer, 0, -1, -0.3},    {Verdict::presentation_error, 0, -1, -0.3},
      {Verdict::runtime_error, 0, -1, -0.6},   {Verdict::compile_error, 0, -1, -1},
      {Verdict::time_limit, 0, -1, -0.6},      {Verdict::memory_limit, 0, -1, -0.6},
      {Verdict::output_limit, 0, -1, -0.6},    {Verdict::denied, 0, -1, -0.6},
      {Verdict::judge_exhausted, 0, -1, -0.6}, {Verdict::no_code, 0, -1, -1},
  };
  for (const Row& row : rows) {
    const Grade grade = refused(row.verdict);
    EXPECT_EQ(reward(grade, rule("binary")), row.binary) << name_of(row.verdict);
    EXPECT_EQ(reward(grade, rule("rlef")), row.rlef) << name_of(row.verdict);
    EXPECT_EQ(reward(grade, rule("coderl")), row.coderl) << name_of(row.verdict);
  }
  for (const char* name : {"binary", "fraction", "rlef", "coderl", "rltf", "weighted"}) {
    EXPECT_EQ(reward(accepted(), rule(name)), 1.0) << name;
  }
}

TEST(Reward, of_a_turn_that_is_not_the_last_rlef_punishes_the_lack_of_valid_code_alone) {
  const Turn middle{"e", 1, 0, false};
  for (const Verdict verdict : all_verdicts) {
    const bool none = verdict == Verdict::no_code || verdict == Verdict::compile_error;
    const Grade grade = verdict == Verdict::accepted ? accepted() : refused(verdict);
    EXPECT_EQ(reward(grade, rule("rlef"), middle), none ? -0.2 : 0.0) << name_of(verdict);
    EXPECT_EQ(reward(grade, rule("rlef")), verdict == Verdict::accepted ? 1.0 : -1.0) << name_of(verdict);
  }
  RewardRecord record = record_of(refused(Verdict::no_code, {}));
  record.turn = middle;
  EXPECT_EQ(reward(record, rule("rlef")), -0.2);
}

TEST(Reward, fraction_and_rltf_follow_the_share_of_passed_tests) {
  const Grade grade = refused(Verdict::wrong_answer, {passed("a"), passed("b"), passed("c"), failed("d")});
  EXPECT_DOUBLE_EQ(*reward(grade, rule("fraction")), 0.75);
  EXPECT_DOUBLE_EQ(*reward(grade, rule("rltf")), -0.3 + 1.3 * 0.75);
  EXPECT_EQ(reward(refused(Verdict::no_code, {}), rule("fraction")), 0.0);
}

TEST(Reward, weights_go_by_group_then_by_visibility) {
  Grade grade = refused(Verdict::wrong_answer, {passed("a", "base"), failed("b", Verdict::wrong_answer, "plus")});
  grade.cases[0].visibility = Visibility::public_test;
  EXPECT_DOUBLE_EQ(*reward(grade, rule("weighted:base=1,plus=3")), 0.25);
  EXPECT_DOUBLE_EQ(*reward(grade, rule("weighted:public=0.5,private=1.5")), 0.25);
  EXPECT_DOUBLE_EQ(*reward(grade, rule("weighted")), 0.5);
  EXPECT_EQ(reward(grade, rule("weighted:base=0,plus=0")), std::nullopt);
}

TEST(Reward, an_expression_is_worked_out_over_the_numbers_of_a_grade) {
  Grade grade = refused(Verdict::time_limit, {passed("a"), passed("b"), failed("c", Verdict::time_limit)});
  grade.cases[0].visibility = Visibility::public_test;
  grade.flags = {"confirmed_time"};
  grade.evidence = {3, 2, 1, true};
  const auto given = [&](const std::string& text) { return *reward(grade, rule("expr:" + text), {"e", 2, 0, false}); };
  EXPECT_DOUBLE_EQ(given("passed / total"), 2.0 / 3);
  EXPECT_EQ(given("100 * public_passed + 10 * public_total + private_passed"), 111);
  EXPECT_EQ(given("private_total + 10 * planned + 100 * run + 1000 * answered"), 1232);
  EXPECT_EQ(given("flags + 10 * turn + 100 * last_turn"), 21);
  EXPECT_EQ(given("if(time_limit or memory_limit, -0.5, fraction)"), -0.5);
  EXPECT_EQ(given("time_limit + 10 * no_code"), 1);
  EXPECT_DOUBLE_EQ(given("binary + fraction + rlef + coderl + rltf"), 0 + 2.0 / 3 + 0 - 0.6 - 0.6);
}

TEST(Reward, an_unsound_grade_has_none_unless_asked) {
  Grade grade = accepted();
  grade.isolation = Isolation::shared_process;
  for (const char* name : {"binary", "fraction", "rlef", "coderl", "rltf", "weighted"}) {
    RewardRule asked = rule(name);
    EXPECT_EQ(reward(grade, asked), std::nullopt) << name;
    asked.accept_unsound = true;
    EXPECT_EQ(reward(grade, asked), 1.0) << name;
  }
}

TEST(Reward, an_infra_error_has_none_under_any_rule) {
  RewardRecord record = record_of(accepted());
  EXPECT_EQ(reward(record, rule("binary")), 1.0);
  record.outcome = host_error("the keeper died", 0);
  for (const char* name : {"binary", "fraction", "rlef", "coderl", "rltf", "weighted"}) {
    EXPECT_EQ(reward(record, rule(name)), std::nullopt) << name;
  }
}

TEST(Reward, no_rule_gives_a_number_that_is_not_finite) {
  for (const Verdict verdict : all_verdicts) {
    for (const auto& cases : {std::vector<CaseResult>{}, std::vector<CaseResult>{failed("a")}}) {
      for (const char* name : {"binary", "fraction", "rlef", "coderl", "rltf", "weighted", "weighted:tests=1e9"}) {
        const auto given = reward(refused(verdict, cases), rule(name));
        EXPECT_TRUE(!given || std::isfinite(*given)) << name << " " << name_of(verdict);
      }
    }
  }
}

TEST(RewardRule, names_carry_the_version_and_read_back) {
  for (const char* name : {"binary/1", "fraction/1", "rlef/1", "coderl/1", "rltf/1", "weighted/1"}) {
    EXPECT_EQ(name_of(rule(name)), name);
  }
}

TEST(RewardRule, names_of_weights_and_expressions_tell_them_apart) {
  EXPECT_EQ(name_of(rule("weighted:public=0.25,private=1")), "weighted/1:private=1,public=0.25");
  EXPECT_EQ(rule(name_of(rule("weighted:b=0.1,a=3"))), rule("weighted:b=0.1,a=3"));
  EXPECT_EQ(name_of(rule("expr:passed/total")), name_of(rule("expr: (passed) / total")));
  EXPECT_NE(name_of(rule("expr:passed/total")), name_of(rule("expr:total/passed")));
  // Rows carry such names: they stay what they are.
  EXPECT_EQ(name_of(rule("expr:clamp(passed / total - 0.1 * no_code, 0, 1)")), "expr/1:34cebf8efdbd");
}

TEST(RewardRule, an_expression_that_cannot_be_read_is_refused_with_its_column) {
  EXPECT_EQ(outcome_of(parse_rule("expr:passed +")),
            "invalid_input: rule \"expr:passed +\": column 9: a number or a name is missing");
}

TEST(RewardRule, what_cannot_be_read_is_refused_with_the_known_names) {
  EXPECT_EQ(outcome_of(parse_rule("best")),
            "invalid_input: rule \"best\" is unknown; known rules: binary, fraction, rlef, coderl, rltf, "
            "weighted:NAME=WEIGHT,..., expr:EXPRESSION");
  EXPECT_EQ(outcome_of(parse_rule("rlef/2")), "invalid_input: rule \"rlef/2\": only version 1 exists");
  for (const char* text : {"weighted:a=nan", "weighted:a=-1", "weighted:a=inf", "weighted:a", "weighted:=1",
                           "weighted:a=1,a=2", "weighted:a=1e10", "binary:a=1", "", "/1", "expr", "expr:"}) {
    EXPECT_FALSE(parse_rule(text)) << text;
  }
}

}  // namespace
}  // namespace oyer::graders
