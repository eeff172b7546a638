#include "datasets/detail/circle_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "datasets/corpus/order.h"

namespace oyer::datasets {
namespace {

using detail::Need;
using detail::sift;
using ::testing::ElementsAre;
using Order = std::vector<std::uint32_t>;

std::uint64_t broken(const Order& order, const std::vector<Need>& needs) {
  Order place(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  std::uint64_t weight = 0;
  for (const Need& need : needs)
    if (place[need.from] < place[need.to]) weight += need.weight;
  return weight;
}

// By trying them all.
std::uint64_t least_broken(std::uint32_t files, const std::vector<Need>& needs) {
  Order order(files);
  std::iota(order.begin(), order.end(), 0U);
  std::uint64_t least = broken(order, needs);
  while (std::next_permutation(order.begin(), order.end())) least = std::min(least, broken(order, needs));
  return least;
}

TEST(Sifting, breaks_the_need_that_weighs_least) {
  Order order{0, 1, 2};
  sift(order, std::vector<Need>{{0, 1, 5}, {1, 2, 3}, {2, 0, 1}, {2, 0, 1}});
  EXPECT_THAT(order, ElementsAre(2, 1, 0));
}

TEST(Sifting, leaves_what_is_as_good_as_it_was) {
  Order order{1, 0, 2};
  sift(order, std::vector<Need>{{0, 1, 2}, {1, 0, 2}, {2, 2, 9}});
  EXPECT_THAT(order, ElementsAre(1, 0, 2));
}

TEST(Sifting, is_never_worse_than_before_and_of_small_circles_the_least) {
  std::uint64_t state = 7;
  const auto number = [&](std::uint64_t below) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (state >> 33U) % below;
  };
  for (int round = 0; round < 60; ++round) {
    std::vector<Need> needs;
    for (int i = 0; i < 18; ++i)
      needs.push_back({static_cast<std::uint32_t>(number(7)), static_cast<std::uint32_t>(number(7)), 1 + number(9)});
    Order order(7);
    std::iota(order.begin(), order.end(), 0U);
    const std::uint64_t before = broken(order, needs);
    sift(order, needs);
    EXPECT_LE(broken(order, needs), before);
    EXPECT_TRUE(std::is_permutation(order.begin(), order.end(), Order{0, 1, 2, 3, 4, 5, 6}.begin()));
    EXPECT_EQ(broken(order, needs), least_broken(7, needs));
  }
}

TEST(Sifting, of_a_large_circle_ends) {
  std::vector<Need> needs;
  for (std::uint32_t i = 0; i < 30'000; ++i)
    for (std::uint32_t k = 1; k < 8; ++k) needs.push_back({i, (i * 7919U + k * 104'729U) % 30'000U, 1});
  Order order(30'000);
  std::iota(order.begin(), order.end(), 0U);
  const std::uint64_t before = broken(order, needs);
  sift(order, needs);
  EXPECT_LT(broken(order, needs), before);
}

// Of two files that import each other the one goes first from which more names are taken.
TEST(Order, a_circle_is_opened_where_the_fewest_references_are_lost) {
  ProjectGraph graph;
  graph.files = 2;
  graph.edges = {{0, 1, ImportStatus::unique, Strength::strong}, {1, 0, ImportStatus::unique, Strength::strong}};
  graph.references = {{0, 0, 1}, {1, 0, 0}, {1, 1, 0}};
  EXPECT_THAT(order_files(graph, OrderPolicy::dependency), ElementsAre(0, 1));
  graph.references = {{0, 0, 1}, {0, 1, 1}, {1, 0, 0}};
  EXPECT_THAT(order_files(graph, OrderPolicy::dependency), ElementsAre(1, 0));
}

// A macro of a crate is used without any import.
TEST(Order, a_file_whose_names_are_used_without_an_import_goes_first) {
  ProjectGraph graph;
  graph.files = 3;
  graph.references = {{0, 0, 2}};
  EXPECT_THAT(order_files(graph, OrderPolicy::dependency), ElementsAre(2, 0, 1));
}

TEST(Order, no_number_of_references_outweighs_a_strong_edge) {
  ProjectGraph graph;
  graph.files = 2;
  graph.edges = {{0, 1, ImportStatus::unique, Strength::strong}, {1, 0, ImportStatus::unique, Strength::weak}};
  for (std::uint32_t i = 0; i < 100; ++i) graph.references.push_back({1, i, 0});
  EXPECT_THAT(order_files(graph, OrderPolicy::dependency), ElementsAre(1, 0));
}

}  // namespace
}  // namespace oyer::datasets
