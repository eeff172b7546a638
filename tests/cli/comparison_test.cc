#include "cli/comparison.h"

#include <gtest/gtest.h>

#include "tests/cli/support.h"

namespace oyer::cli {
namespace {

using graders::FaithfulOutcome;
using testing::record_of;

graders::RewardRecord beside(graders::RewardRecord record, FaithfulOutcome base, FaithfulOutcome plus) {
  graders::Grade grade = *record.grade();
  grade.faithful = graders::Faithful{"evalplus",
                                     {{"base", base, base == FaithfulOutcome::passed ? "" : "KeyError"},
                                      {"plus", plus, plus == FaithfulOutcome::passed ? "" : "said\nnothing"}}};
  record.outcome = grade;
  return record;
}

constexpr auto passed = FaithfulOutcome::passed, late = FaithfulOutcome::timed_out;

Comparison some() {
  Comparison comparison;
  comparison.take(beside(record_of("T/0", 0, {true, true}), passed, passed));
  comparison.take(beside(record_of("T/0", 1, {true, false}), passed, passed));
  comparison.take(beside(record_of("T/1", 0, {true, true}), passed, late));
  comparison.take(testing::infra_error_of("T/1", 1));
  graders::RewardRecord lucky = record_of("T/2", 0, {true, false}), steady = lucky;
  graders::Grade grade = *lucky.grade();
  grade.replays = {graders::Verdict::accepted, graders::Verdict::wrong_answer};
  grade.flags = {std::string(graders::replays_disagree)};
  lucky.outcome = grade;
  grade.replays = {graders::Verdict::wrong_answer, graders::Verdict::wrong_answer};
  grade.flags.clear();
  steady.outcome = grade;
  comparison.take(lucky);
  comparison.take(steady);
  return comparison;
}

TEST(Comparison, of_nothing_says_nothing) {
  Comparison comparison;
  comparison.take(record_of("T/0", 0, {true}));
  EXPECT_EQ(comparison_text(comparison), "");
  EXPECT_EQ(json::print(comparison_json(comparison)), "{}");
}

TEST(Comparison, lists_every_disagreement_with_what_each_way_says) {
  const std::string digest = to_string(graders::candidate_digest(record_of("T/0", 0, {true}))).substr(0, 12);
  EXPECT_EQ(comparison_text(some()),
            "faithful mode (evalplus), for comparison only: 3 candidates judged both ways, 2 accepted, 2 passed "
            "faithfully, 2 disagreements\n"
            "      candi-\n"
            "task    date  digest        hardened      faithful   why\n"
            "T/0        1  " +
                digest +
                "  wrong_answer  passed     plus: hardened: test/1: got 2?[2J, not 3\n"
                "T/1        0  " +
                digest +
                "  accepted      timed_out  plus: faithful: said?nothing\n"
                "replays: 2 candidates judged more than once, 1 came out differently\n"
                "      candi-\n"
                "task    date  digest        judged\n"
                "T/2        0  " +
                digest + "  accepted, wrong_answer\n");
}

TEST(Comparison, tells_programs_the_same) {
  const json::object told = comparison_json(some());
  const json::object& faithful = told.at("faithful").as_object();
  EXPECT_EQ(json::print(faithful.at("graders")), R"(["evalplus"])");
  EXPECT_EQ(json::print(faithful.at("compared")), "3");
  ASSERT_EQ(faithful.at("disagreements").as_array().size(), 2U);
  const json::object& one = faithful.at("disagreements").as_array()[0].as_object();
  EXPECT_EQ(json::print(one.at("groups")), R"(["plus"])");
  EXPECT_EQ(one.at("passed"), json::value(true));
  EXPECT_EQ(json::print(told.at("replays").at("disagreements").at(0).at("verdicts")), R"(["accepted","wrong_answer"])");
}

TEST(Comparison, of_two_batches_is_that_of_both) {
  Comparison both = some();
  both.add(some());
  EXPECT_EQ(both.compared, 6U);
  EXPECT_EQ(both.modes.size(), 4U);
  EXPECT_EQ(both.replayed, 4U);
  EXPECT_EQ(both.replays.size(), 2U);
}

}  // namespace
}  // namespace oyer::cli
