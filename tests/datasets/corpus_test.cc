#include "datasets/corpus/corpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/jsonl.h"
#include "datasets/corpus/sync.h"
#include "tests/datasets/git_place.h"
#include "tests/support/result.h"

namespace oyer::datasets {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using testing::GitPlace;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;
using Lines = std::vector<std::string>;

constexpr const char* kMit =
    "MIT License\n\nCopyr"
    "ight (c) 2020 Some Body\n\nPermission is hereby granted, free of charge, to any person "
    "obtaining a copy\nof this software and associated documentation files (the \"Software\"), to deal\nin the "
    "Software without restriction, including without limitation the rights\nto use, copy, modify, merge, publish, "
    "distribute, sublicense, and/or sell\ncopies of the Software, and to permit persons to whom the Software is\n"
    "furnished to do so, subject to the following conditions:\n\nThe above copyright notice and this permission notice "
    "shall be included in all\ncopies or substantial portions of the Software.\n\nTHE SOFTWARE IS PROVIDED \"AS IS\", "
    "WITHOUT WARRANTY OF ANY KIND, EXPRESS OR\nIMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF "
    "MERCHANTABILITY,\nFITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE\nAUTHORS OR "
    "COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER\nLIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR "
    "OTHERWISE, ARISING FROM,\nOUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE\n"
    "SOFTWARE.\n";

// A project of which every file has another fate.
void write_project(const GitPlace& place) {
  place.write("LICENSE", kMit);
  place.write("app/__init__.py", "from .main import run\n");
  place.write("app/main.py",
              "from app.util import helper\nfrom . import zeta\n\n\ndef run():\n    return helper() + zeta.Z\n");
  place.write("app/util.py", "def helper():\n    return 1\n");
  place.write("app/zeta.py", "Z = 2\nMAIL = 'real.person@corporation.com'\n");
  place.write("app/stolen.py", "# SPDX-License-Identifier: GPL-3.0-or-later\ndef f():\n    return 3\n");
  place.write("app/picture.png", std::string("\x89PNG\r\n\x1a\n\0\0\0", 11));
  place.write("node_modules/x/index.js", "module.exports = 1;\n");
  place.write("app/long.py", "x = '" + std::string(3000, 'a') + "'\n");
}

class Corpus : public ::testing::Test {
 protected:
  Corpus() { write_project(place_); }

  CorpusTotals build(const CorpusOptions& options = {}, const std::string& out = "out") {
    const CorpusInput input{place_.path().string(), "HEAD", "app"};
    const auto totals = build_corpus(std::span(&input, 1), options, out_.path() / out, {});
    EXPECT_EQ(test::outcome_of(totals), "ok");
    return totals.value_or(CorpusTotals());
  }

  std::vector<json::object> rows(const std::string& folder, const std::string& out = "out") const {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(out_.path() / out / folder))
      if (entry.path().extension() == ".zst") paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<json::object> rows;
    for (const fs::path& path : paths) {
      auto reader = JsonlReader::open(path);
      while (auto line = reader->next().value()) rows.push_back(line->row);
    }
    return rows;
  }

  // Everything in a corpus: path and digest.
  // Of all that is shipped: what begins with a dot is for the next build.
  std::map<std::string, std::string> bytes(const std::string& out = "out") const {
    std::map<std::string, std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(out_.path() / out)) {
      const std::string name = entry.path().lexically_relative(out_.path() / out);
      if (entry.is_regular_file() && name[0] != '.') found[name] = to_string(sha256(read_file(entry.path()).value()));
    }
    return found;
  }

  static std::string text(const json::object& row, const char* key) {
    return std::string(json::view(row.at(key).as_string()));
  }

  Lines paths(const json::object& sample) const {
    Lines lines;
    for (const json::value& file : sample.at("files").as_array()) lines.push_back(text(file.as_object(), "path"));
    return lines;
  }

  GitPlace place_;
  test::TemporaryFolder out_;
};

TEST_F(Corpus, a_project_comes_out_with_definitions_before_uses) {
  place_.commit("one");
  const CorpusTotals totals = build();
  const auto samples = rows("data");
  ASSERT_EQ(samples.size(), 1U);
  EXPECT_THAT(paths(samples[0]), ElementsAre("app/util.py", "app/zeta.py", "app/main.py", "app/__init__.py"));
  EXPECT_EQ(totals.samples, 1U);
  EXPECT_EQ(totals.context, (ContextResolution{2, 2}));
  EXPECT_EQ(samples[0].at("context_resolution").as_double(), 1.0);
}

