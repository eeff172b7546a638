// Units and formats through whole builds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/file.h"
#include "base/jsonl.h"
#include "datasets/corpus/corpus.h"
#include "tests/datasets/git_place.h"
#include "tests/support/result.h"

namespace oyer::datasets {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using testing::GitPlace;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Lines = std::vector<std::string>;

const std::string kNumbers =
    "FACTOR = 2\n\n\ndef double(number):\n    \"\"\"Twice the number.\"\"\"\n    return FACTOR * number\n\n\n"
    "def nothing():\n    pass\n";
const std::string kShapes =
    "from numbers_ import double\n\nMAIL = 'me@corporation.com'\n\n\ndef area(width, height):\n"
    "    \"\"\"Of two rectangles.\"\"\"\n    return double(width * height)\n";

class CorpusUnits : public ::testing::Test {
 protected:
  CorpusUnits() {
    place_.write("numbers_.py", kNumbers);
    place_.write("shapes.py", kShapes);
    place_.commit("Begin with numbers and shapes");
  }

  static CorpusOptions options(CorpusUnit unit) {
    CorpusOptions options;
    options.preset = "none";
    options.unit = unit;
    options.format = CorpusFormat::jsonl;
    return options;
  }

  CorpusTotals build(const CorpusOptions& options) {
    const CorpusInput input{place_.path().string(), "HEAD", "app"};
    const auto totals = build_corpus(std::span(&input, 1), options, out_.path() / "out", {});
    EXPECT_EQ(test::outcome_of(totals), "ok");
    return totals.value_or(CorpusTotals());
  }

  Lines files(const std::string& folder) const {
    Lines names;
    for (const auto& entry : fs::directory_iterator(out_.path() / "out" / folder))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }

  std::vector<json::object> rows() const {
    std::vector<json::object> rows;
    if (!fs::exists(out_.path() / "out" / "data")) return rows;
    for (const std::string& name : files("data")) {
      if (!name.ends_with(".zst")) continue;
      auto reader = JsonlReader::open(out_.path() / "out" / "data" / name);
      while (auto line = reader->next().value()) rows.push_back(line->row);
    }
    return rows;
  }

  static std::string text(const json::object& row, const char* key) {
    return std::string(json::view(row.at(key).as_string()));
  }

