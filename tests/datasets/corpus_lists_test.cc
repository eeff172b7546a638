#include <gmock/gmock.h>

#include "base/digest.h"
#include "base/file.h"
#include "tests/datasets/corpus_place.h"
#include "tests/datasets/scratch.h"

namespace oyer::datasets {
namespace {

using testing::CorpusPlace;
using ::testing::HasSubstr;
using Fates = std::map<std::string, std::string>;
using Counts = std::map<std::string, std::uint64_t>;

CorpusOptions none() {
  CorpusOptions options;
  options.preset = "none";
  return options;
}

std::string decisions(const json::object& row) { return json::print(row.at("decisions")); }

// One problem with its solution, as HumanEval writes them.
constexpr const char* kPrompt =
    "def widest_gap(readings):\n    \"\"\"Says how far apart two neighbours of the sorted readings are at "
    "most.\"\"\"\n";
constexpr const char* kSolution =
    "    ordered = sorted(readings)\n    widest = 0\n    for index in range(1, len(ordered)):\n"
    "        gap = ordered[index] - ordered[index - 1]\n        if gap > widest and ordered[index] >= 0:\n"
    "            widest = gap\n        elif gap < 0:\n            raise ValueError(index, gap, ordered)\n"
    "    return widest\n";
constexpr const char* kRenamed =
    "def f(values):\n    a = sorted(values)\n    b = 7\n    for c in range(2, len(a)):\n"
    "        d = a[c] - a[c - 5]\n        if d > b and a[c] >= 3:\n            b = d\n        elif d < 9:\n"
    "            raise ValueError(c, d, a)\n    return b\n";

class CorpusLists : public ::testing::Test {
 protected:
  CorpusOptions with_benchmark() {
    const json::object row{{"task_id", "Own/0"}, {"prompt", kPrompt}, {"canonical_solution", kSolution}};
    files_.write("Own.jsonl", json::print(row) + "\n");
    CorpusOptions options = none();
    options.benchmarks = {{"Own", files_.path() / "Own.jsonl"}};
    return options;
  }
  CorpusOptions with_opt_outs(const std::string& lines) {
    files_.write("asked.txt", lines);
    CorpusOptions options = none();
    options.opt_outs = {files_.path() / "asked.txt"};
    return options;
  }

