// A corpus that follows its repository, beside one built anew at each commit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <map>

#include "base/digest.h"
#include "base/file.h"
#include "base/jsonl.h"
#include "datasets/corpus/sync.h"
#include "tests/datasets/git_place.h"
#include "tests/support/result.h"

namespace oyer::datasets {
namespace {

namespace fs = std::filesystem;
using testing::GitPlace;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Of all that is shipped.
std::map<std::string, std::string> bytes_of(const fs::path& out) {
  std::map<std::string, std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(out)) {
    const std::string name = entry.path().lexically_relative(out);
    if (entry.is_regular_file() && name[0] != '.') found[name] = to_string(sha256(read_file(entry.path()).value()));
  }
  return found;
}

// All rows of a folder, one after the other.
std::string read_rows(const fs::path& folder) {
  std::string rows;
  for (const auto& entry : fs::directory_iterator(folder)) {
    auto reader = JsonlReader::open(entry.path());
    while (auto line = reader->next().value()) rows += json::print(line->row) + "\n";
  }
  return rows;
}

std::string module_named(int number, int version) {
  const std::string n = std::to_string(number), before = std::to_string(number / 2);
  return "from app.m" + before + " import f" + before + "\n\n\ndef f" + n + "(x):\n    return f" + before + "(x) + " +
         std::to_string(version) + "\n";
}

// Each stands in a file from the beginning, and commits only later.
constexpr std::array kPeople = {"Ada Quillfeather", "Bo Marshwiggle", "Cem Oldacre", "Dita Penhaligon",
                                "Egon Ravensworth"};

constexpr const char* kGpl = "SPDX-License-Identifier: GPL-3.0-only\n";
constexpr const char* kMit = "SPDX-License-Identifier: MIT\n";

// A repository that changes by one commit at a time, a function of the commit's number: edits, new files, renames,
// deletions, modes, links, files that turn into folders, a licence at the root that alters every file's verdict, and
// people who commit for the first time and whom a file has named all along.
class History {
 public:
  History() {
    place.write("LICENSE", kMit);
    for (int i = 0; i < 24; ++i) place.write(path(i), module_named(i, 0));
    place.write("app/__init__.py", "");
    std::string thanks;
    for (const char* person : kPeople) thanks += std::string("print('thanks to ") + person + "')\n";
    place.write("app/thanks.py", thanks);
    place.commit("0");
  }

  void step(int n) {
    const int file = (n * 7) % 24;
    if (fs::exists(place.path() / path(file))) place.write(path(file), module_named(file, n));
    if (n % 3 == 0) place.write("app/new" + std::to_string(n) + ".py", module_named(100 + n, n));
    if (n % 4 == 1) move(path((n * 5) % 24), "app/moved" + std::to_string(n) + ".py");
    if (n % 5 == 2) fs::remove(place.path() / path((n * 11) % 24));
    if (n % 6 == 3) place.write("app/c.c", "#include \"h" + std::to_string(n) + ".h\"\nint f(void) { return 1; }\n");
    if (n % 7 == 4) fs::permissions(place.path() / "app/__init__.py", n % 2 == 0 ? fs::perms(0755) : fs::perms(0644));
    if (n % 8 == 5) place.write("LICENSE", n % 16 == 5 ? kGpl : kMit);
    if (n % 9 == 6) place.write("app/mail.py", "ME = 'real.person" + std::to_string(n) + "@corporation.com'\n");
    if (n % 10 == 7) turn();
    if (n % 11 == 8) place.write("sub/LICENSE", n % 22 == 8 ? kGpl : kMit);
    if (n % 12 == 9) place.write("sub/copy.py", module_named(3, 0));  // a blob that another path had
    place.commit(std::to_string(n));
    if (n % 2 == 0) {
      const std::string person = kPeople.at(static_cast<std::size_t>(n / 2) % kPeople.size());
      place.git({"commit", "-q", "--allow-empty", "-m", "by another", "--author", person + " <" + person + "@x.org>"});
    }
  }

  CorpusInput input() const { return {place.path().string(), "HEAD", "app"}; }

  GitPlace place;

 private:
  static std::string path(int number) { return "app/m" + std::to_string(number) + ".py"; }
  void move(const std::string& from, const std::string& to) const {
    std::error_code error;
    fs::rename(place.path() / from, place.path() / to, error);
  }
  // A file, a folder of that name, a link of that name, and so on.
  void turn() {
    const fs::path odd = place.path() / "app/odd.py";
    fs::remove_all(odd);
    if (turns_ % 3 == 0) place.write("app/odd.py", "O = 1\n");
    if (turns_ % 3 == 1) place.write("app/odd.py/inner.py", "I = 1\n");
    if (turns_ % 3 == 2) fs::create_symlink("m1.py", odd);
    ++turns_;
  }