  GitPlace place_;
  test::TemporaryFolder out_;
};

TEST_F(CorpusUnits, functions_come_with_the_definitions_they_use) {
  const CorpusTotals totals = build(options(CorpusUnit::function));
  const auto found = rows();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(text(found[0], "name"), "double");
  EXPECT_EQ(text(found[0], "docstring"), "Twice the number.");
  EXPECT_EQ(text(found[0], "body"), "    return FACTOR * number");
  EXPECT_EQ(text(found[1], "name"), "area");
  const json::array& context = found[1].at("context").as_array();
  ASSERT_EQ(context.size(), 1U);
  EXPECT_EQ(text(context[0].as_object(), "path"), "numbers_.py");
  EXPECT_EQ(text(context[0].as_object(), "content"),
            "def double(number):\n    \"\"\"Twice the number.\"\"\"\n    return FACTOR * number");
  const std::map<std::string, std::uint64_t> left_out{{"seed.docstring", 1}};
  EXPECT_EQ(totals.left_out, left_out);
}

TEST_F(CorpusUnits, functions_stand_where_the_text_has_them_though_something_was_replaced_before) {
  build(options(CorpusUnit::function));
  EXPECT_EQ(text(rows().at(1), "content"),
            "def area(width, height):\n    \"\"\"Of two rectangles.\"\"\"\n    return double(width * height)");
}

TEST_F(CorpusUnits, all_units_keeps_functions_that_are_no_seeds_and_says_so) {
  CorpusOptions all = options(CorpusUnit::function);
  all.all_units = true;
  build(all);
  Lines names;
  for (const json::object& row : rows()) names.push_back(text(row, "name") + (row.at("seed").as_bool() ? " seed" : ""));
  EXPECT_THAT(names, ElementsAre("double seed", "nothing", "area seed"));
}

TEST_F(CorpusUnits, commits_of_one_file_come_with_before_after_and_diff) {
  std::string more = kNumbers;
  for (int i = 0; i < 5; ++i) more += "\n\ndef f" + std::to_string(i) + "(a):\n    return a\n";
  place_.write("numbers_.py", more);
  const std::string id = place_.commit("Add more functions of one argument\n\nThey are of use to me@corporation.com.");
  place_.write("shapes.py", kShapes + "# one\n");
  place_.write("numbers_.py", more + "# two\n");
  place_.commit("Add remarks to both of the files");
  const CorpusTotals totals = build(options(CorpusUnit::commit));
  const auto found = rows();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(text(found[0], "commit"), id);
  EXPECT_EQ(text(found[0], "old_contents"), kNumbers);
  EXPECT_EQ(text(found[0], "new_contents"), more);
  EXPECT_EQ(text(found[0], "subject"), "Add more functions of one argument");
  EXPECT_THAT(text(found[0], "message"), Not(HasSubstr("corporation")));
  EXPECT_THAT(text(found[0], "diff"), HasSubstr("\n+def f0(a):\n"));
  const std::map<std::string, std::uint64_t> left_out{{"commit.files", 1}, {"commit.root", 1}};
  EXPECT_EQ(totals.left_out, left_out);
}

TEST_F(CorpusUnits, commits_and_folders_that_cannot_be_read_are_counted_and_end_nothing) {
  const std::string first = place_.git({"rev-parse", "HEAD"});
  place_.write("deep/quartz.py", kNumbers);
  place_.write("lost/b.py", kNumbers);
  place_.commit("Add numbers to two folders");
  place_.write("deep/quartz.py", kShapes);
  place_.write("lost/b.py", kShapes);
  place_.commit("Add shapes to two folders");
  place_.write("deep/quartz.py", kNumbers + kShapes);
  const std::string id = place_.commit("Add all of the numbers and shapes");
  place_.loose(first, "commit 3");
  std::filesystem::remove(place_.loose_path(place_.git({"rev-parse", "HEAD~2:lost"})));
  const CorpusTotals totals = build(options(CorpusUnit::commit));
  const std::map<std::string, std::uint64_t> left_out{{"commit.parent_corrupt", 1}, {"commit.unreadable_tree", 1}};
  EXPECT_EQ(totals.left_out, left_out);
  ASSERT_EQ(rows().size(), 1U);
  EXPECT_EQ(text(rows()[0], "commit"), id);
}

TEST_F(CorpusUnits, commits_on_branches_that_were_merged_are_looked_at_and_merges_are_not) {
  place_.git({"checkout", "-q", "-b", "side"});
  place_.write("side.py", kNumbers + kShapes);
  place_.commit("Add numbers and shapes in one file");
  place_.git({"checkout", "-q", "-"});
  place_.git({"merge", "-q", "--no-ff", "-m", "Merge the side", "side"});
  const CorpusTotals totals = build(options(CorpusUnit::commit));
  EXPECT_EQ(rows().size(), 1U);
  const std::map<std::string, std::uint64_t> left_out{{"commit.merge", 1}, {"commit.root", 1}};
  EXPECT_EQ(totals.left_out, left_out);
}

TEST_F(CorpusUnits, what_somebody_asked_to_leave_out_is_in_no_commit) {
  place_.write("numbers_.py", kNumbers + kShapes);
  place_.commit("Add shapes to the file of numbers");
  CorpusOptions asked = options(CorpusUnit::commit);
  out_.write("opt_outs.txt", "path-in app numbers_.py\n");
  asked.opt_outs = {out_.path() / "opt_outs.txt"};
  const CorpusTotals totals = build(asked);
  EXPECT_THAT(rows(), IsEmpty());
  const std::map<std::string, std::uint64_t> left_out{{"commit.opt_out", 1}, {"commit.root", 1}};
  EXPECT_EQ(totals.left_out, left_out);
}

TEST_F(CorpusUnits, the_parts_of_a_cut_file_are_the_file) {
  CorpusOptions cut = options(CorpusUnit::file);
  cut.fim.rate = 1;
  build(cut);
  const auto found = rows();
  ASSERT_EQ(found.size(), 2U);
  for (const json::object& row : found) {
    const json::object& fim = row.at("fim").as_object();
    const json::object& file = row.at("files").as_array().at(0).as_object();
    EXPECT_EQ(text(fim, "prefix") + text(fim, "middle") + text(fim, "suffix"), text(file, "content"));
    EXPECT_THAT(text(fim, "middle"), Not(IsEmpty()));
  }
}

TEST_F(CorpusUnits, a_cut_file_stands_last_between_the_marks_of_its_model) {
  CorpusOptions cut = options(CorpusUnit::project);
  cut.fim.rate = 1;
  cut.fim.mode = FimMode::psm;
  cut.dialect = Dialect::qwen25;
  build(cut);
  const std::string sample = text(rows().at(0), "text");
  EXPECT_THAT(sample, HasSubstr("<|file_sep|>numbers_.py\nFACTOR = 2\n"));
  EXPECT_THAT(sample, HasSubstr("<|file_sep|>shapes.py\n<|fim_prefix|>"));
  EXPECT_TRUE(sample.ends_with("<|endoftext|>"));
}

TEST_F(CorpusUnits, parquet_stands_beside_json_lines_or_in_their_place) {
  if (default_format() == CorpusFormat::jsonl) GTEST_SKIP() << "this build writes no Parquet (OYER_PARQUET=OFF)";
  CorpusOptions both = options(CorpusUnit::project);
  both.format = CorpusFormat::both;
  build(both);
  EXPECT_THAT(files("data"), ElementsAre("train-00000-of-00001.jsonl.zst", "train-00000-of-00001.parquet"));
  const std::string bytes = read_file(out_.path() / "out" / "data" / "train-00000-of-00001.parquet").value();
  EXPECT_EQ(bytes.substr(0, 4) + bytes.substr(bytes.size() - 4), "PAR1PAR1");
  both.format = CorpusFormat::parquet;
  build(both);
  EXPECT_THAT(files("data"), ElementsAre("train-00000-of-00001.parquet"));
  EXPECT_EQ(read_file(out_.path() / "out" / "data" / "train-00000-of-00001.parquet").value(), bytes);
}

TEST_F(CorpusUnits, the_card_names_files_columns_and_counts) {
  build(options(CorpusUnit::commit));
  EXPECT_THAT(read_file(out_.path() / "out" / "README.md").value(), Not(HasSubstr("data_files")));
  build(options(CorpusUnit::project));
  const std::string card = read_file(out_.path() / "out" / "README.md").value();
  EXPECT_THAT(card, HasSubstr("  - split: train\n    path: data/train-*.jsonl.zst\n"));
  EXPECT_THAT(card, HasSubstr("  - name: committer_date\n    dtype: 'timestamp[us, tz=UTC]'\n"));
  EXPECT_THAT(card, HasSubstr("  - name: train\n    num_examples: 1\n"));
}

TEST_F(CorpusUnits, options_that_a_unit_does_not_have_are_refused) {
  const CorpusInput input{place_.path().string(), "HEAD", "app"};
  CorpusOptions wrong = options(CorpusUnit::function);
  wrong.dialect = Dialect::starcoder2;
  const auto dialect = build_corpus(std::span(&input, 1), wrong, out_.path() / "out", {});
  EXPECT_THAT(test::outcome_of(dialect), HasSubstr("leave --dialect out"));
  wrong = options(CorpusUnit::commit);
  wrong.fim.rate = 0.5;
  const auto fim = build_corpus(std::span(&input, 1), wrong, out_.path() / "out", {});
  EXPECT_THAT(test::outcome_of(fim), HasSubstr("leave --fim out"));
}

}  // namespace
}  // namespace oyer::datasets