  CorpusPlace place_;
  test::TemporaryFolder files_;
};

TEST_F(CorpusLists, a_file_that_holds_a_benchmark_is_dropped_with_the_place_as_evidence) {
  const std::string before = "import sys\n\n";
  place_.repository("app").write("bad.py", before + kPrompt + kSolution);
  place_.repository("app").write("good.py", "print('nothing of it')\n");
  const CorpusTotals totals = place_.build(with_benchmark());
  EXPECT_EQ(place_.fates(), (Fates{{"app:bad.py", "contaminated:Own"}, {"app:good.py", ""}}));
  EXPECT_EQ(totals.contaminated, (std::map<std::string, CorpusTotals::Contaminated>{{"Own", {1, 1}}}));
  EXPECT_EQ(decisions(place_.row("app", "good.py")),
            R"([{"rule":"dedup.short","value":4.0,"limit":16.0,"drop":false},)"
            R"({"rule":"decontaminate.Own","value":0.0,"limit":0.0,"drop":false}])");
  const json::object row = place_.row("app", "bad.py");
  std::vector<std::string> kinds;
  for (const json::value& value : row.at("contamination").as_array()) {
    const json::object& one = value.as_object();
    kinds.push_back(CorpusPlace::text(one, "item") + " " + CorpusPlace::text(one, "part") + " " +
                    CorpusPlace::text(one, "kind"));
    EXPECT_GE(one.at("begin").as_int64(), static_cast<std::int64_t>(before.size()));
  }
  EXPECT_THAT(kinds,
              ::testing::ElementsAre("Own/0 canonical_solution ngram", "Own/0 canonical_solution substring",
                                     "Own/0 canonical_solution shape", "Own/0 prompt ngram", "Own/0 prompt substring"));
  EXPECT_EQ(json::print(place_.manifest().at("totals").as_object().at("contaminated")),
            R"({"Own":{"files":1,"items":1}})");
}

TEST_F(CorpusLists, a_renamed_solution_is_found_by_its_shape_alone) {
  place_.repository("app").write("renamed.py", std::string("import os\n\n\n") + kRenamed);
  place_.build(with_benchmark());
  const json::object row = place_.row("app", "renamed.py");
  EXPECT_EQ(CorpusPlace::text(row, "reason"), "contaminated:Own");
  ASSERT_EQ(row.at("contamination").as_array().size(), 1U);
  const json::object& one = row.at("contamination").as_array()[0].as_object();
  EXPECT_EQ(CorpusPlace::text(one, "kind"), "shape");
  EXPECT_EQ(json::print(one.at("begin")), "12");
}

TEST_F(CorpusLists, a_muted_item_drops_nothing_and_an_unknown_one_is_refused) {
  place_.repository("app").write("bad.py", std::string(kPrompt) + kSolution);
  CorpusOptions options = with_benchmark();
  options.muted = {"Own:Own/0"};
  place_.build(options);
  EXPECT_EQ(place_.fates(), (Fates{{"app:bad.py", ""}}));
  options.muted = {"Own/1"};
  EXPECT_EQ(test::outcome_of(place_.try_build(options)),
            "invalid_input: 'Own/1' is to be muted, but no item of the benchmarks given is called so");
}

TEST_F(CorpusLists, plain_texts_are_no_evidence) {
  const std::string notice =
      "# Whoever reads this file may do with it what they like as long as nobody else is kept from doing it\n";
  files_.write("Own.jsonl", json::print(json::object{{"task_id", "Own/0"}, {"prompt", notice}}) + "\n");
  files_.write("notice.txt", notice);
  place_.repository("app").write("own.py", notice.substr(0, 80) + "\nX = [1, 2]\n");
  CorpusOptions options = none();
  options.benchmarks = {{"Own", files_.path() / "Own.jsonl"}};
  place_.build(options);
  EXPECT_EQ(place_.fates(), (Fates{{"app:own.py", "contaminated:Own"}}));
  options.plain_texts = {files_.path() / "notice.txt"};
  place_.build(options);
  EXPECT_EQ(place_.fates(), (Fates{{"app:own.py", ""}}));
}

TEST_F(CorpusLists, evidence_does_not_bring_back_what_was_taken_out) {
  std::string renamed = kRenamed;
  renamed.insert(renamed.find("raise ValueError(c"), "# ask real.person@corporation.com\n            ");
  place_.repository("app").write("renamed.py", renamed);
  place_.build(with_benchmark());
  const json::object row = place_.row("app", "renamed.py");
  EXPECT_EQ(CorpusPlace::text(row, "reason"), "contaminated:Own");
  EXPECT_EQ(json::print(row).find("real.person"), std::string::npos);
}

TEST_F(CorpusLists, a_changed_benchmark_is_another_corpus) {
  place_.repository("app").write("one.py", "print('nothing of it')\n");
  const CorpusOptions options = with_benchmark();
  place_.build(options);
  EXPECT_TRUE(place_.build(options).unchanged);
  files_.write("Own.jsonl", json::print(json::object{{"task_id", "Own/0"}, {"prompt", "other"}}) + "\n");
  EXPECT_FALSE(place_.build(options).unchanged);
}

TEST_F(CorpusLists, what_people_asked_to_leave_out_is_left_out_and_nothing_is_told_of_it) {
  place_.repository("app").write("own.py", "# SPDX-License-Identifier: MIT\nX = 1\n");
  place_.repository("app").write("keys/one.py",
                                 "# SPDX-License-Identifier: MIT\nMAIL = 'real.person@corporation.com'\n");
  place_.repository("other").write("any.py", "Y = 1\n");
  const CorpusTotals totals = place_.build(with_opt_outs("# by mail\npath keys/**\nrepository other\n"));
  EXPECT_EQ(place_.fates(), (Fates{{"app:keys/one.py", "opt_out"}, {"app:own.py", ""}, {"other:any.py", "opt_out"}}));
  EXPECT_EQ(totals.dropped, (Counts{{"opt_out", 2}}));
  const json::object row = place_.row("app", "keys/one.py");
  EXPECT_EQ(CorpusPlace::text(row, "opt_out"), "asked.txt:2: path keys/**");
  EXPECT_EQ(decisions(row), R"([{"rule":"opt_out","value":1.0,"limit":0.0,"drop":true}])");
  EXPECT_EQ(CorpusPlace::text(row, "license"), "");
  EXPECT_EQ(json::print(row.at("redacted")), "[]");
  EXPECT_EQ(CorpusPlace::text(place_.row("app", "own.py"), "opt_out"), "");
  EXPECT_THAT(decisions(place_.row("app", "own.py")), HasSubstr(R"({"rule":"opt_out","value":0.0,)"));
}

TEST_F(CorpusLists, a_bad_line_of_a_list_stops_the_build_and_is_named) {
  place_.repository("app").write("own.py", "X = 1\n");
  EXPECT_THAT(test::outcome_of(place_.try_build(with_opt_outs("owner a\nblob 12\n"))),
              HasSubstr("asked.txt:2: '12' is no blob's id"));
}

TEST_F(CorpusLists, names_and_addresses_of_who_committed_are_taken_out_wherever_they_stand) {
  const auto& app = place_.repository("app");
  app.write("first.py", "X = 1\n");
  app.git({"add", "-A"});
  app.git({"commit", "-q", "-m", "one", "--author", "Wilhelmina Abendroth <mina@abendroth-werke.de>"});
  app.write("own.py", "# as Wilhelmina Abendroth said\nWHO = 'Wilhelmina'\nMAIL = 'mina@abendroth-werke.de'\n");
  place_.build(none());
  const json::object sample = place_.rows("data").at(0);
  EXPECT_EQ(CorpusPlace::text(sample.at("files").as_array().at(1).as_object(), "content"),
            "# as <NAME> said\nWHO = 'Wilhelmina'\nMAIL = '<EMAIL>'\n");
}

TEST_F(CorpusLists, commits_that_cannot_be_read_for_people_are_a_counted_outcome) {
  for (const char* name : {"lost", "broken", "whole"}) {
    const auto& place = place_.repository(name);
    const auto commit = [&](const std::string& person) {
      place.git({"commit", "-q", "--allow-empty", "-m", "by " + person, "--author", person + " <x@y>"});
      return place.git({"rev-parse", "HEAD"});
    };
    commit("Ottoline Farthing");
    const std::string gone = commit("Cem Oldacre");
    commit("Wilhelmina Abendroth");
    place.write("who.py", "# Wilhelmina Abendroth, Ottoline Farthing\n");
    place.commit("work");
    if (name == std::string("lost")) std::filesystem::remove(place.loose_path(gone));
    if (name == std::string("broken")) place.loose(gone, "commit 3");
  }
  const CorpusTotals totals = place_.build(none());
  EXPECT_EQ(totals.dropped, (std::map<std::string, std::uint64_t>{{"people:corrupt", 1}, {"people:missing", 1}}));
  std::map<std::string, std::string> texts;
  for (const json::object& row : place_.rows("data"))
    texts[CorpusPlace::text(row, "repo_name")] =
        CorpusPlace::text(row.at("files").as_array().at(0).as_object(), "content");
  EXPECT_EQ(texts, (std::map<std::string, std::string>{{"lost", "# <NAME>, Ottoline Farthing\n"},
                                                       {"broken", "# <NAME>, Ottoline Farthing\n"},
                                                       {"whole", "# <NAME>, <NAME>\n"}}));
  const auto why = explain_file(place_.folder(), "broken").value();
  ASSERT_EQ(why.size(), 1U);
  EXPECT_EQ(CorpusPlace::text(why[0], "reason"), "people:corrupt");
  EXPECT_EQ(CorpusPlace::text(why[0], "unread"),
            "the commit behind the newest 2 of its first parents is corrupt; who worked on it before is not known, and "
            "stays in texts by name");
  EXPECT_TRUE(explain_file(place_.folder(), "whole")->empty());
}

TEST_F(CorpusLists, a_tokenizer_counts_what_samples_carry_and_the_manifest_names_it) {
  place_.repository("app").write("own.py", "MAIL = 'real.person@corporation.com'\n");
  CorpusOptions options = none();
  options.tokenizer = std::filesystem::path(OYER_SOURCE_DIR) / "tests/fuzz/corpus/tokenizer/small.json";
  place_.build(options);
  EXPECT_EQ(json::print(place_.row("app", "own.py").at("tokens")),
            "17");  // MAIL = '<EMAIL>', byte by byte
  const json::object manifest = place_.manifest();
  EXPECT_EQ(CorpusPlace::text(manifest.at("lists").as_object(), "tokenizer"),
            to_string(sha256(read_file(options.tokenizer).value())));
  EXPECT_EQ(CorpusPlace::text(manifest.at("options").as_object(), "tokens"), "small.json");
  files_.write("bad.json", "{\"model\":{\"type\":\"WordPiece\"},\"pre_tokenizer\":{\"type\":\"ByteLevel\"}}");
  options.tokenizer = files_.path() / "bad.json";
  EXPECT_THAT(test::outcome_of(place_.try_build(options)), HasSubstr("bad.json"));
}

// Solutions of HumanEval in a project's files, some as they are, some with every name changed.
TEST_F(CorpusLists, solutions_of_human_eval_are_found_in_a_project) {
  OYER_NEEDS_SHARED_DATA();
  const auto path = shared_data() / "humaneval/HumanEval.jsonl.gz";
  auto reader = JsonlReader::open(path);
  ASSERT_EQ(test::outcome_of(reader), "ok");
  std::map<std::string, std::string> expected;
  for (int i = 0; i < 164; ++i) {
    const auto line = reader->next().value();
    ASSERT_TRUE(line.has_value());
    const std::string text =
        CorpusPlace::text(line->row, "prompt") + CorpusPlace::text(line->row, "canonical_solution");
    place_.repository("app").write("p" + std::to_string(i) + ".py", text);
    expected["app:p" + std::to_string(i) + ".py"] = "contaminated:HumanEval";
  }
  place_.repository("app").write("clean.py", "def main():\n    print('nothing of theirs')\n");
  expected["app:clean.py"] = "";
  CorpusOptions options = none();
  options.dedup = {false, false, false, false};
  options.benchmarks = {{"HumanEval", path}};
  const CorpusTotals totals = place_.build(options);
  EXPECT_EQ(place_.fates(), expected);
  EXPECT_EQ(totals.contaminated.at("HumanEval"), (CorpusTotals::Contaminated{164, 164}));
}

}  // namespace
}  // namespace oyer::datasets
