#include "datasets/corpus/facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "datasets/corpus/scan.h"
#include "datasets/detail/fact_book.h"
#include "tests/datasets/git_place.h"
#include "tests/support/result.h"

namespace oyer::datasets {
namespace {

namespace fs = std::filesystem;
using detail::FactKey;
using detail::FactLog;
using testing::GitPlace;
using ::testing::Optional;

constexpr const char* kProgram =
    "# SPDX-License-Identifier: MIT\nimport os\nfrom .a import b as c\n\n\nclass C:\n    \"\"\"Says.\"\"\"\n\n    def "
    "m(self, "
    "x):\n        return os.path.join(c(x), b'')\n";

TextFacts facts_of(const std::string& text) {
  const FileKind kind = kind_of("a/b.py", text);
  const parsers::Outline outline = parsers::outline_of(Language::python, text);
  return {text.size(), license_of_header(text), measure(text, kind, &outline),
          TextFacts::Parse{true, 7, outline.shape}};
}

PathFacts path_facts_of(const std::string& path, const std::string& bytes) {
  PathFacts facts{bytes.size(), kind_of(path, bytes), true, license_of_file(path, bytes), PathFacts::Cleaning()};
  facts.cleaning->findings = {{FindingClass::mail, "mail", 3, 9, 2.5}, {FindingClass::name, "author", 12, 400, 0}};
  facts.cleaning->text_bytes = 77;
  return facts;
}

TEST(Facts, come_back_as_they_were) {
  TextFacts text = facts_of(kProgram);
  text.measures.language = text.measures.type = text.measures.file_name = "";
  EXPECT_THAT(decode_text_facts(encode(text)), Optional(text));
  const PathFacts path = path_facts_of("vendor/x/LICENSE.py", kProgram);
  EXPECT_THAT(decode_path_facts(encode(path)), Optional(path));
  for (const auto& [language, program] :
       {std::pair{Language::python, kProgram},
        {Language::cpp, "#include <a>\nnamespace n { struct S { int f(); }; }\n"},
        {Language::rust, "pub use a::b as c;\n#[path = \"x.rs\"]\nmod m;\nfn f() { c::d() }\n"}}) {
    const parsers::Outline outline = parsers::outline_of(language, program);
    EXPECT_TRUE(outline.parsed);
    EXPECT_FALSE(outline.definitions.empty());
    EXPECT_THAT(decode_outline(encode(outline)), Optional(outline));
  }
}

TEST(Facts, cut_or_with_something_behind_are_none) {
  const std::string outline = encode(parsers::outline_of(Language::python, kProgram));
  const std::string path = encode(path_facts_of("a.py", kProgram));
  for (std::size_t size = 0; size < outline.size(); ++size)
    EXPECT_EQ(decode_outline(outline.substr(0, size)), std::nullopt);
  for (std::size_t size = 0; size < path.size(); ++size)
    EXPECT_EQ(decode_path_facts(path.substr(0, size)), std::nullopt);
  EXPECT_EQ(decode_outline(outline + '\0'), std::nullopt);
  EXPECT_EQ(decode_path_facts(path + '\0'), std::nullopt);
}

FactKey key(const std::string& name) { return FactKey::of(sha256(name)); }

// Keys are names; each value tells its name.
std::string value_of(int i) {
  return "value " + std::to_string(i) + std::string(static_cast<std::size_t>(i % 50), 'x');
}

void fill(const fs::path& folder, int from, int to) {
  FactLog log(folder);
  for (int i = from; i < to; ++i) log.add(key(std::to_string(i)), value_of(i));
  log.finish();
}

// How many of the first `count` are there; none may be there with another value.
int found(const fs::path& folder, int count) {
  FactLog log(folder);
  int there = 0;
  for (int i = 0; i < count; ++i) {
    const auto value = log.find(key(std::to_string(i)));
    if (!value) continue;
    ++there;
    EXPECT_EQ(*value, value_of(i));
  }
  return there;
}

TEST(FactLog, finds_what_this_process_and_earlier_ones_added) {
  const test::TemporaryFolder place;
  fill(place.path() / "c", 0, 500);
  FactLog log(place.path() / "c");
  EXPECT_THAT(log.find(key("7")), Optional(value_of(7)));
  EXPECT_EQ(log.find(key("500")), std::nullopt);
  log.add(key("500"), value_of(500));
  EXPECT_THAT(log.find(key("500")), Optional(value_of(500)));
  log.add(key("7"), "another");
  EXPECT_THAT(log.find(key("7")), Optional(std::string("another")));
  EXPECT_EQ(log.counts().added, 2U);
}

TEST(FactLog, keeps_what_a_build_added_that_never_finished) {
  const test::TemporaryFolder place;
  fill(place.path(), 0, 100);
  {
    FactLog log(place.path());
    log.add(key("100"), value_of(100));
  }
  EXPECT_EQ(found(place.path(), 101), 101);
}

TEST(FactLog, a_torn_tail_is_cut_off_wherever_it_tore) {
  const test::TemporaryFolder place;
  fill(place.path(), 0, 20);
  const std::string whole = test::bytes_of(place.path() / "facts.log");
  fs::remove(place.path() / "facts.index");
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    place.write("facts.log", whole.substr(0, size));
    const int there = found(place.path(), 20);
    EXPECT_LT(there, 20);
    // What is added behind the tear is found again.
    fs::remove(place.path() / "facts.index");
    fill(place.path(), 30, 31);
    fs::remove(place.path() / "facts.index");
    EXPECT_EQ(found(place.path(), 31), there + 1) << size;
    fs::remove(place.path() / "facts.index");
  }
}

TEST(FactLog, damage_loses_facts_and_never_changes_one) {
  const test::TemporaryFolder place;
  fill(place.path(), 0, 40);
  const std::string log = test::bytes_of(place.path() / "facts.log");
  const std::string index = test::bytes_of(place.path() / "facts.index");
  int lost = 0;
  for (std::size_t at = 0; at < log.size(); at += 11) {
    std::string broken = log;
    broken[at] = static_cast<char>(broken[at] ^ 0x55);
    place.write("facts.log", broken);
    place.write("facts.index", index);
    lost += 40 - found(place.path(), 40);
  }
  EXPECT_GT(lost, 40);
  for (std::size_t at = 0; at < index.size(); at += 11) {
    std::string broken = index;
    broken[at] = static_cast<char>(broken[at] ^ 0x55);
    place.write("facts.log", log);
    place.write("facts.index", broken);
    EXPECT_EQ(found(place.path(), 40), 40) << at;
  }
  place.write("facts.index", index.substr(0, index.size() - 32));
  EXPECT_EQ(found(place.path(), 40), 40);
  place.write("facts.log", log.substr(0, log.size() / 2));
  place.write("facts.index", index);
  EXPECT_LT(found(place.path(), 40), 40);
}

TEST(FactLog, a_place_that_cannot_be_written_keeps_nothing_and_fails_nobody) {
  const test::TemporaryFolder place;
  fs::create_directories(place.path() / "facts.log");
  fill(place.path(), 0, 3);
  EXPECT_EQ(found(place.path(), 3), 0);
  fill(place.write("a", "file") / "below", 0, 3);
  EXPECT_EQ(test::bytes_of(place.path() / "a"), "file");
}

// A value of 8 MB each, so that a dozen is worth cleaning.
TEST(FactLog, drops_what_no_build_asks_for_any_more) {
  const test::TemporaryFolder place;
  const auto large = [](int i) { return std::string(8'000'000, static_cast<char>('a' + i)); };
  for (int i = 0; i < 12; ++i) {
    FactLog log(place.path());
    log.add(key(std::to_string(i)), large(i));
    log.finish();
  }
  EXPECT_LT(fs::file_size(place.path() / "facts.log"), 90'000'000U);
  FactLog log(place.path());
  EXPECT_THAT(log.find(key("11")), Optional(large(11)));
  EXPECT_EQ(log.find(key("0")), std::nullopt);
}

std::vector<ScannedFile> scan(const GitPlace& place, FactLog* log, unsigned jobs = 0) {
  const Repository repository = testing::opened(place.path());
  const auto listing = repository.list(repository.commit().value()).value();
  ScanOptions options;
  options.jobs = jobs;
  options.facts = log;
  options.sketches = true;
  auto files = scan_files(repository, listing.entries, options, {}, {});
  EXPECT_EQ(test::outcome_of(files), "ok");
  EXPECT_EQ(test::outcome_of(bring_outlines(repository, *files, log)), "ok");
  return files.value_or(std::vector<ScannedFile>());
}

// Everything that rows tell, and the outline.
std::string told(const std::vector<ScannedFile>& files) {
  std::string all;
  for (const ScannedFile& file : files) {
    all += file.entry.path + "|" + file.drop + "|" + file.kind.language + "|" + std::to_string(file.bytes) + "|" +
           std::to_string(file.tokens) + "|" + file.license.expression + "|" + file.license.header.evidence + "|";
    for (const Decision& decision : file.decisions) all += decision.rule + "=" + std::to_string(decision.value) + ",";
    for (const Finding& finding : file.findings) all += finding.rule + "@" + std::to_string(finding.begin) + ",";
    all += file.sketch ? encode_sketch(*file.sketch) : "none";
    all += (file.drop.empty() && file.outline ? encode(*file.outline) : "none") + "\n";
  }
  return all;
}

TEST(FactBook, a_scan_from_facts_says_what_a_scan_from_bytes_says_and_reads_no_blob) {
  const GitPlace place;
  place.write("a/one.py", kProgram);
  place.write("b/same.py", kProgram);
  place.write("vendor/two.py", kProgram);
  place.write("LICENSE", "MIT License\n");
  place.write("x.bin", std::string("\0\1\2", 3));
  place.write("odd.c", "int \xff;\n");
  place.commit("m");
  const test::TemporaryFolder cache;
  const std::string bare = told(scan(place, nullptr));
  {
    FactLog log(cache.path());
    EXPECT_EQ(told(scan(place, &log)), bare);
    log.finish();
  }
  for (const auto& file : fs::recursive_directory_iterator(place.path() / ".git/objects"))
    if (file.is_regular_file()) fs::permissions(file.path(), fs::perms::owner_all);
  for (const char* path : {"a/one.py", "x.bin", "odd.c"})  // a blob that is read would be missing
    fs::remove(place.loose_path(place.git({"rev-parse", std::string("HEAD:") + path})));
  FactLog log(cache.path());
  EXPECT_EQ(told(scan(place, &log, 2)), bare);
  EXPECT_EQ(log.counts().added, 0U);
}

TEST(FactBook, a_blob_under_two_paths_is_parsed_once) {
  const GitPlace place;
  place.write("a.py", kProgram);
  place.write("b.py", kProgram);
  place.commit("m");
  const test::TemporaryFolder cache;
  FactLog log(cache.path());
  scan(place, &log);
  EXPECT_EQ(log.counts().added, 5U);  // two of paths, one of the text, one outline, one sketch
}

TEST(FactBook, bytes_that_are_not_what_their_id_says_are_not_kept) {
  EXPECT_TRUE(detail::is_blob({"ce013625030ba8dba906f756967f9e9ca394464a"}, "hello\n"));
  EXPECT_FALSE(detail::is_blob({"ce013625030ba8dba906f756967f9e9ca394464a"}, "hello!"));
  EXPECT_TRUE(detail::is_blob({"2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4"}, "hello\n"));
}

}  // namespace
}  // namespace oyer::datasets