TEST_F(Corpus, every_file_is_kept_or_dropped_with_a_reason) {
  place_.commit("one");
  const CorpusTotals totals = build();
  std::map<std::string, std::string> fates;
  for (const char* folder : {"files", "dropped"})
    for (const json::object& row : rows(folder)) fates[text(row, "path")] = text(row, "reason");
  const std::map<std::string, std::string> expected{{"LICENSE", "quality:starcoder2.text_named_beside_code"},
                                                    {"app/__init__.py", ""},
                                                    {"app/long.py", "quality:starcoder2.line_mean_most"},
                                                    {"app/main.py", ""},
                                                    {"app/picture.png", "binary"},
                                                    {"app/stolen.py", "license"},
                                                    {"app/util.py", ""},
                                                    {"app/zeta.py", ""},
                                                    {"node_modules/x/index.js", "vendored"}};
  EXPECT_EQ(fates, expected);
  EXPECT_EQ(totals.files, 9U);
  EXPECT_EQ(totals.kept, 4U);
}

TEST_F(Corpus, a_gpl_file_in_an_mit_repository_is_caught_and_all_evidence_kept) {
  place_.commit("one");
  CorpusOptions options;
  options.keep_non_permissive = true;
  build(options);
  for (const json::object& row : rows("files")) {
    if (text(row, "path") != "app/stolen.py") continue;
    EXPECT_EQ(text(row, "license_type"), "non_permissive");
    EXPECT_EQ(text(row.at("license_header").as_object(), "expression"), "GPL-3.0-or-later");
    EXPECT_EQ(text(row.at("license_repository").as_object(), "expression"), "MIT");
    return;
  }
  FAIL() << "app/stolen.py is not there";
}

TEST_F(Corpus, personal_data_are_replaced_and_the_place_is_told) {
  place_.commit("one");
  build();
  const auto sample = rows("data").at(0);
  const json::object& zeta = sample.at("files").as_array().at(1).as_object();
  EXPECT_EQ(text(zeta, "content"), "Z = 2\nMAIL = '<EMAIL>'\n");
  CorpusOptions options;
  options.redact = false;
  build(options, "raw");
  EXPECT_EQ(text(rows("data", "raw").at(0).at("files").as_array().at(1).as_object(), "content"),
            "Z = 2\nMAIL = 'real.person@corporation.com'\n");
}

TEST_F(Corpus, the_bytes_are_the_same_for_any_number_of_workers) {
  for (int i = 0; i < 40; ++i)
    place_.write("app/part" + std::to_string(i) + ".py",
                 "from app.util import helper\n\nV = helper() + " + std::to_string(i) + "\n");
  place_.commit("one");
  CorpusOptions options;
  options.budget = 64;
  options.shard = 2_KiB;
  build(options, "one");
  options.jobs = 4;
  build(options, "four");
  EXPECT_EQ(bytes("one"), bytes("four"));
  EXPECT_GT(bytes("one").size(), 8U);
}

TEST_F(Corpus, built_again_nothing_is_done_until_something_changed) {
  place_.commit("one");
  EXPECT_FALSE(build().unchanged);
  const auto before = bytes();
  EXPECT_TRUE(build().unchanged);
  fs::path shard;
  for (const auto& entry : fs::directory_iterator(out_.path() / "out/data")) shard = entry.path();
  ASSERT_TRUE(write_file(shard, "spoilt").has_value());
  EXPECT_FALSE(build().unchanged);
  EXPECT_EQ(bytes(), before);
  place_.write("app/util.py", "def helper():\n    return 5\n");
  place_.commit("two");
  EXPECT_FALSE(build().unchanged);
  build({}, "clean");
  EXPECT_EQ(bytes(), bytes("clean"));
}

