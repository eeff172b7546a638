#include "parsers/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace oyer::parsers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> defined(std::string_view code) { return defined_names(Language::python, code); }
std::vector<std::string> needed(std::string_view code) { return free_names(Language::python, code); }
std::vector<std::string> modules(std::string_view code) { return imported_modules(Language::python, code); }

TEST(DefinedNames, are_all_kinds_of_top_level_bindings_in_order) {
  EXPECT_THAT(defined("import os.path, numpy as np\n"
                      "from a.b import c, d as e\n"
                      "def f(p): local = 1\n"
                      "@wrap\nclass K:\n    attr = 1\n    def m(self): pass\n"
                      "x, (y, *z) = 1, (2, 3)\n"
                      "n: int = 4\n"
                      "a = b = 5\n"
                      "(w := 6)\n"),
              ElementsAre("os", "np", "c", "e", "f", "K", "x", "y", "z", "n", "a", "b", "w"));
}

TEST(DefinedNames, reach_into_control_flow_at_the_top_level) {
  EXPECT_THAT(
      defined("if t:\n    a = 1\nelse:\n    b = 2\n"
              "for i, j in p:\n    c = 3\n"
              "with open(q) as f, g() as (h, k):\n    pass\n"
              "try:\n    import m\nexcept E as e:\n    m = None\n"
              "match s:\n    case [u, *v] if u: pass\n    case {'k': w, **r}: pass\n    case P(x=y) as o: pass\n"),
      ElementsAre("a", "b", "i", "j", "c", "f", "h", "k", "m", "e", "u", "v", "w", "r", "y", "o"));
}

TEST(DefinedNames, include_globals_that_functions_assign) {
  EXPECT_THAT(defined("def f():\n    global g, h\n    g = 1\n    k = 2\n    print(h)\n"), ElementsAre("f", "g"));
}

TEST(DefinedNames, leave_out_attributes_subscripts_and_comprehension_targets) {
  EXPECT_THAT(defined("a.b = 1\nc[d] = 2\ne += 3\n[f for f in g]\nlambda h: h\n"), IsEmpty());
}

TEST(DefinedNames, let_a_walrus_leave_its_comprehension) {
  EXPECT_THAT(defined("[y := x for x in p]\n"), ElementsAre("y"));
}

TEST(FreeNames, are_what_no_scope_of_the_text_binds) {
  EXPECT_THAT(needed("from math import sqrt\n"
                     "def f(a, b=default, *args: Note, **kw) -> Ret:\n"
                     "    c = a + helper(b)\n"
                     "    return [c * d for d in args if d < limit] + sqrt(kw)\n"),
              ElementsAre("default", "Note", "Ret", "helper", "limit"));
}

TEST(FreeNames, contain_builtins_that_are_used) {
  EXPECT_THAT(needed("assert sum(10, 15) == len(text)\n"), ElementsAre("sum", "len", "text"));
}

TEST(FreeNames, do_not_contain_attributes_keywords_or_module_paths) {
  EXPECT_THAT(needed("import a.b\nfrom .c import d\nx.y.z(k=v)\n"), ElementsAre("x", "v"));
}

TEST(FreeNames, see_that_methods_do_not_see_class_attributes) {
  EXPECT_THAT(needed("class C:\n    attr = 1\n    twice = attr * 2\n    def m(self): return attr\n"),
              ElementsAre("attr"));
}

TEST(FreeNames, see_that_a_binding_makes_a_name_local_in_all_of_a_function) {
  EXPECT_THAT(needed("def f():\n    print(x)\n    x = 1\n"), ElementsAre("print"));
  EXPECT_THAT(needed("def f():\n    global x\n    x = 1\ndef g(): return x\n"), IsEmpty());
  EXPECT_THAT(needed("def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n    return x\n"),
              IsEmpty());
  EXPECT_THAT(needed("def f():\n    n += 1\n"), IsEmpty());
  EXPECT_THAT(needed("total += 1\n"), ElementsAre("total"));
}

TEST(FreeNames, know_that_the_first_iterable_belongs_outside) {
  EXPECT_THAT(needed("r = [x for x in x for y in x]\n"), ElementsAre("x"));
  EXPECT_THAT(needed("r = [x for a in p for x in a]\n"), ElementsAre("p"));
}

