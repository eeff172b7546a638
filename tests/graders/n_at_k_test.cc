#include "graders/n_at_k.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace oyer::graders {
namespace {

// By trying every choice: each subset of the episodes, each way of submitting.
double by_counting(const EpisodeCount& task, unsigned n, unsigned drawn) {
  double sum = 0;
  unsigned draws = 0;
  for (unsigned chosen = 0; chosen < 1U << task.episodes; ++chosen) {
    if (static_cast<unsigned>(__builtin_popcount(chosen)) != drawn) continue;
    ++draws;
    // Episodes 0 .. solved-1 are right, up to passed_public they pass the public tests.
    const unsigned passing = chosen & ((1U << task.passed_public) - 1);
    const unsigned submitted = std::min<unsigned>(n, static_cast<unsigned>(__builtin_popcount(passing)));
    unsigned ways = 0, right = 0;
    for (unsigned some = passing;; some = (some - 1) & passing) {
      if (static_cast<unsigned>(__builtin_popcount(some)) == submitted) {
        ++ways;
        if ((some & ((1U << task.solved) - 1)) != 0) ++right;
      }
      if (some == 0) break;
    }
    sum += static_cast<double>(right) / ways;
  }
  return sum / draws;
}

TEST(NAtK, is_what_counting_every_choice_gives) {
  for (unsigned episodes = 1; episodes <= 7; ++episodes) {
    for (unsigned passed = 0; passed <= episodes; ++passed) {
      for (unsigned solved = 0; solved <= passed; ++solved) {
        for (unsigned drawn = 1; drawn <= episodes; ++drawn) {
          for (unsigned n = 1; n <= 3; ++n) {
            const EpisodeCount task{episodes, passed, solved};
            ASSERT_NEAR(n_at_k(task, n, drawn).value(), by_counting(task, n, drawn), 1e-9)
                << episodes << " " << passed << " " << solved << " " << drawn << " " << n;
          }
        }
      }
    }
  }
}

TEST(NAtK, one_episode_and_one_submission_is_the_share_of_solved_ones) {
  EXPECT_NEAR(n_at_k(EpisodeCount{200, 90, 50}, 1, 1).value(), 0.25, 1e-9);
}

TEST(NAtK, exists_only_where_so_many_can_be_drawn) {
  EXPECT_EQ(n_at_k(EpisodeCount{5, 3, 1}, 1, 6), std::nullopt);
  EXPECT_EQ(n_at_k(EpisodeCount{5, 3, 1}, 0, 1), std::nullopt);
  EXPECT_EQ(n_at_k(EpisodeCount{5, 3, 4}, 1, 1), std::nullopt);
  EXPECT_EQ(n_at_k(std::vector<EpisodeCount>{}, 1, 1), std::nullopt);
  const std::vector<EpisodeCount> tasks = {{2, 2, 2}, {2, 0, 0}};
  EXPECT_NEAR(n_at_k(tasks, 1, 1).value(), 0.5, 1e-12);
}

}  // namespace
}  // namespace oyer::graders
