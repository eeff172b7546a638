#include "datasets/corpus/opt_out.h"

#include <gtest/gtest.h>

#include "tests/support/result.h"
#include "tests/support/temporary_folder.h"

namespace oyer::datasets {
namespace {

Result<OptOuts> read(const std::string& text) { return OptOuts::parse(text, "list.txt"); }

const std::string kBlob(40, 'a');

TEST(OptOutLists, a_file_falls_under_owner_repository_blob_or_path) {
  const auto lists = read("# asked for\n\n  owner Jane\nrepository acme/Tool\nblob " + kBlob +
                          "\r\npath docs/**/secret?.md\npath *.key\npath-in other/* notes/\npath-in other notes/\n");
  ASSERT_EQ(test::outcome_of(lists), "ok");
  const auto janes = lists->of("notes", "https://host/jane/notes.git");
  EXPECT_EQ(janes.find("any.py", ""), "list.txt:3: owner Jane");
  EXPECT_EQ(lists->of("jane/notes", "/srv/x").find("any.py", ""), "list.txt:3: owner Jane");
  EXPECT_EQ(lists->of("t", "host:acme/tool").find("any.py", ""), "list.txt:4: repository acme/Tool");
  EXPECT_EQ(lists->of("t", "host:else/tool").find("any.py", ""), "");
  const auto other = lists->of("other", "/srv/other");
  EXPECT_EQ(other.find("any.py", kBlob), "list.txt:5: blob " + kBlob);
  EXPECT_EQ(other.find("docs/secret1.md", ""), "list.txt:6: path docs/**/secret?.md");
  EXPECT_EQ(other.find("docs/a/b/secret1.md", ""), "list.txt:6: path docs/**/secret?.md");
  EXPECT_EQ(other.find("docs/a/b/secret12.md", ""), "");
  EXPECT_EQ(other.find("a/b.key", ""), "list.txt:7: path *.key");
  EXPECT_EQ(other.find("a/b.key.py", ""), "");
  EXPECT_EQ(other.find("notes/x/y.md", ""), "list.txt:9: path-in other notes/");
  EXPECT_EQ(lists->of("third", "/srv/third").find("notes/x/y.md", ""), "");
}

TEST(OptOutLists, a_line_that_says_nothing_known_is_refused_with_its_place) {
  EXPECT_EQ(test::outcome_of(read("owner a\nrepo b\n")),
            "invalid_input: list.txt:2: 'repo' is not known; a line is owner NAME, repository NAME, path GLOB, path-in "
            "REPOSITORY GLOB or blob ID");
  EXPECT_EQ(test::outcome_of(read("blob 12345\n")),
            "invalid_input: list.txt:1: '12345' is no blob's id; write all 40 or 64 digits");
  EXPECT_EQ(test::outcome_of(read("owner\n")),
            "invalid_input: list.txt:1: 'owner' of what? a line is owner NAME, repository NAME, path GLOB, path-in "
            "REPOSITORY GLOB or blob ID");
  EXPECT_EQ(test::outcome_of(read("path-in app\n")),
            "invalid_input: list.txt:1: path-in asks for a repository and a pattern");
}

TEST(OptOutLists, the_digest_is_of_what_is_asked) {
  const Digest one = read("owner a\n")->digest();
  EXPECT_EQ(read("owner a\n# thanks\n")->digest(), one);
  EXPECT_NE(read("owner b\n")->digest(), one);
}

TEST(OptOutLists, rows_name_the_file_and_errors_its_path) {
  const test::TemporaryFolder folder;
  folder.write("a.txt", "owner a\n");
  folder.write("b.txt", "owner b\nwhat\n");
  const std::vector<std::filesystem::path> files = {folder.path() / "a.txt", folder.path() / "b.txt"};
  EXPECT_EQ(test::outcome_of(OptOuts::read(files)).find("invalid_input: " + files[1].string() + ":2: 'what'"), 0U);
  EXPECT_EQ(OptOuts::read(std::span(files).first(1))->of("a/x", "/x").find("y", ""), "a.txt:1: owner a");
}

}  // namespace
}  // namespace oyer::datasets
