#include "parsers/mutation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <set>

#include "parsers/tree.h"

namespace oyer::parsers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

// "kind row:column old => new".
std::vector<std::string> rendered(std::string_view program, const std::vector<Mutation>& mutations) {
  std::vector<std::string> lines;
  for (const Mutation& one : mutations) {
    const std::string old(program.substr(one.span.byte_begin, one.span.byte_end - one.span.byte_begin));
    lines.push_back(std::string(name_of(one.kind)) + " " + std::to_string(one.span.row) + ":" +
                    std::to_string(one.span.column) + " " + old + " => " + one.replacement);
  }
  return lines;
}

std::vector<std::string> all_of(Language language, std::string_view program,
                                const std::vector<std::string>& roots = {}) {
  const auto mutations = mutations_of(language, program, roots);
  EXPECT_TRUE(mutations.has_value());
  return rendered(program, mutations.value_or(std::vector<Mutation>()));
}

TEST(Mutation, operators_conditions_constants_and_deletions_of_python) {
  EXPECT_THAT(all_of(Language::python, "if a < 2:\n    b += c\n"),
              ElementsAre("deletion 0:0 if a < 2:\n    b += c => pass", "condition 0:3 a < 2 => False",
                          "condition 0:3 a < 2 => True",
                          "comparison 0:5 < => !=", "comparison 0:5 < => ==", "comparison 0:5 < => >",
                          "comparison 0:5 < => >=", "boundary 0:5 < => <=", "constant 0:7 2 => 0",
                          "constant 0:7 2 => 1", "constant 0:7 2 => 3", "deletion 1:4 b += c => pass",
                          "arithmetic 1:6 += => -=", "operand 1:6 += => ="));
}

TEST(Mutation, operands_and_swaps_of_python) {
  EXPECT_THAT(all_of(Language::python, "x = a - f(b, c)\n"),
              ElementsAre("deletion 0:0 x = a - f(b, c) => pass", "operand 0:4 a - f(b, c) => a",
                          "operand 0:4 a - f(b, c) => f(b, c)", "swap 0:4 a - f(b, c) => f(b, c) - a",
                          "arithmetic 0:6 - => *", "arithmetic 0:6 - => +", "swap 0:9 (b, c) => (c, b)"));
  EXPECT_THAT(all_of(Language::python, "x = a and not b\n"),
              ElementsAre("deletion 0:0 x = a and not b => pass", "operand 0:4 a and not b => a",
                          "operand 0:4 a and not b => not b", "logic 0:6 and => or", "condition 0:10 not b => b"));
}

TEST(Mutation, boundaries_calls_results_and_parameters_of_python) {
  EXPECT_THAT(all_of(Language::python, "def f(a, n):\n    return sorted(a[n:], key=g)\n"),
              ElementsAre("returned 1:4 return sorted(a[n:], key=g) => return \"\"",
                          "returned 1:4 return sorted(a[n:], key=g) => return 0",
                          "returned 1:4 return sorted(a[n:], key=g) => return False",
                          "returned 1:4 return sorted(a[n:], key=g) => return None",
                          "returned 1:4 return sorted(a[n:], key=g) => return True",
                          "returned 1:4 return sorted(a[n:], key=g) => return []",
                          "call 1:17 (a[n:], key=g) => (a[n:])", "variable 1:18 a => n", "boundary 1:20 n => n + 1",
                          "boundary 1:20 n => n - 1", "variable 1:20 n => a"));
  EXPECT_THAT(all_of(Language::python, "for x in a:\n    y[x] = range(len(b))\n"),
              ElementsAre("deletion 0:0 for x in a:\n    y[x] = range(len(b)) => pass", "boundary 0:9 a => list(a)[1:]",
                          "boundary 0:9 a => list(a)[:-1]", "deletion 1:4 y[x] = range(len(b)) => pass",
                          "boundary 1:6 x => x + 1", "boundary 1:6 x => x - 1", "boundary 1:17 len(b) => len(b) + 1",
                          "boundary 1:17 len(b) => len(b) - 1", "call 1:17 len(b) => b"));
}

TEST(Mutation, strings_of_python_are_emptied_and_lengthened) {
  EXPECT_THAT(all_of(Language::python, "x = ['a', \"\", b'c', f'{y}', '''d''']\n"),
              ElementsAre(Not(IsEmpty()), "constant 0:5 'a' => ''", "constant 0:5 'a' => 'XXa'",
                          "constant 0:10 \"\" => \"XX\"", "constant 0:14 b'c' => b''", "constant 0:14 b'c' => b'XXc'",
                          "constant 0:28 '''d''' => ''''''", "constant 0:28 '''d''' => '''XXd'''"));
}