  int turns_ = 0;
};

CorpusTotals build(const History& history, const CorpusOptions& options, const fs::path& out) {
  const CorpusInput input = history.input();
  const auto totals = build_corpus(std::span(&input, 1), options, out, {});
  EXPECT_EQ(test::outcome_of(totals), "ok");
  return totals.value_or(CorpusTotals());
}

TEST(CorpusSync, equals_a_clean_build_after_every_commit) {
  History history;
  const test::TemporaryFolder out;
  CorpusOptions options;
  options.budget = 200;
  options.shard = 8_KiB;
  build(history, options, out.path() / "synced");
  const int commits = std::getenv("OYER_SOAK") != nullptr ? 50 : 12;
  for (int n = 1; n <= commits; ++n) {
    history.step(n);
    const auto synced = sync_corpus(out.path() / "synced", 1 + static_cast<unsigned>(n % 3), {});
    ASSERT_EQ(test::outcome_of(synced), "ok");
    EXPECT_FALSE(synced->unchanged);
    fs::remove_all(out.path() / "clean");
    build(history, options, out.path() / "clean");
    ASSERT_EQ(bytes_of(out.path() / "synced"), bytes_of(out.path() / "clean")) << "commit " << n;
  }
  const auto again = sync_corpus(out.path() / "synced", 1, {});
  EXPECT_TRUE(again->unchanged);
}

// Nothing of the repository's files has changed, and yet what may be told of them has.
TEST(CorpusSync, a_name_goes_out_of_a_file_that_facts_know_once_its_owner_commits) {
  History history;
  const test::TemporaryFolder out;
  CorpusOptions options;
  options.format = CorpusFormat::jsonl;
  build(history, options, out.path() / "out");
  const auto thanks = [&] {
    const auto lines = read_rows(out.path() / "out/data");
    return lines.find("thanks to Cem Oldacre") != std::string::npos ? "named" : "taken out";
  };
  EXPECT_STREQ(thanks(), "named");
  history.place.git({"commit", "-q", "--allow-empty", "-m", "x", "--author", "Cem Oldacre <cem@x.org>"});
  ASSERT_EQ(test::outcome_of(sync_corpus(out.path() / "out", 1, {})), "ok");
  EXPECT_STREQ(thanks(), "taken out");
  build(history, options, out.path() / "clean");
  EXPECT_EQ(bytes_of(out.path() / "out"), bytes_of(out.path() / "clean"));
}

TEST(CorpusSync, takes_options_and_inputs_from_the_manifest) {
  History history;
  const test::TemporaryFolder out;
  CorpusOptions options;
  options.preset = "none";
  options.unit = CorpusUnit::file;
  options.order = OrderPolicy::random;
  options.dialect = Dialect::qwen25;
  options.seed = 7;
  options.validation = 0.25;
  options.keep_vendored = options.keep_generated = options.keep_non_permissive = true;
  options.redact = false;
  options.verify = true;
  options.largest_file = 1_MiB;
  build(history, options, out.path() / "out");
  const json::object manifest = read_manifest(out.path() / "out").value();
  const CorpusOptions named = options_of(manifest).value();
  EXPECT_EQ(named.preset, "none");
  EXPECT_EQ(named.unit, CorpusUnit::file);
  EXPECT_EQ(named.order, OrderPolicy::random);
  EXPECT_EQ(named.dialect, Dialect::qwen25);
  EXPECT_EQ(named.seed, 7U);
  EXPECT_EQ(named.validation, 0.25);
  EXPECT_TRUE(named.keep_vendored && named.keep_generated && named.keep_non_permissive && named.verify);
  EXPECT_FALSE(named.redact);
  EXPECT_EQ(named.largest_file, 1_MiB);
  EXPECT_EQ(inputs_of(manifest).value().at(0).place, history.input().place);
  EXPECT_TRUE(sync_corpus(out.path() / "out", 1, {})->unchanged);
}

TEST(CorpusSync, finishes_first_what_a_killed_build_had_written) {
  History history;
  const test::TemporaryFolder out;
  build(history, {}, out.path() / "out");
  const auto whole = bytes_of(out.path() / "out");
  fs::create_directories(out.path() / "out/.partial");
  for (const char* part : {"data", "manifest.json"})
    fs::rename(out.path() / "out" / part, out.path() / "out/.partial" / part);
  for (const char* part : {"files", "dropped", "README.md"})
    ASSERT_TRUE(write_file(out.path() / "out/.partial" / (std::string(".moved-") + part), "").has_value());
  EXPECT_TRUE(sync_corpus(out.path() / "out", 1, {})->unchanged);
  EXPECT_EQ(bytes_of(out.path() / "out"), whole);
}

TEST(CorpusSync, blobs_lost_since_are_missing_though_facts_know_them) {
  History history;
  const test::TemporaryFolder out;
  build(history, {}, out.path() / "out");
  const fs::path blob = history.place.loose_path(history.place.git({"rev-parse", "HEAD:app/m3.py"}));
  history.step(1);
  fs::permissions(blob, fs::perms::owner_all);
  fs::remove(blob);
  ASSERT_EQ(test::outcome_of(sync_corpus(out.path() / "out", 1, {})), "ok");
  const CorpusTotals clean = build(history, {}, out.path() / "clean");
  EXPECT_EQ(clean.dropped.at("missing"), 1U);
  EXPECT_EQ(bytes_of(out.path() / "out"), bytes_of(out.path() / "clean"));
}

TEST(CorpusSync, a_smaller_limit_leaves_out_what_facts_know_of_larger_files) {
  History history;
  const test::TemporaryFolder out;
  build(history, {}, out.path() / "out");
  CorpusOptions options;
  options.largest_file = Bytes{40};
  build(history, options, out.path() / "out");
  const CorpusTotals clean = build(history, options, out.path() / "clean");
  EXPECT_GT(clean.dropped.at("too_large"), 10U);
  EXPECT_EQ(bytes_of(out.path() / "out"), bytes_of(out.path() / "clean"));
}

// Lists are read again, and a changed one changes the corpus; one that is gone changes nothing.
TEST(CorpusSync, follows_a_corpus_that_was_built_with_lists) {
  History history;
  const test::TemporaryFolder out, lists;
  CorpusOptions options;
  options.preset = "none";
  options.opt_outs = {lists.path() / "asked.txt"};
  options.benchmarks = {{"Own", lists.path() / "Own.jsonl"}};
  options.plain_texts = {lists.path() / "plain.txt"};
  options.muted = {"Own/1"};
  options.tokenizer = fs::path(OYER_SOURCE_DIR) / "tests/fuzz/corpus/tokenizer/small.json";
  lists.write("asked.txt", "path app/m7.py\n");
  lists.write("plain.txt", "what everybody says\n");
  std::string items;
  for (int i = 0; i < 2; ++i)
    items += json::print(json::object{{"task_id", "Own/" + std::to_string(i)},
                                      {"prompt", "def thanks_of_item_" + std::to_string(i) + "():\n"},
                                      {"canonical_solution", "    print('thanks to Ada Quillfeather')\n"}}) +
             "\n";
  lists.write("Own.jsonl", items);
  const CorpusTotals first = build(history, options, out.path() / "synced");
  EXPECT_EQ(first.dropped.at("opt_out"), 1U);
  EXPECT_TRUE(sync_corpus(out.path() / "synced", 1, {})->unchanged);
  for (int n = 1; n <= 4; ++n) {
    history.step(n);
    if (n == 3) lists.write("asked.txt", "path app/m7.py\npath app/m9.py\n");
    ASSERT_EQ(test::outcome_of(sync_corpus(out.path() / "synced", 1, {})), "ok");
    fs::remove_all(out.path() / "clean");
    build(history, options, out.path() / "clean");
    ASSERT_EQ(bytes_of(out.path() / "synced"), bytes_of(out.path() / "clean")) << "commit " << n;
  }
  const auto whole = bytes_of(out.path() / "synced");
  fs::remove(lists.path() / "asked.txt");
  EXPECT_THAT(test::outcome_of(sync_corpus(out.path() / "synced", 1, {})), HasSubstr("asked.txt"));
  EXPECT_EQ(bytes_of(out.path() / "synced"), whole);
}

TEST(CorpusSync, says_what_it_cannot_follow) {
  const test::TemporaryFolder out;
  EXPECT_THAT(test::outcome_of(sync_corpus(out.path() / "none", 1, {})), HasSubstr("no corpus; make one with"));
  EXPECT_FALSE(fs::exists(out.path() / "none"));
  History history;
  build(history, {}, out.path() / "out");
  std::string manifest = read_file(out.path() / "out/manifest.json").value();
  manifest.insert(manifest.find("\"preset\""), "\"later\":1,");
  ASSERT_TRUE(write_file(out.path() / "out/manifest.json", manifest).has_value());
  EXPECT_THAT(test::outcome_of(sync_corpus(out.path() / "out", 1, {})), HasSubstr("an option 'later'"));
}

TEST(CorpusSync, facts_spoilt_or_deleted_change_no_byte) {
  History history;
  const test::TemporaryFolder out;
  build(history, {}, out.path() / "out");
  const fs::path log = out.path() / "out/.cache/facts.log";
  const std::string facts = read_file(log).value();
  EXPECT_GT(cache_of(out.path() / "out").facts.count, facts.size());
  for (int n = 1; n <= 4; ++n) {
    history.step(n);
    std::string broken = facts;
    for (std::size_t at = static_cast<std::size_t>(n); at < broken.size(); at += 301) broken[at] ^= 0x11;
    if (n < 4) {
      EXPECT_TRUE(write_file(log, broken).has_value());
    }
    if (n == 4) fs::remove_all(log.parent_path());
    ASSERT_EQ(test::outcome_of(sync_corpus(out.path() / "out", 2, {})), "ok");
    build(history, {}, out.path() / ("clean" + std::to_string(n)));
    EXPECT_EQ(bytes_of(out.path() / "out"), bytes_of(out.path() / ("clean" + std::to_string(n))));
  }
}

}  // namespace
}  // namespace oyer::datasets
