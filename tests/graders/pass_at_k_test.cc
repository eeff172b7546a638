#include "graders/pass_at_k.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace oyer::graders {
namespace {

// C(n, k) exactly, for n up to 60.
unsigned __int128 choose(unsigned n, unsigned k) {
  unsigned __int128 result = 1;
  for (unsigned i = 1; i <= k; ++i) result = result * (n - k + i) / i;
  return result;
}

TEST(PassAtK, agrees_with_exact_combinatorics_for_every_small_count) {
  for (unsigned n = 1; n <= 40; ++n) {
    for (unsigned c = 0; c <= n; ++c) {
      for (unsigned k = 1; k <= n; ++k) {
        const long double wrong =
            n - c < k ? 0.0L : static_cast<long double>(choose(n - c, k)) / static_cast<long double>(choose(n, k));
        ASSERT_NEAR(*pass_at_k(n, c, k), static_cast<double>(1.0L - wrong), 1e-12) << n << " " << c << " " << k;
      }
    }
  }
}

TEST(PassAtK, does_not_exist_where_k_exceeds_n) {
  EXPECT_EQ(pass_at_k(10, 3, 11), std::nullopt);
  EXPECT_EQ(pass_at_k(10, 3, 0), std::nullopt);
  EXPECT_EQ(pass_at_k(10, 11, 1), std::nullopt);
  EXPECT_EQ(pass_at_k(0, 0, 1), std::nullopt);
}

TEST(PassAtK, stays_exact_at_the_edges_and_for_large_counts) {
  EXPECT_EQ(pass_at_k(100000, 0, 1000), 0.0);
  EXPECT_EQ(pass_at_k(100000, 100000, 1), 1.0);
  EXPECT_EQ(pass_at_k(100000, 99001, 1000), 1.0);
  EXPECT_NEAR(*pass_at_k(200, 1, 100), 0.5, 1e-15);
  const double large = *pass_at_k(1000000, 10, 100000);
  EXPECT_NEAR(large, 1 - std::exp(10 * std::log1p(-0.1)), 1e-5);
}

TEST(PassAtK, the_mean_is_over_tasks) {
  const std::vector<TaskCount> tasks = {{4, 4}, {4, 0}, {4, 2}};
  const auto estimate = pass_at_k(tasks, 1);
  ASSERT_TRUE(estimate);
  EXPECT_DOUBLE_EQ(estimate->mean, 0.5);
  EXPECT_LE(estimate->low, 0.5);
  EXPECT_GE(estimate->high, 0.5);
}

TEST(PassAtK, the_interval_is_the_same_for_the_same_seed) {
  std::vector<TaskCount> tasks;
  for (std::uint64_t i = 0; i < 100; ++i) tasks.push_back({10, i % 11});
  BootstrapOptions options;
  options.seed = 7;
  const auto once = pass_at_k(tasks, 2, options), again = pass_at_k(tasks, 2, options);
  EXPECT_EQ(once->low, again->low);
  EXPECT_EQ(once->high, again->high);
  options.seed = 8;
  EXPECT_NE(pass_at_k(tasks, 2, options)->low, once->low);
}

TEST(PassAtK, the_interval_has_the_width_that_theory_gives) {
  // 400 tasks, each right with 1/2: the standard error of the mean is 0.5 / sqrt(400) = 0.025.
  std::vector<TaskCount> tasks(400);
  for (std::size_t i = 0; i < tasks.size(); ++i) tasks[i] = {1, i % 2};
  const auto estimate = pass_at_k(tasks, 1);
  EXPECT_NEAR(estimate->low, 0.5 - 1.96 * 0.025, 0.006);
  EXPECT_NEAR(estimate->high, 0.5 + 1.96 * 0.025, 0.006);
}

TEST(PassAtK, tasks_that_agree_leave_no_interval) {
  const std::vector<TaskCount> tasks(10, TaskCount{5, 5});
  const auto estimate = pass_at_k(tasks, 5);
  EXPECT_EQ(estimate->low, 1.0);
  EXPECT_EQ(estimate->high, 1.0);
  EXPECT_EQ(pass_at_k(std::span<const TaskCount>(), 1).has_value(), false);
  EXPECT_EQ(pass_at_k(tasks, 6).has_value(), false);
}

}  // namespace
}  // namespace oyer::graders