TEST_F(Corpus, what_an_interrupted_build_left_is_cleared_or_finished) {
  place_.commit("one");
  build();
  const auto whole = bytes();
  fs::create_directories(out_.path() / "out/.partial/data");
  ASSERT_TRUE(write_file(out_.path() / "out/.partial/data/train.00000.jsonl.zst", "half").has_value());
  build();
  EXPECT_EQ(bytes(), whole);
  // Everything was written, and the process died while it moved things in.
  fs::create_directories(out_.path() / "out/.partial");
  for (const char* part : {"data", "manifest.json"})
    fs::rename(out_.path() / "out" / part, out_.path() / "out/.partial" / part);
  for (const char* part : {"files", "dropped", "README.md"})
    ASSERT_TRUE(write_file(out_.path() / "out/.partial" / (std::string(".moved-") + part), "").has_value());
  EXPECT_TRUE(build().unchanged);
  EXPECT_EQ(bytes(), whole);
}

TEST_F(Corpus, a_folder_of_somebody_else_is_refused) {
  place_.commit("one");
  out_.write("home/diary.txt", "dear diary");
  const CorpusInput input{place_.path().string(), "HEAD", "app"};
  const auto totals = build_corpus(std::span(&input, 1), {}, out_.path() / "home", {});
  EXPECT_THAT(test::outcome_of(totals), HasSubstr("holds diary.txt, so it is no corpus of Oyer's; name a new or empty "
                                                  "folder"));
  EXPECT_EQ(read_file(out_.path() / "home/diary.txt").value(), "dear diary");
}

TEST_F(Corpus, a_build_that_fails_before_it_began_leaves_no_folder) {
  const CorpusInput nowhere{(out_.path() / "nowhere").string(), "HEAD", ""};
  const fs::path out = out_.path() / "new/er/out";
  EXPECT_THAT(test::outcome_of(build_corpus(std::span(&nowhere, 1), {}, out, {})), HasSubstr("not_found: "));
  EXPECT_FALSE(fs::exists(out_.path() / "new"));
  fs::create_directories(out.parent_path());
  EXPECT_THAT(test::outcome_of(build_corpus(std::span(&nowhere, 1), {}, out, {})), HasSubstr("not_found: "));
  EXPECT_TRUE(fs::is_empty(out_.path() / "new/er"));
  fs::create_directory(out);
  EXPECT_THAT(test::outcome_of(build_corpus(std::span(&nowhere, 1), {}, out, {})), HasSubstr("not_found: "));
  EXPECT_TRUE(fs::exists(out));
}

// Three of five cannot be read, each in another way; the two others come out as they would alone.
TEST_F(Corpus, repositories_that_cannot_be_read_are_counted_and_end_no_list) {
  place_.commit("one");
  const GitPlace broken, other;
  other.write("b.py", "B = 1\n");
  other.commit("one");
  broken.write("a.py", "A = 1\n");
  broken.write("sub/b.py", "B = 2\n");
  broken.commit("one");
  broken.loose(broken.git({"rev-parse", "HEAD"}), "commit 4\0what");
  const std::string nowhere = (out_.path() / "nowhere").string();
  const std::vector<CorpusInput> inputs{{nowhere, "HEAD", "gone"},
                                        {place_.path().string(), "HEAD", "app"},
                                        {broken.path().string(), "HEAD", "broken"},
                                        {other.path().string(), "v9", "unnamed"},
                                        {other.path().string(), "HEAD", "other"}};
  const auto totals = build_corpus(inputs, {}, out_.path() / "out", {});
  ASSERT_EQ(test::outcome_of(totals), "ok");
  EXPECT_EQ(totals->repositories, 2U);
  EXPECT_EQ(totals->repositories_unread, 3U);
  EXPECT_EQ(totals->dropped.at("repository:not_found"), 2U);
  EXPECT_EQ(totals->dropped.at("repository:corrupt"), 1U);
  const json::object manifest = read_manifest(out_.path() / "out").value();
  Lines listed;
  for (const json::value& input : manifest.at("inputs").as_array())
    listed.push_back(text(input.as_object(), "name") +
                     (json::text_in(input.as_object(), "commit").empty() ? " - " : " + ") +
                     json::text_in(input.as_object(), "unread"));
  EXPECT_EQ(listed, Lines({"gone - not_found", "app + ", "broken - corrupt", "unnamed - not_found", "other + "}));
  EXPECT_EQ(json::find(manifest.at("totals").as_object(), "repositories_unread")->to_number<int>(), 3);
  const auto why = explain_file(out_.path() / "out", "gone").value();
  ASSERT_EQ(why.size(), 1U);
  EXPECT_EQ(text(why[0], "reason"), "repository:not_found");
  EXPECT_EQ(text(why[0], "unread"), nowhere + ": no such folder");
  const std::vector<CorpusInput> alone{inputs[1], inputs[4]};
  ASSERT_EQ(test::outcome_of(build_corpus(alone, {}, out_.path() / "alone", {})), "ok");
  EXPECT_EQ(rows("data"), rows("data", "alone"));
  EXPECT_TRUE(sync_corpus(out_.path() / "out", 1, {})->unchanged);
  place_.write("app/more.py", "MORE = 1\n");
  place_.commit("two");
  ASSERT_EQ(test::outcome_of(sync_corpus(out_.path() / "out", 1, {})), "ok");
  ASSERT_EQ(test::outcome_of(build_corpus(inputs, {}, out_.path() / "clean", {})), "ok");
  EXPECT_EQ(bytes(), bytes("clean"));
}