TEST(FreeNames, follow_f_strings_decorators_and_patterns) {
  EXPECT_THAT(needed("@deco(arg)\ndef f(): return f'{name!r:>{width}}'\n"),
              ElementsAre("deco", "arg", "name", "width"));
  EXPECT_THAT(needed("match s:\n    case Point(x=0): pass\n    case Color.RED: pass\n    case _: pass\n"),
              ElementsAre("s", "Point", "Color"));
}

TEST(FreeNames, treat_type_parameters_as_bound) {
  EXPECT_THAT(needed("def first[T](items: list[T]) -> T: return items[0]\nclass Box[U]:\n    item: U\n"),
              ElementsAre("list"));
}

TEST(FreeNames, survive_syntax_errors) {
  EXPECT_THAT(needed("def f(:\n  return helper(\n"), ::testing::Contains("helper"));
  EXPECT_THAT(needed(std::string_view("\0\xff\xfe(", 4)), ::testing::SizeIs(::testing::Le(2U)));
}

TEST(ImportedModules, are_first_components_at_any_depth) {
  EXPECT_THAT(modules("import os.path as p, sys\n"
                      "from collections.abc import Iterable\n"
                      "from . import sibling\nfrom .pkg import x\n"
                      "def f():\n    import numpy as np\n    from sys import argv\n"),
              ElementsAre("os", "sys", "collections", "numpy"));
}

TEST(Builtins, are_those_of_cpython) {
  for (const char* name : {"len", "print", "ValueError", "__name__", "aiter", "zip", "ArithmeticError"})
    EXPECT_TRUE(is_builtin(Language::python, name)) << name;
  for (const char* name : {"np", "", "lenn", "True", "reduce"})
    EXPECT_FALSE(is_builtin(Language::python, name)) << name;
  EXPECT_FALSE(is_builtin(Language::java, "len"));
}

TEST(Names, of_deeply_nested_code_need_no_deep_stack) {
  std::string parens(200'000, '(');
  EXPECT_THAT(defined(parens), IsEmpty());
  std::string lambdas;
  for (int i = 0; i < 20'000; ++i) lambdas += "lambda a: ";
  EXPECT_THAT(needed("f = " + lambdas + "a + outside\n"), ElementsAre("outside"));
}

std::vector<std::string> own(std::string_view code) { return own_names(Language::python, code); }

TEST(OwnNames, are_those_that_nobody_else_knows) {
  EXPECT_THAT(own("import os\nfrom a import b as c\n"
                  "x = os.path\n"
                  "def f(p, *q, r=x):\n    global n\n    n = p\n    return lambda k: [k for i in q]\n"
                  "class K:\n    field = 1\n    def method(self):\n        return self.field + field\n"
                  "try:\n    pass\nexcept E as e:\n    len = 3\n"
                  "f(x, r=2)\n__all__ = [free]\n"),
              ElementsAre("x", "f", "p", "q", "n", "k", "i", "K", "self", "e"));
}

TEST(OwnNames, may_be_replaced_wherever_they_stand_for_a_variable) {
  const std::string code =
      "n = 0\n"
      "def f(a):\n    global n\n    n += 1\n    a.n = 'n'\n    return f'{n} {a!r}', g(n=a)\n"
      "n += 1\n";
  EXPECT_EQ(rename(Language::python, code, {{"n", "count"}, {"f", "run"}, {"g", "no"}}),
            "n = 0\n"
            "def run(a):\n    global n\n    n += 1\n    a.n = 'n'\n    return f'{n} {a!r}', g(n=a)\n"
            "n += 1\n");
  EXPECT_EQ(rename(Language::python, "n = 0\ndef f():\n    global n\n    n += 1\n    x.n = f'{n}'\nn += 1\n",
                   {{"n", "count"}}),
            "count = 0\ndef f():\n    global count\n    count += 1\n    x.n = f'{count}'\ncount += 1\n");
}

TEST(OwnNames, are_not_looked_for_where_the_text_is_no_program) {
  EXPECT_EQ(rename(Language::python, "def f(:\n  x = = 1\ny = 2", {{"q", "z"}}), "def f(:\n  x = = 1\ny = 2");
  EXPECT_EQ(rename(Language::cpp, "int y = 2;", {{"y", "z"}}), "int y = 2;");
  EXPECT_THAT(own(""), IsEmpty());
}

}  // namespace
}  // namespace oyer::parsers
