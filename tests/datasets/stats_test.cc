#include "datasets/corpus/stats.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "datasets/corpus/corpus.h"
#include "tests/datasets/git_place.h"
#include "tests/support/result.h"

namespace oyer::datasets {
namespace {

using testing::GitPlace;

class Stats : public ::testing::Test {
 protected:
  void build(const CorpusOptions& options) {
    place_.write("app/main.py", "import os\nfrom app.util import helper\n\nprint(helper())\n");
    place_.write("app/util.py", "def helper():\n    return 'real.person@corporation.com'\n");
    place_.write("app/free.py", "# SPDX-License-Identifier: MIT\nX = 1\n");
    place_.write("picture.png", std::string("\x89PNG\r\n\x1a\n\0\0\0", 11));
    place_.commit("one");
    const CorpusInput input{place_.path().string(), "HEAD", "<b>app</b>"};
    ASSERT_EQ(test::outcome_of(build_corpus(std::span(&input, 1), options, out(), {})), "ok");
  }
  std::filesystem::path out() const { return folder_.path() / "out"; }

  GitPlace place_;
  test::TemporaryFolder folder_;
};

TEST_F(Stats, count_what_the_rows_say) {
  CorpusOptions options;
  options.preset = "none";
  build(options);
  const auto stats = corpus_stats(out());
  ASSERT_EQ(test::outcome_of(stats), "ok");
  EXPECT_EQ(stats->repositories, (std::map<std::string, RepositoryTally>{{"<b>app</b>", {4, 3, 147}}}));
  EXPECT_EQ(stats->languages, (std::map<std::string, FileTally>{{"Python", {3, 147}}}));
  EXPECT_EQ(stats->dropped, (std::map<std::string, FileTally>{{"binary", {1, 11}}}));
  EXPECT_EQ(stats->licenses, (std::map<std::string, std::uint64_t>{{"", 2}, {"MIT", 1}}));
  EXPECT_EQ(stats->file_bytes, (DoublingBins{{6, 3}}));
  EXPECT_EQ(stats->sample_tokens, (DoublingBins{{6, 1}}));
  EXPECT_EQ(stats->sample_context, (std::array<std::uint64_t, 10>{0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(stats->samples_without_references, 0U);
  EXPECT_EQ(stats->samples_over_budget, 0U);
}

TEST_F(Stats, of_files_alone_tell_which_are_over_the_budget_and_which_refer_to_nobody) {
  CorpusOptions options;
  options.preset = "none";
  options.unit = CorpusUnit::file;
  options.budget = 16;
  build(options);
  const auto stats = corpus_stats(out());
  ASSERT_EQ(test::outcome_of(stats), "ok");
  EXPECT_EQ(stats->samples_over_budget, 1U);
  EXPECT_EQ(stats->sample_context, (std::array<std::uint64_t, 10>{1, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(stats->samples_without_references, 2U);
}

TEST_F(Stats, come_with_the_totals_as_they_are) {
  CorpusOptions options;
  options.preset = "none";
  build(options);
  const auto stats = corpus_stats(out());
  ASSERT_EQ(test::outcome_of(stats), "ok");
  const json::object all = stats_json(*stats);
  for (const auto& [key, value] : stats->manifest.at("totals").as_object()) EXPECT_EQ(all.at(key), value) << key;
  EXPECT_EQ(json::print(all.at("by_repository")), R"([{"name":"<b>app</b>","files":4,"kept":3,"bytes_kept":147}])");
  EXPECT_EQ(json::print(all.at("file_bytes")), R"([{"from":32,"to":63,"count":3}])");
  EXPECT_EQ(json::print(all), json::print(stats_json(*corpus_stats(out()))));
}

TEST_F(Stats, a_manifest_cannot_lead_out_of_its_folder) {
  std::filesystem::create_directories(out());
  const char* manifest = R"({"format":"oyer-corpus/1","totals":{},"shards":[{"path":"files/../../x.jsonl.zst"}]})";
  ASSERT_EQ(test::outcome_of(write_file(out() / "manifest.json", manifest)), "ok");
  const auto stats = corpus_stats(out());
  ASSERT_FALSE(stats.has_value());
  EXPECT_EQ(stats.error().kind, Error::Kind::corrupt);
}

TEST_F(Stats, of_no_corpus_are_not_found) {
  const auto stats = corpus_stats(out());
  ASSERT_FALSE(stats.has_value());
  EXPECT_EQ(stats.error().kind, Error::Kind::not_found);
}

}  // namespace
}  // namespace oyer::datasets