TEST_F(Corpus, a_repository_whose_pack_is_rubbish_ends_a_list_only_where_nothing_else_is_in_it) {
  place_.commit("one");
  const GitPlace broken;
  broken.write("a.py", "A = 1\n");
  broken.commit("one");
  broken.git({"gc", "-q"});
  for (const auto& entry : fs::directory_iterator(broken.path() / ".git/objects/pack")) {
    if (entry.path().extension() != ".pack") continue;
    fs::permissions(entry.path(), fs::perms::owner_all);
    std::string pack = read_file(entry.path()).value();
    for (std::size_t at = 12; at < pack.size(); ++at) pack[at] = static_cast<char>(at * 37);
    EXPECT_TRUE(write_file(entry.path(), pack).has_value());
  }
  const std::vector<CorpusInput> inputs{{place_.path().string(), "HEAD", "app"},
                                        {broken.path().string(), "HEAD", "broken"}};
  const auto totals = build_corpus(inputs, {}, out_.path() / "out", {});
  ASSERT_EQ(test::outcome_of(totals), "ok");
  EXPECT_EQ(totals->repositories_unread, 1U);
  EXPECT_THAT(test::outcome_of(build_corpus(std::span(&inputs[1], 1), {}, out_.path() / "none", {})),
              HasSubstr(" is missing"));
  EXPECT_FALSE(fs::exists(out_.path() / "none"));
}

TEST_F(Corpus, a_url_that_cannot_be_fetched_is_counted_by_a_build_and_refused_by_a_sync) {
  place_.commit("one");
  GitPlace away;
  away.write("a.py", "A = 1\n");
  away.commit("one");
  const fs::path moved = out_.path() / "moved";
  fs::copy(away.path(), moved, fs::copy_options::recursive);
  const std::vector<CorpusInput> inputs{{place_.path().string(), "HEAD", "app"},
                                        {"file://" + moved.string(), "HEAD", "away"}};
  ASSERT_EQ(test::outcome_of(build_corpus(inputs, {}, out_.path() / "out", {})), "ok");
  const auto whole = bytes();
  fs::remove_all(moved);
  EXPECT_THAT(test::outcome_of(sync_corpus(out_.path() / "out", 1, {})), HasSubstr("host: cannot fetch file://"));
  EXPECT_EQ(bytes(), whole);
  const auto totals = build_corpus(inputs, {}, out_.path() / "out", {});
  ASSERT_EQ(test::outcome_of(totals), "ok");
  EXPECT_EQ(totals->dropped.at("repository:unreachable"), 1U);
}

TEST_F(Corpus, a_repository_is_called_in_the_card_by_its_name_and_nothing_else) {
  place_.commit("one");
  const CorpusInput input{place_.path().string(), "HEAD", "<img src=x>|`a`\n[b](c) *d*"};
  ASSERT_EQ(test::outcome_of(build_corpus(std::span(&input, 1), {}, out_.path() / "out", {})), "ok");
  EXPECT_THAT(read_file(out_.path() / "out/README.md").value(),
              HasSubstr("\n| \\<img src=x\\>\\|\\`a\\` \\[b\\](c) \\*d\\* | "));
}

