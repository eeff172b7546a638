#include "datasets/corpus/stats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/jsonl.h"
#include "datasets/corpus/corpus.h"
#include "datasets/corpus/similar_paths.h"
#include "datasets/corpus/sync.h"
#include "tests/datasets/git_place.h"
#include "tests/support/result.h"

namespace oyer::datasets {
namespace {

using testing::GitPlace;
using ::testing::HasSubstr;

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

TEST_F(Stats, clusters_are_counted_by_level_and_kind) {
  std::filesystem::create_directories(out() / "clusters");
  auto writer = JsonlWriter::create(out() / "clusters/a.jsonl.zst");
  ASSERT_EQ(test::outcome_of(writer), "ok");
  for (const char* row :
       {R"({"level":"file","members":[{"how":"exact"},{"how":"near"}]})",
        R"({"level":"file","members":[{"how":"near"}]})", R"({"level":"project","members":[{"how":"near"}]})"})
    ASSERT_EQ(test::outcome_of(writer->write_text(row)), "ok");
  ASSERT_EQ(test::outcome_of(writer->commit()), "ok");
  const char* manifest = R"({"format":"oyer-corpus/1","totals":{},"shards":[{"path":"clusters/a.jsonl.zst"}]})";
  ASSERT_EQ(test::outcome_of(write_file(out() / "manifest.json", manifest)), "ok");
  const auto stats = corpus_stats(out());
  ASSERT_EQ(test::outcome_of(stats), "ok");
  const json::object all = stats_json(*stats);
  EXPECT_EQ(json::print(all.at("duplicates")), R"({"file":{"exact":1,"near":2},"project":{"near":1}})");
  EXPECT_EQ(json::print(all.at("cluster_sizes")), R"([{"from":2,"to":3,"count":2}])");
}

TEST_F(Stats, a_path_that_is_not_there_leads_to_those_that_may_be_meant) {
  CorpusOptions options;
  options.preset = "none";
  build(options);
  using Paths = std::vector<std::string>;
  EXPECT_EQ(similar_paths(out(), "util.py").value_or(Paths()), Paths({"app/util.py"}));
  EXPECT_EQ(similar_paths(out(), "src/Main").value_or(Paths()), Paths({"app/main.py"}));
  EXPECT_EQ(similar_paths(out(), "py", 2).value_or(Paths()), Paths({"app/free.py", "app/main.py"}));
  EXPECT_EQ(similar_paths(out(), "png").value_or(Paths()), Paths({"picture.png"}));
  EXPECT_EQ(similar_paths(out(), "nothing").value_or(Paths({"?"})), Paths());
}

// Whoever reads a corpus, reads nothing outside of it; and what is built in its place is a whole one.
TEST_F(Stats, a_manifest_cannot_lead_out_of_its_folder) {
  CorpusOptions options;
  options.preset = "none";
  build(options);
  const std::string good = read_file(out() / "manifest.json").value();
  for (const char* path : {"files/../../x.jsonl.zst", "/etc/passwd", "../x", "files/", "files/.x", "",
                           "other/x.parquet", "files//x.jsonl.zst", "data/a/b.jsonl.zst"}) {
    json::object manifest = json::parse(good)->as_object();
    manifest["shards"].as_array().push_back(json::object{{"path", path}, {"rows", 1}, {"sha256", ""}});
    ASSERT_EQ(test::outcome_of(write_file(out() / "manifest.json", json::print(manifest))), "ok");
    for (const std::string& told :
         {test::outcome_of(corpus_stats(out())), test::outcome_of(read_manifest(out())),
          test::outcome_of(explain_file(out(), "src/app/main.py")), test::outcome_of(similar_paths(out(), "x")),
          test::outcome_of(sync_corpus(out(), 1, {}))})
      EXPECT_THAT(told, HasSubstr("corrupt: ")) << path;
  }
  build(options);
  EXPECT_EQ(test::outcome_of(corpus_stats(out())), "ok");
}

TEST_F(Stats, of_no_corpus_are_not_found) {
  const auto stats = corpus_stats(out());
  ASSERT_FALSE(stats.has_value());
  EXPECT_EQ(stats.error().kind, Error::Kind::not_found);
}

}  // namespace
}  // namespace oyer::datasets
