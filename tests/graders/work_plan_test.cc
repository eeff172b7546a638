#include "graders/detail/work_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

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
  for (const auto& portions : {portions_in_order(work, 2), portions_by_share(work)}) {
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

TEST(WorkPlan, what_comes_first_is_taken_out_of_its_portions_in_order) {
  std::vector<bool> first(10);
  first[1] = first[2] = first[9] = true;
  EXPECT_EQ(with_first({{0, 4}, {4, 8}, {8, 10}}, first),
            (std::vector<Portion>{{1, 3}, {9, 10}, {0, 1}, {3, 4}, {4, 8}, {8, 9}}));
  const std::vector<Portion> as_they_are = {{0, 4}, {4, 10}};
  EXPECT_EQ(with_first(as_they_are, std::vector<bool>(10)), as_they_are);
}

TEST(WorkPlan, portions_grow_smaller_towards_the_end) {
  const auto portions = portions_in_order(work_of({1000}), 2);
  EXPECT_EQ(portions.front(), (Portion{0, 16}));
  EXPECT_EQ(portions.back(), (Portion{999, 1000}));
}

TEST(WorkPlan, every_groups_first_portion_comes_before_any_second_and_then_who_is_furthest_behind) {
  EXPECT_EQ(
      portions_by_share(work_of({8, 2, 8})),
      (std::vector<Portion>{{0, 2}, {8, 9}, {10, 12}, {2, 4}, {12, 14}, {4, 6}, {9, 10}, {14, 16}, {6, 8}, {16, 18}}));
  EXPECT_EQ(portions_by_share(work_of({16, 4})),
            (std::vector<Portion>{{0, 4}, {16, 17}, {4, 8}, {17, 18}, {8, 12}, {18, 19}, {12, 16}, {19, 20}}));
}

TEST(WorkPlan, wherever_it_ends_groups_of_any_size_have_had_the_same_share_but_for_a_portion) {
  const std::vector<int> sizes = {4, 100, 8, 1, 33, 16, 5};
  const auto work = work_of(sizes);
  std::map<const datasets::Task*, double> size, taken;
  for (const Work& one : work) ++size[one.task.get()];
  for (const Portion& portion : portions_by_share(work)) {
    taken[work[portion.begin].task.get()] += static_cast<double>(portion.end - portion.begin);
    double least = 1, most = 0;
    for (const auto& [task, all] : size) {
      if (all < 4) continue;
      least = std::min(least, taken[task] / all);
      most = std::max(most, taken[task] / all);
    }
    EXPECT_LE(most - least, 0.25 + 1e-9);
  }
}

TEST(WorkPlan, who_has_nothing_left_takes_over_half_of_the_longest_rest) {
  WorkPlan plan({{0, 8}, {8, 9}}, 2);
  std::vector<std::uint64_t> first, second;
  first.push_back(plan.next(0).value());  // an endless one: worker 0 is not seen again for a while
  while (second.size() < 4) second.push_back(plan.next(1).value());
  EXPECT_EQ(second, (std::vector<std::uint64_t>{8, 4, 5, 6}));
  for (auto position = plan.next(0); position; position = plan.next(0)) first.push_back(*position);
  EXPECT_EQ(first, (std::vector<std::uint64_t>{0, 1, 2, 3, 7}));
  EXPECT_EQ(plan.next(1), std::nullopt);
}

TEST(WorkPlan, nothing_is_nothing) {
  EXPECT_TRUE(portions_in_order({}, 3).empty());
  EXPECT_TRUE(portions_by_share({}).empty());
  EXPECT_EQ(WorkPlan({}, 2).next(0), std::nullopt);
}

}  // namespace
}  // namespace oyer::graders::detail
