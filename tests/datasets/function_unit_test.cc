#include "datasets/corpus/function_unit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oyer::datasets {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Lines = std::vector<std::string>;

std::vector<FunctionParts> functions(Language language, std::string_view text) {
  return functions_of(text, parsers::outline_of(language, text));
}

Lines drops(Language language, std::string_view text) {
  Lines rules;
  for (const Decision& decision : judge_seed(functions(language, text).at(0), language))
    if (decision.drop) rules.push_back(decision.rule);
  return rules;
}

TEST(FunctionUnit, a_python_function_is_taken_apart) {
  const auto found = functions(Language::python,
                               "import math\n\n\n@cached\ndef area(r: float) -> float:\n    \"\"\"Of a circle.\"\"\"\n"
                               "    return math.pi * r ** 2\n");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].name, "area");
  EXPECT_EQ(found[0].signature, "def area(r: float) -> float");
  EXPECT_EQ(found[0].docstring, "Of a circle.");
  EXPECT_EQ(found[0].body, "    return math.pi * r ** 2");
  EXPECT_EQ(found[0].content.substr(0, 12), "@cached\ndef ");
  EXPECT_EQ(found[0].row, 3U);
  EXPECT_EQ(found[0].rows, 4U);
}

TEST(FunctionUnit, a_docstring_that_has_escapes_and_a_prefix_is_not_in_the_body) {
  const auto found = functions(Language::python, "def f(a):\n    r'''One \\''' two.'''\n    return a\n");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].body, "    return a");
}

TEST(FunctionUnit, a_string_that_is_no_docstring_stays) {
  const auto found = functions(Language::python, "def f(a):\n    return 'x' + a\n");
  EXPECT_EQ(found.at(0).body, "    return 'x' + a");
}

TEST(FunctionUnit, methods_have_their_classes_names_and_inner_functions_are_part_of_the_outer) {
  Lines names;
  for (const FunctionParts& function :
       functions(Language::python,
                 "class A:\n    class B:\n        def m(self):\n            def inner():\n"
                 "                return 1\n            return inner\n\n\ndef f():\n"
                 "    pass\n"))
    names.push_back(function.name);
  EXPECT_THAT(names, ElementsAre("A.B.m", "f"));
}

TEST(FunctionUnit, bodies_of_other_languages_are_what_stands_behind_the_signature) {
  const auto cpp = functions(Language::cpp, "// Twice.\nint twice(int a) {\n  return 2 * a;\n}\n");
  ASSERT_EQ(cpp.size(), 1U);
  EXPECT_EQ(cpp[0].body, "{\n  return 2 * a;\n}");
  EXPECT_EQ(cpp[0].docstring, "Twice.");
  const auto go = functions(Language::go, "package p\n\nfunc Twice(a int) int {\n\treturn 2 * a\n}\n");
  EXPECT_EQ(go.at(0).body, "{\n\treturn 2 * a\n}");
}

TEST(FunctionUnit, a_documented_function_with_an_argument_and_a_value_is_a_seed) {
  EXPECT_THAT(drops(Language::python, "def f(a):\n    \"\"\"Doc.\"\"\"\n    return a\n"), IsEmpty());
  EXPECT_THAT(drops(Language::rust, "/// Doc.\nfn f(a: u32) -> u32 {\n    a + 1\n}\n"), IsEmpty());
}

TEST(FunctionUnit, every_rule_of_seeds_drops_what_it_is_for) {
  EXPECT_THAT(drops(Language::python, "def f(a):\n    return a\n"), ElementsAre("seed.docstring"));
  EXPECT_THAT(drops(Language::python, "def f():\n    'Doc.'\n    return 1\n"), ElementsAre("seed.arguments_least"));
  EXPECT_THAT(drops(Language::python, "class A:\n    def f(self):\n        'Doc.'\n        return 1\n"),
              ElementsAre("seed.arguments_least"));
  EXPECT_THAT(drops(Language::python, "def f(a):\n    'Doc.'\n    print(a)\n    return\n"),
              ElementsAre("seed.returns_value"));
  EXPECT_THAT(drops(Language::python, "def f(a):\n    'Doc.'\n    # TODO: more\n    return a\n"),
              ElementsAre("seed.unfinished_words"));
  EXPECT_THAT(drops(Language::python, "def f(a):\n    'Doc.'\n    return os.path.join(a)\n"),
              ElementsAre("seed.outside_modules"));
  EXPECT_THAT(drops(Language::python, "def f(a):\n    'Doc.'\n    import sys\n    return a\n"),
              ElementsAre("seed.outside_modules"));
  EXPECT_THAT(drops(Language::python, "def f(a):\n    'Doc.'\n    return a.os.x\n"), IsEmpty());
  std::string lines = "def f(a):\n    'Doc.'\n";
  for (int i = 0; i < 148; ++i) lines += "    a += 1\n";
  EXPECT_THAT(drops(Language::python, lines + "    return a\n"), ElementsAre("seed.lines_most"));
}

// Two files, of which the second uses the first.
class Callees : public ::testing::Test {
 protected:
  static constexpr std::string_view kUtil =
      "class Box:\n    def open(self):\n        return 1\n\n\ndef helper(a):\n    return a\n\n\ndef unused():\n    "
      "pass\n";
  static constexpr std::string_view kMain =
      "from util import helper as h, Box\nimport util\n\nLIMIT = 3\n\n\ndef near():\n    return LIMIT\n\n\n"
      "def main(a):\n    return h(a) + near()\n\n\ndef far(a):\n    return util.helper(a) + Box().open()\n";

  Callees() : main_(parsers::outline_of(Language::python, kMain)), util_(parsers::outline_of(Language::python, kUtil)) {
    const std::vector<ProjectFile> files{{"main.py", Language::python, &main_}, {"util.py", Language::python, &util_}};
    graph_ = project_graph(files, std::vector<std::string>{"main.py", "util.py"});
  }

  Lines callees(const std::string& name) const {
    const std::vector<const parsers::Outline*> outlines{&main_, &util_};
    CalleeFinder finder(graph_, outlines);
    Lines lines;
    for (const FunctionParts& function : functions_of(kMain, main_)) {
      if (function.name != name) continue;
      for (const Callee& callee : finder.callees_of(function, 0))
        lines.push_back(std::to_string(callee.file) + ":" + outlines[callee.file]->definitions[callee.definition].name);
    }
    return lines;
  }

  parsers::Outline main_, util_;
  ProjectGraph graph_;
};

TEST_F(Callees, what_a_function_names_in_its_own_file_and_in_others_is_its_context) {
  EXPECT_THAT(callees("near"), ElementsAre("0:LIMIT"));
  EXPECT_THAT(callees("main"), ElementsAre("0:near", "1:helper"));
  EXPECT_THAT(callees("far"), ElementsAre("1:Box", "1:helper"));
}

}  // namespace
}  // namespace oyer::datasets
