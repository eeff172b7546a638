#include <gtest/gtest.h>

#include "tests/datasets/graph_project.h"

namespace oyer::datasets {
namespace {

TEST(CGraph, every_form_of_include_finds_its_file) {
  const GraphProject project({{"main.c",
                               "#include \"near.h\"\n"
                               "#include \"sub/deep.h\"\n"
                               "#include \"./sub/../near.h\"\n"
                               "#include <stdio.h>\n"
                               "#include <pub/api.h>\n"
                               "#include \"pub/api.h\"\n"
                               "#include <zlib.h>\n"
                               "#include \"not_there.h\"\n"
                               "#include \"/usr/include/near.h\"\n"
                               "#include HEADER\n"
                               "#include CONCAT(near, .h)\n"
                               "#  include  \"spaced.h\" // why\n"},
                              {"near.h", ""},
                              {"spaced.h", ""},
                              {"sub/deep.h", "#include \"../near.h\"\n#include \"own.h\"\n#include \"spaced.h\"\n"},
                              {"sub/own.h", "#include \"../../beyond.h\"\n"},
                              {"include/pub/api.h", "#include \"api_types.h\"\n"},
                              {"include/pub/api_types.h", ""}});
  EXPECT_EQ(
      project.imports(),
      (Lines{"include/pub/api.h api_types.h unique include/pub/api_types.h", "main.c near.h unique near.h",
             "main.c sub/deep.h unique sub/deep.h", "main.c ./sub/../near.h unique near.h", "main.c stdio.h external",
             "main.c pub/api.h unique include/pub/api.h", "main.c pub/api.h unique include/pub/api.h",
             "main.c zlib.h external", "main.c not_there.h external", "main.c /usr/include/near.h external",
             "main.c HEADER dynamic", "main.c CONCAT(near, .h) dynamic", "main.c spaced.h unique spaced.h",
             "sub/deep.h ../near.h unique near.h", "sub/deep.h own.h unique sub/own.h",
             "sub/deep.h spaced.h unique spaced.h", "sub/own.h ../../beyond.h external"}));
}

TEST(CGraph, includes_under_if_are_weak_and_those_of_a_guarded_header_are_not) {
  const GraphProject project({{"a.h",
                               "#ifndef A_H\n#define A_H\n#include \"b.h\"\n"
                               "#ifdef _WIN32\n#include \"win.h\"\n#else\n#include \"unix.h\"\n#endif\n"
                               "#if __has_include(\"opt.h\")\n#include \"opt.h\"\n#endif\n#endif\n"},
                              {"b.h", "#pragma once\n#include \"c.hpp\"\n"},
                              {"c.hpp", "#if !defined(C_HPP)\n#define C_HPP\n#include \"a.h\"\n#endif\n"},
                              {"opt.h", ""},
                              {"unix.h", ""},
                              {"win.h", ""}});
  EXPECT_EQ(project.edges(), (Lines{"a.h -> b.h", "a.h -> opt.h weak", "a.h -> unix.h weak", "a.h -> win.h weak",
                                    "b.h -> c.hpp", "c.hpp -> a.h"}));
}

TEST(CGraph, own_folders_go_before_include_folders_for_quotes_and_behind_them_for_angles) {
  const GraphProject project({{"include/api.h", ""},
                              {"include/log.h", ""},
                              {"lib/api.h", ""},
                              {"lib/core/log.h", ""},
                              {"lib/core/use.c",
                               "#include \"api.h\"\n#include <api.h>\n#include \"log.h\"\n"
                               "#include <log.h>\n"}});
  EXPECT_EQ(project.imports(),
            (Lines{"lib/core/use.c api.h unique lib/api.h", "lib/core/use.c api.h unique include/api.h",
                   "lib/core/use.c log.h unique lib/core/log.h", "lib/core/use.c log.h unique include/log.h"}));
}

TEST(CGraph, of_two_far_folders_the_one_that_has_what_the_neighbours_ask_for_wins) {
  const GraphProject project({{"app/main.cpp", "#include \"util.h\"\n#include \"only_in_one.h\"\n"},
                              {"app/other.cpp", "#include \"util.h\"\n"},
                              {"deps/one/only_in_one.h", ""},
                              {"deps/one/util.h", ""},
                              {"deps/two/util.h", ""}});
  EXPECT_EQ(project.imports(), (Lines{"app/main.cpp util.h unique deps/one/util.h",
                                      "app/main.cpp only_in_one.h unique deps/one/only_in_one.h",
                                      "app/other.cpp util.h unique deps/one/util.h"}));
}

TEST(CGraph, what_nothing_tells_apart_is_ambiguous) {
  const GraphProject project({{"app/main.c", "#include \"util.h\"\n"}, {"one/util.h", ""}, {"two/util.h", ""}});
  EXPECT_EQ(project.imports(), (Lines{"app/main.c util.h ambiguous one/util.h two/util.h"}));
  EXPECT_EQ(project.edges(), (Lines{"app/main.c -> one/util.h ambiguous", "app/main.c -> two/util.h ambiguous"}));
}

TEST(CGraph, a_c_library_finds_its_own_headers_and_a_wrapper_does_not_hide_the_systems) {
  const GraphProject project({{"compat/poll.h", ""},
                              {"include/stdio.h", ""},
                              {"include/sys/types.h", ""},
                              {"src/put.c", "#include <stdio.h>\n#include <poll.h>\n#include <sys/types.h>\n"}});
  EXPECT_EQ(project.imports(), (Lines{"src/put.c stdio.h unique include/stdio.h", "src/put.c poll.h external",
                                      "src/put.c sys/types.h unique include/sys/types.h"}));
}

TEST(CGraph, files_of_no_grammar_are_found_and_have_no_includes) {
  const GraphProject project({{"list.def", "ITEM(a)\n"}, {"use.cc", "#include \"list.def\"\n"}});
  EXPECT_EQ(project.edges(), (Lines{"use.cc -> list.def"}));
}

TEST(CGraph, names_are_found_in_the_nearest_file_that_is_included) {
  const GraphProject project(
      {{"add.c", "#include \"add.h\"\nint add(int a, int b) { return a + b + LIMIT; }\n"},
       {"add.h", "#pragma once\n#include \"limits_of.h\"\nint add(int a, int b);\ntypedef struct node node_t;\n"},
       {"far.h", "int add(int, int);\n"},
       {"limits_of.h", "#pragma once\n#define LIMIT 3\nenum color { RED };\n#include \"far.h\"\n"},
       {"main.c",
        "#include \"add.h\"\n#include <stdlib.h>\nnode_t *n;\nint main(void) { return add(RED, LIMIT) + abs(1); }\n"},
       {"unseen.c", "int call(void) { return add(1, 2); }\n"}});
  EXPECT_EQ(project.references(), (Lines{"add.c LIMIT -> limits_of.h", "main.c node_t -> add.h", "main.c add -> add.h",
                                         "main.c RED -> limits_of.h", "main.c LIMIT -> limits_of.h"}));
}

TEST(CGraph, namespaces_are_passed_through_and_members_belong_to_their_type) {
  const GraphProject project(
      {{"shape.cpp",
        "#include \"shape.hpp\"\nnamespace acme {\nint Shape::area() { return helper::twice(side_); }\n}\n"
        "std::vector<acme::Shape> all;\nacme::inner::Color c = acme::inner::Color::red;\nint n = red;\n"},
       {"shape.hpp",
        "#pragma once\nnamespace acme {\nclass Later;\nclass Shape { int side_; int area(); };\n"
        "namespace helper { int twice(int); }\n}\nnamespace acme::inner { enum class Color { red }; }\n"},
       {"vector.hpp", "namespace acme { class vector {}; }\n"}});
  EXPECT_EQ(project.references(), (Lines{"shape.cpp Shape.area -> shape.hpp", "shape.cpp helper.twice -> shape.hpp",
                                         "shape.cpp acme.Shape -> shape.hpp", "shape.cpp acme.inner.Color -> shape.hpp",
                                         "shape.cpp acme.inner.Color.red -> shape.hpp"}));
}

TEST(CGraph, circles_many_names_and_odd_targets_end) {
  std::map<std::string, std::string> texts;
  std::string all;
  for (int i = 0; i < 300; ++i) {
    const std::string folder = "d" + std::to_string(i);
    texts[folder + "/same.h"] = "#include \"../d" + std::to_string((i + 1) % 300) + "/same.h\"\nint f(void);\n";
  }
  texts["use.c"] =
      "#include \"same.h\"\n#include \"\"\n#include \"..\"\n#include \"../../..//same.h/..\"\n"
      "#include <>\nint g(void) { return f(); }\n";
  const GraphProject project(texts);
  EXPECT_EQ(project.imports_of("use.c").front(), "same.h ambiguous");
  EXPECT_EQ(project.edges().size(), 300U);
}

}  // namespace
}  // namespace oyer::datasets
