#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsers/outline.h"
#include "tests/parsers/outline_lines.h"

namespace oyer::parsers {
namespace {

using ::testing::ElementsAre;

Outline outline(std::string_view text) { return outline_of(Language::python, text); }

TEST(OutlinePython, every_form_of_import_is_read) {
  const auto found = outline(
      "import os\n"
      "import a.b as ab, c . d\n"
      "from . import sibling\n"
      "from .. pkg.mod import (one as uno,\n"
      "                        two)\n"
      "from star import *\n"
      "from __future__ import annotations\n"
      "from again import same as same\n"
      "import_module('plug.in')\n"
      "importlib.import_module(name + '.x')\n"
      "__import__('old')\n");
  EXPECT_THAT(import_lines(found),
              ElementsAre("module os", "module a.b as ab", "module c.d", "from . name=sibling",
                          "from ..pkg.mod name=one as uno", "from ..pkg.mod name=two", "from star name=*",
                          "from __future__ name=annotations", "from again name=same as same reexported",
                          "module plug.in", "module name + '.x' computed", "module old"));
}

TEST(OutlinePython, imports_say_whether_loading_needs_them_and_whether_they_may_fail) {
  const auto found = outline(
      "try:\n"
      "    import fast\n"
      "except ImportError:\n"
      "    import slow\n"
      "if TYPE_CHECKING:\n"
      "    from .types import T\n"
      "if typing.TYPE_CHECKING:\n"
      "    import u\n"
      "else:\n"
      "    import v\n"
      "def f():\n"
      "    from .late import g\n"
      "    try:\n"
      "        import h\n"
      "    finally:\n"
      "        import i\n"
      "class C:\n"
      "    import j\n");
  EXPECT_THAT(import_lines(found),
              ElementsAre("module fast guarded", "module slow guarded", "from .types name=T weak", "module u weak",
                          "module v", "from .late name=g weak", "module h weak", "module i weak", "module j"));
}

TEST(OutlinePython, names_in_all_are_public_and_reexported) {
  const auto found = outline(
      "from .a import b, c\n"
      "__all__ = ['b', '_d']\n"
      "__all__ += ('e',)\n"
      "def _d(): pass\n"
      "def e(): pass\n"
      "def f(): pass\n");
  EXPECT_THAT(import_lines(found), ElementsAre("from .a name=b reexported", "from .a name=c"));
  EXPECT_THAT(definition_lines(found), ElementsAre("variable __all__ (private)", "function _d: def _d()",
                                                   "function e: def e()", "function f: def f() (private)"));
}

TEST(OutlinePython, definitions_have_signature_documentation_parent_and_visibility) {
  const auto found = outline(
      "LIMIT: int = 3\n"
      "LIMIT = 4\n"
      "a, (b, c) = 1, (2, 3)\n"
      "@cache\n"
      "async def f(a,\n"
      "            b=1) -> int:\n"
      "    \"\"\" Adds.\n\n    More. \"\"\"\n"
      "    inner = 1\n"
      "    def g(): return lambda: inner\n"
      "class _C(Base, metaclass=M):\n"
      "    # not this\n"
      "    'A class.'\n"
      "    field = 1\n"
      "    def m(self): self.x = 1\n"
      "    def __init__(self): pass\n"
      "    class D: pass\n"
      "type Pair[T] = tuple[T, T]\n"
      "if x:\n"
      "    chosen = 1\n");
  EXPECT_THAT(
      definition_lines(found),
      ElementsAre("variable LIMIT", "variable a", "variable b", "variable c",
                  "function f: async def f(a, b=1) -> int | Adds.\n\n    More.", "function f.g: def g() (private)",
                  "class _C: class _C(Base, metaclass=M) | A class. (private)", "variable _C.field",
                  "method _C.m: def m(self)", "method _C.__init__: def __init__(self)", "class _C.D: class D",
                  "class Pair: type Pair[T] = tuple[T, T]", "variable chosen"));
  EXPECT_EQ(found.definitions[4].span, (Span{47, 170, 3, 0}));
}

TEST(OutlinePython, references_are_uses_of_imported_and_free_names_as_chains) {
  const auto found = outline(
      "import os.path, numpy as np\n"
      "from .a import helper, Thing\n"
      "def own(): pass\n"
      "x: Thing = own(helper.deep.er.est.cut)\n"
      "@np.register\n"
      "def f(arg, other=free) -> np.ndarray:\n"
      "    local = helper(arg.attr, key=arg)\n"
      "    print(len(local), os.path.join('a'), os.path.join)\n"
      "    for i, (j, k) in arg: i.m(j, k, free.n)\n"
      "    return [y.z for y in helper() if (w := y)]\n"
      "class C(Thing):\n"
      "    size = 1\n"
      "    also = size\n"
      "    def m(self): return size, self.also, C, f'{helper!r}'\n");
  EXPECT_THAT(reference_lines(found),
              ElementsAre("Thing x2", "helper.deep.er.est x1", "np.register x1", "free x1", "np.ndarray x1 weak",
                          "helper x3 weak", "os.path.join x2 weak", "free.n x1 weak", "size x1 weak"));
}

TEST(OutlinePython, names_of_local_imports_are_references_and_names_of_parameters_are_not) {
  const auto found = outline(
      "import json\n"
      "def f(json): return json.loads\n"
      "def g():\n"
      "    from .late import h\n"
      "    global counter\n"
      "    counter += 1\n"
      "    return h(json.dumps)\n"
      "try:\n"
      "    import simplejson as sj\n"
      "except ImportError:\n"
      "    sj = None\n"
      "match sj:\n"
      "    case Point(px, y=[first, *rest]) as whole: px, first, rest, whole\n"
      "    case np.PI: pass\n");
  EXPECT_THAT(reference_lines(found), ElementsAre("h x1 weak", "json.dumps x1 weak", "sj x1", "Point x1", "np.PI x1"));
}

TEST(OutlinePython, shape_is_that_of_renamed_and_reformatted_copies_only) {
  const auto shape = [](std::string_view text) { return outline(text).shape; };
  const auto original = shape("def f(a, b):\n    '''Doc.'''\n    return a + b * 2  # c\n");
  EXPECT_NE(original, 0U);
  EXPECT_EQ(original, shape("def other(x,y,):\n\n  # why\n  return x + y * 17\n"));
  EXPECT_NE(original, shape("def f(a, b):\n    return a - b * 2\n"));
  EXPECT_NE(original, shape("def f(a, b):\n    return a + b\n"));
  EXPECT_EQ(shape("x = 'a'\n"), shape("y = \"\"\"b\nc\"\"\"\n"));
  EXPECT_NE(shape("x = f'{a}'\n"), shape("x = 'a'\n"));
  EXPECT_EQ(shape("# nothing but a comment\n"), 0U);
  EXPECT_EQ(shape(""), 0U);
}

TEST(OutlinePython, bytes_of_comments_docstrings_and_errors_are_counted) {
  const auto found = outline("# four\n'''Doc.'''\ndef f():\n    'More.'\n    x = 'no'\n");
  EXPECT_EQ(found.text_bytes, 52U);
  EXPECT_EQ(found.comment_bytes, 6U + 10U + 7U);
  EXPECT_EQ(found.error_bytes, 0U);
  EXPECT_TRUE(found.parsed);
  EXPECT_GT(outline("def f(:\n    ) ( = = 3\n").error_bytes, 0U);
}

}  // namespace
}  // namespace oyer::parsers
