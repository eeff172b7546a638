#include "graders/detail/work_plan.h"

#include <gtest/gtest.h>

namespace oyer::graders::detail {
namespace {

// So many candidates of each task, in the order of the tasks.
std::vector<Work> work_of(const std::vector<int>& counts) {
  std::vector<Work> work;
  for (const int count : counts) {
    const auto task = std::make_shared<const datasets::Task>();
    for (int i = 0; i < count; ++i) work.push_back({task, {}});
  }
  return work;
}

TEST(WorkPlan, every_position_is_taken_once_and_a_portion_holds_one_task) {
  const auto work = work_of({100, 1, 7, 40, 3});
  for (const auto& portions : {portions_in_order(work, 2), portions_in_rounds(work)}) {
    std::vector<int> taken(work.size());
    for (const Portion& portion : portions) {
      for (auto at = portion.begin; at < portion.end; ++at) {
        ++taken[at];
        EXPECT_EQ(work[at].task, work[portion.begin].task);
      }
    }
    EXPECT_EQ(taken, std::vector<int>(work.size(), 1));
  }
}

TEST(WorkPlan, portions_grow_smaller_towards_the_end) {
  const auto portions = portions_in_order(work_of({1000}), 2);
  EXPECT_EQ(portions.front(), (Portion{0, 16}));
  EXPECT_EQ(portions.back(), (Portion{999, 1000}));
}

TEST(WorkPlan, in_rounds_no_task_is_two_portions_ahead_of_another) {
  const auto work = work_of({8, 2, 8});
  EXPECT_EQ(portions_in_rounds(work), (std::vector<Portion>{{0, 4}, {8, 10}, {10, 14}, {4, 8}, {14, 18}}));
}

TEST(WorkPlan, nothing_is_nothing) {
  EXPECT_TRUE(portions_in_order({}, 3).empty());
  EXPECT_TRUE(portions_in_rounds({}).empty());
  EXPECT_EQ(WorkPlan({}).next(), std::nullopt);
}

}  // namespace
}  // namespace oyer::graders::detail
