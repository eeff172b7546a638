#include "datasets/detail/pack_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "tests/datasets/git_place.h"
#include "tests/support/result.h"

namespace oyer::datasets::detail {
namespace {

using testing::GitPlace;

struct Known {
  std::uint64_t offset = 0;
  ObjectId id;
  friend auto operator<=>(const Known&, const Known&) = default;
};

std::vector<std::filesystem::path> indexes_of(const GitPlace& place) {
  std::vector<std::filesystem::path> found;
  for (const auto& file : std::filesystem::directory_iterator(place.path() / ".git/objects/pack")) {
    if (file.path().extension() == ".idx") found.push_back(file.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

// What git says lies in a pack.
std::vector<Known> known_of(const GitPlace& place, const std::filesystem::path& index) {
  std::istringstream lines(place.git({"show-index"}, test::bytes_of(index)));
  std::vector<Known> known;
  std::string crc;
  for (Known one; lines >> one.offset >> one.id.hex >> crc;) known.push_back(one);
  std::sort(known.begin(), known.end());
  return known;
}

PackOrder order_of(const GitPlace& place) {
  auto order = PackOrder::open(std::vector{place.path() / ".git/objects"}, 20, false);
  EXPECT_EQ(test::outcome_of(order), "ok");
  return *std::move(order);
}

void fill(const GitPlace& place, const std::string& folder, int files) {
  for (int i = 0; i < files; ++i) place.write(folder + "/" + std::to_string(i), folder + std::to_string(i * i));
  place.commit(folder);
}

TEST(PackOrder, objects_lie_where_git_says_over_several_packs) {
  const GitPlace place;
  fill(place, "one", 40);
  place.git({"repack", "-q", "-d"});
  fill(place, "two", 30);
  place.git({"repack", "-q", "-d"});
  const auto indexes = indexes_of(place);
  ASSERT_EQ(indexes.size(), 2U);
  const PackOrder order = order_of(place);
  EXPECT_TRUE(order.complete());
  std::vector<ObjectId> expected;
  const ObjectId head{place.git({"rev-parse", "HEAD"})};
  EXPECT_EQ(order.starting_with(head.hex.substr(0, 9)), std::vector{head});
  for (std::size_t pack = 0; pack < 2; ++pack) {
    for (const Known& one : known_of(place, indexes[pack])) {
      const auto position = order.find(raw_of(one.id));
      ASSERT_TRUE(position.has_value());
      EXPECT_EQ(*position, (PackOrder::Position{pack, one.offset}));
      expected.push_back(one.id);
    }
  }
  ASSERT_GT(expected.size(), 70U);
  // What is in no pack comes last, and equal ids stand together.
  expected.push_back({std::string(40, '0')});
  expected.insert(expected.begin(), expected.front());
  std::vector<ObjectId> asked = expected;
  std::sort(asked.begin(), asked.end());
  std::vector<ObjectId> sorted;
  for (const std::size_t i : order.sorted(asked)) sorted.push_back(asked[i]);
  EXPECT_EQ(sorted, expected);
}

TEST(PackOrder, offsets_of_64_bits_are_read) {
  const GitPlace place;
  fill(place, "one", 40);
  place.git({"repack", "-q", "-a", "-d"});
  const auto narrow = indexes_of(place).at(0);
  const auto known = known_of(place, narrow);
  std::filesystem::path pack = narrow;
  pack.replace_extension(".pack");
  std::filesystem::remove(narrow);
  place.git({"index-pack", "--index-version=2,0x100", pack.string()});
  const PackOrder order = order_of(place);
  for (const Known& one : known) EXPECT_EQ(order.find(raw_of(one.id)), (PackOrder::Position{0, one.offset}));
}

TEST(PackOrder, index_of_version_1_is_left_to_the_library) {
  const GitPlace place;
  fill(place, "one", 5);
  place.git({"-c", "pack.indexVersion=1", "repack", "-q", "-a", "-d"});
  EXPECT_FALSE(order_of(place).complete());
  const ObjectId id{place.git({"rev-parse", "HEAD:one/2"})};
  EXPECT_EQ(testing::blobs_of(testing::opened(place.path()), {id}),
            (std::map<std::size_t, std::string>{{0, "4 one4"}}));
}

TEST(PackOrder, broken_indexes_are_told_apart) {
  const auto outcome = [](std::string bytes) { return test::outcome_of(PackIndex::parse(bytes, 20)); };
  const std::string head("\377tOc\0\0\0\2", 8);
  EXPECT_EQ(outcome(""), "unsupported: a pack index of version 1, or none at all");
  EXPECT_EQ(outcome("\377tOc3333"), "unsupported: a pack index of a version other than 2");
  EXPECT_EQ(outcome(head + std::string(1063, '\0')), "corrupt: a pack index that breaks off in its head");
  EXPECT_EQ(outcome(head + std::string(1064, '\0')), "ok");
  EXPECT_EQ(outcome(head + std::string(1023, '\0') + "\1" + std::string(40, '\0')),
            "corrupt: a pack index that is shorter than its counts");
  EXPECT_EQ(outcome(head + "\1" + std::string(1063, '\0')), "corrupt: a pack index whose counts fall");
}

}  // namespace
}  // namespace oyer::datasets::detail
