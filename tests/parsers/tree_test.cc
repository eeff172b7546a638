#include "parsers/tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace oyer::parsers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string slice(const Tree& tree, const Span& span) {
  return tree.text().substr(span.byte_begin, span.byte_end - span.byte_begin);
}

// "kind|name|signature|doc|parent|row:column|text" of every symbol.
std::vector<std::string> rendered(const Tree& tree) {
  static constexpr const char* kKinds[] = {"function", "method", "class", "variable"};
  std::vector<std::string> lines;
  for (const Symbol& s : tree.symbols()) {
    const std::string parent = s.parent ? std::to_string(*s.parent) : "-";
    const std::string place = std::to_string(s.span.row) + ":" + std::to_string(s.span.column);
    lines.push_back(std::string(kKinds[static_cast<int>(s.kind)]) + "|" + s.name + "|" + s.signature + "|" + s.doc +
                    "|" + parent + "|" + place + "|" + slice(tree, s.span));
  }
  return lines;
}

TEST(Tree, lists_definitions_with_signature_docstring_and_parent) {
  const Tree tree = Tree::parse(Language::python,
                                "LIMIT = 3\n"
                                "@cache\n"
                                "def f(a, b=1) -> int:  # why\n"
                                "    \"\"\"Adds.\"\"\"\n"
                                "class C(Base):\n"
                                "    'A class.'\n"
                                "    inner = 1\n"
                                "    async def m(self):\n"
                                "        def local(): pass\n");
  EXPECT_THAT(rendered(tree),
              ElementsAre("variable|LIMIT|||-|0:0|LIMIT = 3",
                          "function|f|def f(a, b=1) -> int|Adds.|-|1:0|"
                          "@cache\ndef f(a, b=1) -> int:  # why\n    \"\"\"Adds.\"\"\"",
                          "class|C|class C(Base)|A class.|-|4:0|class C(Base):\n    'A class.'\n    inner = 1\n"
                          "    async def m(self):\n        def local(): pass",
                          "method|m|async def m(self)||2|7:4|async def m(self):\n        def local(): pass",
                          "function|local|def local()||3|8:8|def local(): pass"));
  EXPECT_THAT(tree.errors(), IsEmpty());
}

TEST(Tree, lists_every_imported_name) {
  const Tree tree =
      Tree::parse(Language::python, "import os.path as p, sys\nfrom ..a import b as c, d\nfrom m import *\n");
  std::vector<std::string> lines;
  for (const Import& i : tree.imports())
    lines.push_back(i.module + "|" + i.name + "|" + i.alias + "|" + slice(tree, i.span));
  EXPECT_THAT(lines, ElementsAre("os.path||p|import os.path as p, sys", "sys|||import os.path as p, sys",
                                 "..a|b|c|from ..a import b as c, d", "..a|d||from ..a import b as c, d",
                                 "m|*||from m import *"));
}

TEST(Tree, reports_errors_and_keeps_what_it_understood) {
  const Tree tree = Tree::parse(Language::python, "def good(): return 1\n\nx = = 2\n");
  ASSERT_EQ(tree.errors().size(), 1U);
  EXPECT_EQ(tree.errors()[0].row, 2U);
  ASSERT_FALSE(tree.symbols().empty());
  EXPECT_EQ(tree.symbols()[0].name, "good");
}

TEST(Tree, of_a_language_without_grammar_is_one_error) {
  const Tree tree = Tree::parse(Language::rust, "fn main() {}");
  EXPECT_THAT(tree.errors(), ElementsAre(Span{0, 12, 0, 0}));
  EXPECT_THAT(tree.symbols(), IsEmpty());
  EXPECT_EQ(tree.text(), "fn main() {}");
}

TEST(Tree, of_bytes_that_are_no_text_is_made_all_the_same) {
  std::string bytes;
  for (int i = 0; i < 4096; ++i) bytes.push_back(static_cast<char>(i * 131 % 256));
  const Tree tree = Tree::parse(Language::python, bytes);
  EXPECT_EQ(tree.text(), bytes);
  EXPECT_FALSE(tree.errors().empty());
}

}  // namespace
}  // namespace oyer::parsers