TEST(Mutation, what_nobody_could_tell_is_left_alone) {
  EXPECT_THAT(
      all_of(Language::python,
             "import os\nfrom a import b\n\"\"\"A module.\"\"\"\n# 1 + 1\n@cache(1)\n"
             "def f(a: int = None) -> 'str':\n    \"\"\"Adds 1 + 1.\"\"\"\n    global g\n    pass\n    return\n"),
      IsEmpty());
  EXPECT_THAT(all_of(Language::python, "raise ValueError(\"no\" + s)\n"),
              Not(::testing::Contains(::testing::HasSubstr("constant"))));
  EXPECT_THAT(all_of(Language::python, "f(a, a) + 0\n"),
              ElementsAre("operand 0:0 f(a, a) + 0 => 0", "deletion 0:0 f(a, a) + 0 => pass", "constant 0:10 0 => (-1)",
                          "constant 0:10 0 => 1"));
}

TEST(Mutation, comparisons_that_say_the_same_are_left_out) {
  EXPECT_THAT(all_of(Language::python, "x(a == 'b')\n"),
              ElementsAre("deletion 0:0 x(a == 'b') => pass", "call 0:0 x(a == 'b') => a == 'b'",
                          "comparison 0:4 == => !=", "constant 0:7 'b' => ''", "constant 0:7 'b' => 'XXb'"));
  const std::string program = "def f(a, b):\n    assert len(a) > 0\n    return False\n    return abs(a - b)\n";
  std::set<std::string> kinds;
  for (const std::string& line : all_of(Language::python, program)) {
    EXPECT_EQ(line.find("> => !="), line.npos) << line;
    EXPECT_EQ(line.find("return False => return 0"), line.npos) << line;
    kinds.insert(line.substr(0, line.find(' ')));
  }
  EXPECT_FALSE(kinds.contains("swap"));
  EXPECT_TRUE(kinds.contains("comparison"));
}

TEST(Mutation, only_what_the_roots_reach_is_changed) {
  const std::string program =
      "LIMIT = 3\n"
      "def near(a):\n    return far(a)\n"
      "def far(a):\n    return not a\n"
      "def unused(a):\n    return a - 1\n"
      "class Main:\n    def solve(self): return near(1)\n";
  for (const auto& line : all_of(Language::python, program, {"Main.solve"})) EXPECT_EQ(line.find(" - 1"), line.npos);
  EXPECT_THAT(all_of(Language::python, program, {"far"}),
              ElementsAre("deletion 0:0 LIMIT = 3 => pass", "constant 0:8 3 => 0", "constant 0:8 3 => 2",
                          "constant 0:8 3 => 4", "returned 4:4 return not a => return \"\"",
                          "returned 4:4 return not a => return 0", "returned 4:4 return not a => return False",
                          "returned 4:4 return not a => return None", "returned 4:4 return not a => return True",
                          "returned 4:4 return not a => return []", "condition 4:11 not a => a"));
}

TEST(Mutation, operators_conditions_and_deletions_of_cpp) {
  EXPECT_THAT(all_of(Language::cpp, "int f(int a) {\n  if (a < g(a, 1)) a += 2;\n  return -a;\n}\n"),
              ElementsAre("deletion 1:2 if (a < g(a, 1)) a += 2; => ;", "condition 1:6 a < g(a, 1) => 0",
                          "comparison 1:8 < => !=", "comparison 1:8 < => ==", "comparison 1:8 < => >",
                          "comparison 1:8 < => >=", "boundary 1:8 < => <=", "swap 1:11 (a, 1) => (1, a)",
                          "constant 1:15 1 => 0", "constant 1:15 1 => 2",
                          "arithmetic 1:21 += => -=", "operand 1:21 += => =", "constant 1:24 2 => 0",
                          "constant 1:24 2 => 1", "constant 1:24 2 => 3", "operand 2:9 -a => a"));
  EXPECT_THAT(all_of(Language::c, "void f(int* a) { a[*a]++; }\n"),
              ElementsAre("deletion 0:17 a[*a]++; => ;", "boundary 0:19 *a => (*a) + 1", "boundary 0:19 *a => (*a) - 1",
                          "arithmetic 0:22 ++ => --"));
}

TEST(Mutation, types_templates_macros_and_streams_of_cpp_are_left_alone) {
  EXPECT_THAT(all_of(Language::cpp,
                     "#include <vector>\n#define M(x) x + 1\nusing A = std::array<int, 3 + 1>;\n"
                     "template <int N = 2> struct S { int a[N + 1]; };\nenum E { first = 1 };\n"
                     "static_assert(sizeof(int) == 4);\n// 1 + 1\nint f();\n"),
              IsEmpty());
  EXPECT_THAT(all_of(Language::cpp, "int main() { std::cin >> a; std::cout << a << b; }\n"),
              ElementsAre("deletion 0:13 std::cin >> a; => ;", "deletion 0:28 std::cout << a << b; => ;"));
}

