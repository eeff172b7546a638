// Hostile repositories by the program as its users start it: it ends well, and writes nothing but the corpus.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "tests/cli/program.h"
#include "tests/datasets/hostile_place.h"

namespace oyer {
namespace {

using cli::testing::Ended;
using ::testing::HasSubstr;

TEST(HostileCorpus, the_program_ends_well_and_writes_only_below_out) {
  const datasets::testing::HostilePlaces places;
  const cli::testing::Place place;
  const auto repositories = [&] {
    return std::array{state_of(places.loose.path(), ""), state_of(places.packed.path(), ""),
                      state_of(places.endless.path(), "")};
  };
  const auto before = repositories();
  const std::string list = place.write("list", "loose=" + places.loose.path().string() + "@" + places.loose_commit +
                                                   "\npacked=" + places.packed.path().string() + "\nendless=" +
                                                   places.endless.path().string() + "@" + places.endless_commit + "\n");
  const auto home = state_of(place.path(""), "out");
  const Ended built = place.oyer({"corpus", "build", "--list", list, "-o", place.path("out"), "--preset", "none",
                                  "--keep-vendored", "--keep-generated", "--keep-non-permissive", "--json"});
  ASSERT_EQ(built.code, 0) << built.err;
  const json::value totals = json::parse(built.out).value();
  EXPECT_EQ(totals.at("files").to_number<std::size_t>(), places.loose_fates.size() + places.packed_fates.size() + 1);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"corpus", "why", place.path("out"), "sub/bomb/liar.py"},
        {"corpus", "why", place.path("out"), ".."},
        {"corpus", "stats", place.path("out")},
        {"corpus", "sync", place.path("out")}}) {
    const Ended ended = place.oyer(words);
    EXPECT_EQ(ended.code, 0) << words[1] << ended.err;
  }
  EXPECT_EQ(repositories(), before);
  EXPECT_EQ(state_of(place.path(""), "out"), home);
}

}  // namespace
}  // namespace oyer
