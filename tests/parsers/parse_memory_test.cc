#include "parsers/detail/parse_memory.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <string>
#include <thread>
#include <vector>

#include "parsers/detail/outline_rules.h"
#include "parsers/outline.h"

namespace oyer::parsers {
namespace {

std::string repeated(std::string_view unit, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += unit;
  return text;
}

std::size_t bytes_in_use() { return mallinfo2().uordblks; }

// Rows that make a parser keep thousands of readings, in the languages where each was seen to.
const std::pair<Language, std::string> kHoarders[] = {
    {Language::java, "a<"},         {Language::java, "List<Map<"}, {Language::typescript, "List<Map<"},
    {Language::typescript, "a<b,"}, {Language::csharp, "a<"},      {Language::csharp, "(a)("},
    {Language::csharp, "a["},       {Language::cpp, "a<"},         {Language::cpp, "new a<b<("},
    {Language::go, "(a)("},         {Language::go, "a["},          {Language::c, "(a)("}};

TEST(ParseMemory, rows_that_hoard_readings_are_given_up) {
  for (const auto& [language, unit] : kHoarders) {
    const std::string text = repeated(unit, 135'000);
    Outline expected;
    expected.language = language;
    expected.text_bytes = text.size();
    EXPECT_EQ(outline_of(language, text), expected) << name_of(language) << " " << unit;
  }
}

TEST(ParseMemory, what_is_given_up_is_freed) {
  const std::string text = repeated("a<", 40'000);
  const Outline first = outline_of(Language::java, text);
  const std::size_t before = bytes_in_use();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(outline_of(Language::java, text), first);
  EXPECT_LT(bytes_in_use(), before + 1'000'000);
}

// A thread keeps a few pieces for its next parse, and nothing of a large one.
TEST(ParseMemory, what_a_large_file_took_is_given_back) {
  const std::string text = repeated("int f(int a) { return g(a < 1 ? b : c); }\n", 300'000);
  const std::size_t before = bytes_in_use();
  std::size_t after_first = 0;
  for (int i = 0; i < 2; ++i) {
    const std::size_t nodes = outline_of(Language::c, text).nodes;
    EXPECT_GT(nodes, 60'000U);
    if (i == 0) after_first = bytes_in_use();
  }
  EXPECT_LT(after_first, before + (std::size_t{9} << 20U));
  EXPECT_LT(bytes_in_use(), after_first + 100'000);
}

// The queries of a language are made at its first use, and stay; here that is amid a parse. (In a process that has used
// these languages before, they are there already, and this says nothing: ctest gives each test a process of its own.)
TEST(ParseMemory, what_is_kept_for_ever_does_not_lie_in_it) {
  const std::pair<Language, std::string> programs[] = {
      {Language::python, "import a\ndef f(b):\n    return a.c(b)\n"},
      {Language::go, "package a\nfunc F() { g() }\n"},
      {Language::java, "import a.B; class A { B f() { return g(); } }"}};
  for (const auto& [language, text] : programs) {
    {
      const detail::ParseMemory memory;
      ASSERT_EQ(detail::outline_problem(language), "");
    }
    const Outline first = outline_of(language, text);
    EXPECT_FALSE(first.definitions.empty()) << name_of(language);
    EXPECT_FALSE(first.references.empty()) << name_of(language);
    EXPECT_EQ(outline_of(language, text), first) << name_of(language);
  }
}

TEST(ParseMemory, threads_are_counted_each_on_its_own) {
  const std::string bad = repeated("a<", 40'000);
  const std::string good = "class A { int f() { return 1; } }";
  const Outline of_good = outline_of(Language::java, good);
  const Outline of_bad = outline_of(Language::java, bad);
  EXPECT_TRUE(of_good.parsed);
  EXPECT_FALSE(of_bad.parsed);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 6; ++i) {
        const bool is_good = (i + t) % 2 == 0;
        EXPECT_EQ(outline_of(Language::java, is_good ? good : bad), is_good ? of_good : of_bad);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(ParseMemory, a_long_file_of_ordinary_code_is_parsed) {
  const std::string text =
      "class A {\n" + repeated("  Map<String, List<Integer>> f(int a) { return g(a < 1 ? b : c); }\n", 900'000) + "}\n";
  EXPECT_TRUE(outline_of(Language::java, text).parsed);
}

}  // namespace
}  // namespace oyer::parsers
