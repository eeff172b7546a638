// The includes of this checkout are the arrows of docs/ARCHITECTURE.md, and the inspector finds what it should find.
#include "tests/house/arrows.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/house/listing.h"
#include "tests/support/golden.h"

namespace oyer::house {
namespace {

const std::filesystem::path checkout = OYER_SOURCE_DIR;

std::set<std::string> built_sources() {
  std::ifstream file(std::string(OYER_BUILD_DIR) + "/built_sources.txt");
  std::set<std::string> sources;
  for (std::string line; std::getline(file, line);) sources.insert(line);
  return sources;
}

Drawing drawing_of(const Tree& tree) {
  const File* document = tree.find("docs/ARCHITECTURE.md");
  return read_drawing(document == nullptr ? "" : document->text);
}

TEST(House, includes_are_the_arrows_of_the_drawing) {
  if (!std::filesystem::exists(checkout / ".git")) GTEST_SKIP() << "no git checkout: the rules are for tracked files";
  const Tree tree = tracked_tree(checkout);
  EXPECT_EQ(listing(check_arrows(tree, drawing_of(tree), built_sources())), "");
}

TEST(House, the_inspector_finds_every_planted_fault_and_nothing_else) {
  const Tree tree = planted_tree(checkout / "tests/house/fixtures/arrows");
  std::set<std::string> built;
  for (const File& file : tree.files) built.insert(file.path);
  built.erase("tests/base/forgotten_test.cc");
  built.erase("sandbox/forgotten.cc");
  test::expect_golden("tests/house/fixtures/arrows.golden", listing(check_arrows(tree, drawing_of(tree), built)));
}

TEST(House, a_document_without_a_drawing_is_a_fault) {
  EXPECT_EQ(listing(read_drawing("# No blocks\n```\narrows\n```\n").faults),
            "docs/ARCHITECTURE.md:1: there is no fenced block 'arrows'\n");
}

TEST(House, the_drawing_is_read_with_its_marks) {
  const Drawing drawing = read_drawing(
      "x\n```arrows\nbase ->\na (planned) -> base\nb -> a (planned), base\nt -> *\n```\n"
      "```places\nzlib.h: base/z.cc base/detail/\n```\n");
  EXPECT_EQ(drawing.faults, std::vector<std::string>{});
  EXPECT_EQ(drawing.rooms.size(), 4U);
  EXPECT_EQ(drawing.rooms.at("base").arrows, std::set<std::string>{});
  EXPECT_TRUE(drawing.rooms.at("a").planned);
  EXPECT_EQ(drawing.rooms.at("b").arrows, (std::set<std::string>{"a", "base"}));
  EXPECT_EQ(drawing.rooms.at("b").awaited, std::set<std::string>{"a"});
  EXPECT_TRUE(drawing.rooms.at("t").any);
  ASSERT_EQ(drawing.places.size(), 1U);
  EXPECT_EQ(drawing.places[0].header, "zlib.h");
  EXPECT_EQ(drawing.places[0].places, (std::vector<std::string>{"base/z.cc", "base/detail/"}));
}

TEST(Lexer, comments_and_literals_are_blanked_in_place) {
  EXPECT_EQ(blank_comments_and_literals("a // b\nc /* d\ne */ f"), "a     \nc     \n     f");
  EXPECT_EQ(blank_comments_and_literals(R"(x = "a\"b" + 'c' + 1'000;)"), R"(x = "    " + ' ' + 1'000;)");
  EXPECT_EQ(blank_comments_and_literals("R\"x(#include \"a.h\"\n)\" )x\" y"), "                  \n       y");
  EXPECT_EQ(blank_comments_and_literals("\"open\nnext"), "\"    \nnext");
}

}  // namespace
}  // namespace oyer::house
