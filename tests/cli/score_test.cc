#include "cli/score.h"

#include <gtest/gtest.h>

#include "tests/cli/support.h"

namespace oyer::cli {
namespace {

using testing::record_of;
using testing::some_candidates;

std::string told(const std::vector<PassAtK>& scores) {
  std::string text;
  for (const PassAtK& one : scores) {
    text += one.tests + "@" + std::to_string(one.k) + "=" + std::to_string(one.estimate.mean).substr(0, 5) + " ";
  }
  return text;
}

TEST(Score, plus_counts_base_and_plus_together) {
  const auto candidates = some_candidates();
  // T/0: 2 of 3 right in base; T/1: 1 of 1 in base, 0 of 1 with plus; the one that could not be judged is in no count.
  EXPECT_EQ(told(pass_at(candidates, {1}, {.plus = true})), "base@1=0.833 base+plus@1=0.333 ");
  EXPECT_EQ(told(pass_at(candidates, {1}, {})), "all@1=0.333 ");
}

TEST(Score, k_is_given_only_where_every_task_has_k_answers) {
  EXPECT_EQ(told(pass_at(some_candidates(), {1, 2}, {})), "all@1=0.333 ");
  auto whole = some_candidates();
  whole.resize(3);
  EXPECT_EQ(told(pass_at(whole, {1, 2, 3, 4}, {})), "all@1=0.666 all@2=1.000 all@3=1.000 ");
}

TEST(Score, unsound_acceptance_counts_only_when_asked) {
  auto record = record_of("T/0", 0, {true});
  graders::Grade grade = *record.grade();
  grade.isolation = graders::Isolation::shared_process;
  record.outcome = grade;
  const std::vector<Judged> candidates = {testing::judged_of(record)};
  EXPECT_EQ(told(pass_at(candidates, {1}, {})), "all@1=0.000 ");
  EXPECT_EQ(told(pass_at(candidates, {1}, {.accept_unsound = true})), "all@1=1.000 ");
  EXPECT_EQ(add_up(candidates).unsound, 1U);
}

TEST(Score, adds_up_by_task_and_in_all) {
  const Score score = add_up(some_candidates());
  ASSERT_EQ(score.tasks.size(), 2U);
  EXPECT_EQ(score.tasks[0].outcomes, (std::map<std::string, std::uint64_t>{{"accepted", 2}, {"wrong_answer", 1}}));
  EXPECT_EQ(score.tasks[1].outcomes, (std::map<std::string, std::uint64_t>{{"infra_error", 1}, {"wrong_answer", 1}}));
  EXPECT_EQ(score.all.candidates, 5U);
  EXPECT_EQ(score.all.rewarded, 4U);
  EXPECT_EQ(score.all.reward_sum, 2.0);
  EXPECT_EQ(score.fewest, 1U);
  EXPECT_EQ(score.most, 3U);
  EXPECT_EQ(score.slowest.front().cpu, Nanos(std::chrono::milliseconds(5)));
}

TEST(Score, nothing_adds_up_to_nothing) {
  EXPECT_EQ(add_up({}).all.candidates, 0U);
  EXPECT_TRUE(pass_at({}, {1}, {}).empty());
}

}  // namespace
}  // namespace oyer::cli
