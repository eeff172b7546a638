// Hostile repositories through the whole build: every file a counted outcome, and nothing written but the corpus.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/jsonl.h"
#include "datasets/corpus/sync.h"
#include "tests/datasets/hostile_place.h"
#include "tests/support/result.h"

namespace oyer::datasets {
namespace {

namespace fs = std::filesystem;
using testing::Fates;
using ::testing::HasSubstr;
using testing::HostilePlaces;
using testing::state_of;

// Reasons by path of one repository's rows; a path that has two rows fails the test.
Fates fates_of(const fs::path& out, const std::string& repository) {
  Fates fates;
  for (const char* folder : {"files", "dropped"}) {
    if (!fs::exists(out / folder)) continue;
    for (const auto& shard : fs::directory_iterator(out / folder)) {
      auto reader = JsonlReader::open(shard.path());
      while (auto line = reader->next().value()) {
        const auto text = [&](const char* key) { return std::string(json::view(line->row.at(key).as_string())); };
        if (text("repo_name") != repository) continue;
        EXPECT_TRUE(fates.emplace(text("path"), text("reason")).second) << text("path");
      }
    }
  }
  return fates;
}

CorpusOptions keeping() {
  CorpusOptions options;
  options.preset = "none";
  options.keep_vendored = options.keep_generated = options.keep_non_permissive = true;
  options.jobs = 2;
  options.dedup = {false, false, false, false};
  return options;
}

TEST(HostileCorpus, every_file_has_its_fate_and_nothing_outside_is_touched) {
  const HostilePlaces places;
  const test::TemporaryFolder home;
  home.write("beside", "mine");
  const auto before = std::array{state_of(places.loose.path(), ""), state_of(places.packed.path(), "")};
  const std::vector<CorpusInput> inputs{{places.loose.path().string(), places.loose_commit, "loose"},
                                        {places.packed.path().string(), "HEAD", "packed"}};
  const auto totals = build_corpus(inputs, keeping(), home.path() / "out", {});
  ASSERT_EQ(test::outcome_of(totals), "ok");
  EXPECT_EQ(fates_of(home.path() / "out", "loose"), places.loose_fates);
  EXPECT_EQ(fates_of(home.path() / "out", "packed"), places.packed_fates);
  std::map<std::string, std::uint64_t> dropped;
  for (const Fates* fates : {&places.loose_fates, &places.packed_fates})
    for (const auto& [path, fate] : *fates)
      if (!fate.empty()) ++dropped[fate];
  EXPECT_EQ(totals->dropped, dropped);
  EXPECT_EQ(totals->files, places.loose_fates.size() + places.packed_fates.size());
  EXPECT_EQ(before, (std::array{state_of(places.loose.path(), ""), state_of(places.packed.path(), "")}));
  EXPECT_THAT(state_of(home.path(), "out"), ::testing::SizeIs(1));
  EXPECT_TRUE(sync_corpus(home.path() / "out", 1, {})->unchanged);
}

TEST(HostileCorpus, a_build_from_facts_says_of_hostile_files_what_a_clean_one_says) {
  const HostilePlaces places;
  const test::TemporaryFolder home;
  const auto build = [&](const std::string& name, const std::string& out) {
    const CorpusInput input{places.loose.path().string(), places.loose_commit, name};
    ASSERT_EQ(test::outcome_of(build_corpus(std::span(&input, 1), keeping(), home.path() / out, {})), "ok");
  };
  build("first", "out");
  build("again", "out");
  build("again", "clean");
  EXPECT_EQ(state_of(home.path() / "out/data", "").size(), state_of(home.path() / "clean/data", "").size());
  EXPECT_EQ(read_manifest(home.path() / "out").value(), read_manifest(home.path() / "clean").value());
}

TEST(HostileCorpus, a_tree_without_end_is_a_counted_outcome) {
  const HostilePlaces places;
  const test::TemporaryFolder home;
  const CorpusInput input{places.endless.path().string(), places.endless_commit, "endless"};
  const auto totals = build_corpus(std::span(&input, 1), keeping(), home.path() / "out", {});
  ASSERT_EQ(test::outcome_of(totals), "ok");
  EXPECT_EQ(totals->dropped, (std::map<std::string, std::uint64_t>{{"unreadable_tree", 1}}));
}

}  // namespace
}  // namespace oyer::datasets