TEST(Mutation, other_languages_and_long_programs_have_none) {
  EXPECT_EQ(mutations_of(Language::java, "class A { int a = 1 + 2; }"), std::nullopt);
  EXPECT_EQ(mutations_of(Language::python, "x = 1\n" + std::string(most_program_bytes, '#')), std::nullopt);
}

constexpr const char* sample =
    "def largest(items, start):\n"
    "    best = items[start]\n"
    "    for i in range(start + 1, len(items)):\n"
    "        if items[i] > best and items[i] % 2 == 0:\n"
    "            best = max(best, items[i])\n"
    "    return best if best >= 0 else -1\n";

TEST(ChosenMutations, are_a_few_of_each_operator_and_always_the_same) {
  const auto all = mutations_of(Language::python, sample);
  ASSERT_TRUE(all.has_value());
  const auto chosen = choose_mutations(Language::python, sample, *all, 12);
  ASSERT_EQ(chosen.size(), 12U);
  EXPECT_EQ(chosen, choose_mutations(Language::python, sample, *all, 12));
  std::set<MutationOperator> kinds, possible;
  for (const Mutation& one : chosen) kinds.insert(one.kind);
  for (const Mutation& one : *all) possible.insert(one.kind);
  EXPECT_EQ(kinds, possible);
  for (std::size_t i = 1; i < chosen.size(); ++i) EXPECT_LE(chosen[i - 1].span.byte_begin, chosen[i].span.byte_begin);
  const auto more = choose_mutations(Language::python, sample, *all, 24);
  for (const Mutation& one : chosen) EXPECT_THAT(more, ::testing::Contains(one)) << "a larger budget keeps them";
}

TEST(ChosenMutations, parse_and_differ) {
  const auto all = mutations_of(Language::python, sample);
  std::set<std::string> texts = {sample};
  for (const Mutation& one : choose_mutations(Language::python, sample, *all, 1000)) {
    const std::string text = mutated(sample, one);
    EXPECT_TRUE(texts.insert(text).second) << diff_of(sample, one);
    EXPECT_THAT(Tree::parse(Language::python, text).errors(), IsEmpty()) << diff_of(sample, one);
  }
  EXPECT_GT(texts.size(), 60U);
}

TEST(ChosenMutations, of_a_program_with_errors_have_no_more_of_them) {
  const std::string broken = "def f(:\n    return a - b\n\ndef g(a, b):\n    return a - b\n";
  const auto all = mutations_of(Language::python, broken);
  ASSERT_TRUE(all.has_value());
  const auto chosen = choose_mutations(Language::python, broken, *all, 5);
  ASSERT_THAT(chosen, ::testing::SizeIs(5));
  const std::size_t before = Tree::parse(Language::python, broken).errors().size();
  for (const Mutation& one : chosen) {
    EXPECT_LE(Tree::parse(Language::python, mutated(broken, one)).errors().size(), before);
  }
}

TEST(MutationDiff, tells_lines_before_and_after) {
  EXPECT_EQ(
      diff_of("def f(a):\n    if a < b:\n        return 1\n", {MutationOperator::comparison, {19, 20, 1, 9}, "<="}),
      "@@ -2 +2 @@\n-    if a < b:\n+    if a <= b:\n");
  EXPECT_EQ(diff_of("if a:\n    b()\n    c()\nd()\n", {MutationOperator::deletion, {0, 21, 0, 0}, "pass"}),
            "@@ -1,3 +1 @@\n-if a:\n-    b()\n-    c()\n+pass\n");
  EXPECT_EQ(diff_of("a", {MutationOperator::variable, {0, 1, 0, 0}, "b"}), "@@ -1 +1 @@\n-a\n+b\n");
}

// A model wrote the reference, and may have meant ill: depth, length and repetition cost no more than their length.
TEST(Mutation, hostile_programs_take_bounded_time) {
  std::vector<std::string> programs;
  std::string nested, chain, lists;
  while (nested.size() < most_program_bytes / 3) nested += "(a, ";
  while (chain.size() < most_program_bytes - 100) chain += "a + ";
  while (lists.size() < most_program_bytes - 100) lists += "f(1, 2); ";
  programs = {"x = " + nested, "x = " + chain + "a\n", lists + "\n",
              "def f(a, b):\n    return " + chain.substr(0, chain.size() / 2) + "b\n"};
  for (const std::string& program : programs) {
    for (const Language language : {Language::python, Language::cpp}) {
      const std::clock_t begun = std::clock();  // CPU time: other work is not the parser's
      const auto all = mutations_of(language, program);
      if (all) (void)choose_mutations(language, program, *all, 24);
      EXPECT_LT(std::clock() - begun, 20 * CLOCKS_PER_SEC) << program.substr(0, 40);
    }
  }
}

}  // namespace
}  // namespace oyer::parsers
