// No line, function, word, address or file of this checkout breaks the rules that no compiler knows.
#include "tests/house/tidy.h"

#include <gtest/gtest.h>

#include "tests/house/listing.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"

namespace oyer::house {
namespace {

const std::filesystem::path checkout = OYER_SOURCE_DIR;

TEST(Tidy, the_checkout_is_tidy) {
  if (!std::filesystem::exists(checkout / ".git")) GTEST_SKIP() << "no git checkout: the rules are for tracked files";
  EXPECT_EQ(listing(check_tidy(tracked_tree(checkout))), "");
}

TEST(Tidy, the_inspector_finds_every_planted_fault_and_nothing_else) {
  test::expect_golden("tests/house/fixtures/tidy.golden",
                      listing(check_tidy(planted_tree(checkout / "tests/house/fixtures/tidy"))));
}

// These would be faults of the checkout if they stood in it.
TEST(Tidy, large_binary_and_vendored_files_and_machine_paths_are_found) {
  const test::TemporaryFolder folder;
  folder.write("base/blob.bin", std::string(300U << 10U, '\0'));
  folder.write("tests/fuzz/corpus/x/small.gz", std::string(10, '\0'));
  folder.write("vendor/lib.c", "int x;\n");
  folder.write("docs/a.md", "see " + folder.path().string() + "/base\n");
  folder.write("docs/b.md",
               "see /ho"
               "me/someone/base\n");
  folder.write("docs/c.md",
               "fetch it from pypi"
               ".org\n");
  EXPECT_EQ(listing(check_tidy(planted_tree(folder.path()))),
            "base/blob.bin:1: binary file; is this ours?\n"
            "base/blob.bin:1: larger than 256 KiB; is this ours?\n"
            "docs/a.md:1: a path of this machine\n"
            "docs/b.md:1: a path of this machine\n"
            "docs/c.md:1: names the registry pypi"
            ".org\n"
            "vendor/lib.c:1: vendored sources do not belong here; fetch them pinned\n");
}

std::string spans(std::string_view code) {
  std::string text;
  for (const FunctionSpan& span : functions_of(blank_comments_and_literals(code))) {
    text += std::to_string(span.first_line) + "+" + std::to_string(span.lines) + " ";
  }
  return text;
}

TEST(Tidy, functions_are_found_with_their_length) {
  EXPECT_EQ(spans("int f() {\n  if (x) {\n  }\n}\n"), "1+4 ");
  EXPECT_EQ(spans("namespace a {\nclass B {\n  int c() { return 1; }\n  int d_ = 2;\n};\n}\n"), "3+1 ");
  EXPECT_EQ(spans("B::B(int a)\n    : x_{a}, y_(2) {\n  go();\n}\n"), "1+4 ");
  EXPECT_EQ(spans("constexpr int a[] = {\n  1, f(2),\n};\nstruct S { int x = 1; };\n"), "");
  EXPECT_EQ(spans("#define X(a) \\\n  do { a; } while (0)\nTEST(A, b) {\n}\n"), "3+2 ");
  EXPECT_EQ(spans("extern \"C\" int f(int a) {\n}\nextern \"C\" {\nint g() {\n}\n}\n"), "1+2 4+2 ");
  EXPECT_EQ(spans("template <class T>\nint f(T t = {}) {\n}\n"), "1+3 ");
}

}  // namespace
}  // namespace oyer::house