TEST_F(Corpus, why_finds_a_file_by_path_and_by_the_beginning_of_its_id) {
  place_.commit("one");
  build();
  const auto by_path = explain_file(out_.path() / "out", "app/long.py");
  ASSERT_EQ(test::outcome_of(by_path), "ok");
  ASSERT_EQ(by_path->size(), 1U);
  EXPECT_EQ(text(by_path->at(0), "reason"), "quality:starcoder2.line_mean_most");
  const std::string id = text(by_path->at(0), "blob_id");
  EXPECT_EQ(explain_file(out_.path() / "out", id.substr(0, 8)).value(), *by_path);
  EXPECT_EQ(explain_file(out_.path() / "out", "no/such/file").value().size(), 0U);
}

TEST_F(Corpus, marks_of_models_stand_between_files_and_are_broken_inside_them) {
  place_.write("app/util.py", "def helper():\n    return '<file_sep>'\n");
  place_.commit("one");
  CorpusOptions options;
  options.dialect = Dialect::starcoder2;
  build(options);
  const std::string whole = text(rows("data").at(0), "text");
  EXPECT_THAT(whole, ::testing::StartsWith("<repo_name>app<file_sep>app/util.py\ndef helper():\n    return "
                                           "'<\u200bfile_sep>'\n<file_sep>app/zeta.py\n"));
  EXPECT_THAT(whole, ::testing::EndsWith("<|endoftext|>"));
}

TEST_F(Corpus, two_repositories_of_one_name_are_refused) {
  place_.commit("one");
  const std::vector<CorpusInput> inputs{{place_.path().string(), "HEAD", "a"}, {place_.path().string(), "HEAD", "a"}};
  EXPECT_THAT(test::outcome_of(build_corpus(inputs, {}, out_.path() / "out", {})),
              HasSubstr("two repositories are called a; give one another name"));
}

TEST_F(Corpus, what_a_tree_names_and_git_cannot_list_has_a_row_too) {
  place_.commit("one");
  const std::string blob = place_.git({"rev-parse", "HEAD:app/util.py"});
  const std::string tree = place_.object("tree", testing::tree_row("100644", "..", blob) +
                                                     testing::tree_row("40000", "gone", std::string(40, '1')) +
                                                     testing::tree_row("100644", "ok.py", blob));
  const CorpusInput input{place_.path().string(), place_.commit_of_tree(tree), "odd"};
  ASSERT_EQ(test::outcome_of(build_corpus(std::span(&input, 1), {}, out_.path() / "odd", {})), "ok");
  std::map<std::string, std::string> fates;
  for (const json::object& row : rows("dropped", "odd")) fates[text(row, "path")] = text(row, "reason");
  EXPECT_EQ(fates, (std::map<std::string, std::string>{{"..", "path:dot_part"}, {"gone", "unreadable_folder"}}));
}

TEST_F(Corpus, a_url_is_fetched_once_and_refreshed) {
  place_.commit("one");
  build({}, "local");
  const CorpusInput input{"file://" + place_.path().string(), "HEAD", "app"};
  const auto fetched = [&] { return build_corpus(std::span(&input, 1), {}, out_.path() / "url", {}); };
  ASSERT_EQ(test::outcome_of(fetched()), "ok");
  EXPECT_EQ(rows("data", "url"), rows("data", "local"));
  EXPECT_TRUE(fetched()->unchanged);
  place_.write("app/util.py", "def helper():\n    return 7\n");
  place_.commit("two");
  EXPECT_FALSE(fetched()->unchanged);
}

TEST_F(Corpus, whole_repositories_go_to_the_validation_split) {
  place_.commit("one");
  std::vector<CorpusInput> inputs;
  for (int i = 0; i < 20; ++i) inputs.push_back({place_.path().string(), "HEAD", "r" + std::to_string(i)});
  CorpusOptions options;
  options.validation = 0.5;
  options.dedup = {false, false, false, false};
  options.format = CorpusFormat::jsonl;
  ASSERT_EQ(test::outcome_of(build_corpus(inputs, options, out_.path() / "out", {})), "ok");
  std::map<std::string, std::size_t> splits;
  for (const auto& entry : fs::directory_iterator(out_.path() / "out/data")) {
    if (entry.path().extension() != ".zst") continue;
    auto reader = JsonlReader::open(entry.path());
    const std::string name = entry.path().filename().string();
    while (reader->next().value()) ++splits[name.substr(0, name.find('-'))];
  }
  EXPECT_EQ(splits["train"] + splits["validation"], 20U);
  EXPECT_GT(splits["train"], 3U);
  EXPECT_GT(splits["validation"], 3U);
}

}  // namespace
}  // namespace oyer::datasets
