// Projects made to keep import rules busy: what each costs a search grows with the project, not with its square or
// with the paths through it. Without their bounds most of these take hours.
#include <gtest/gtest.h>

#include "tests/datasets/graph_project.h"

namespace oyer::datasets {
namespace {

// line(0) + line(1) + …
template <class Line>
std::string repeated(int times, const Line& line) {
  std::string text;
  for (int i = 0; i < times; ++i) text += line(std::to_string(i));
  return text;
}

TEST(HostileGraph, python_modules_that_all_take_everything_of_each_other_end) {
  std::map<std::string, std::string> texts{{"pkg/__init__.py", ""}};
  for (int i = 0; i < 30; ++i)
    texts["pkg/m" + std::to_string(i) + ".py"] =
        repeated(30,
                 [](const std::string& k) { return "from .m" + k + " import *\nfrom .m" + k + " import taken\n"; }) +
        "nowhere()\ntaken()\n";
  texts["pkg/m29.py"] += "def known(): pass\n";
  texts["pkg/m0.py"] += "known()\n";
  const GraphProject project(texts);
  EXPECT_EQ(project.references().back(), "pkg/m9.py taken -> pkg/m0.py");
  EXPECT_EQ(project.references().front(), "pkg/m0.py known -> pkg/m29.py");
}

TEST(HostileGraph, many_names_from_a_python_module_are_each_found) {
  const int many = 20'000;
  const GraphProject project(
      {{"a.py", repeated(many, [](const std::string& i) { return "from b import n" + i + " as k" + i + "\n"; }) +
                    repeated(many, [](const std::string& i) { return "k" + i + "()\n"; })},
       {"b.py", "from c import *\n"},
       {"c.py", repeated(many, [](const std::string& i) { return "n" + i + " = 1\n"; })}});
  EXPECT_EQ(project.references().size(), many);
  EXPECT_EQ(project.references().back(), "a.py k19999 -> c.py");
}

TEST(HostileGraph, usings_of_many_namespaces_and_many_names_end) {
  const GraphProject project(
      {{"A.cs", repeated(8'000, [](const std::string& i) { return "namespace N" + i + " { class C" + i + " {} }\n"; })},
       {"Last.cs", "namespace Last; class Found { }\n"},
       {"B.cs", repeated(8'000, [](const std::string& i) { return "using N" + i + ";\n"; }) +
                    "using Last;\nclass B { Found f; void F() {" +
                    repeated(8'000, [](const std::string& i) { return "new D" + i + "();\n"; }) + "} }\n"}});
  EXPECT_EQ(project.references(), Lines{"B.cs Found -> Last.cs"});
  EXPECT_EQ(project.edges(), Lines{"B.cs -> Last.cs"});
}

TEST(HostileGraph, imports_on_demand_of_many_packages_and_many_names_end) {
  std::map<std::string, std::string> texts{
      {"last/Found.java", "package last; public class Found { public static int GIVEN; }\n"},
      {"B.java",
       repeated(8'000, [](const std::string& i) { return "import p" + i + ".*;\nimport static p" + i + ".A.*;\n"; }) +
           "import last.*;\nclass B { Found f; void f() {" +
           repeated(8'000, [](const std::string& i) { return "new D" + i + "();\n"; }) + "} }\n"}};
  for (int i = 0; i < 200; ++i)
    texts["p" + std::to_string(i) + "/A.java"] = "package p" + std::to_string(i) + "; public class A { }\n";
  const GraphProject project(texts);
  EXPECT_EQ(project.references(), Lines{"B.java Found -> last/Found.java"});
}

TEST(HostileGraph, one_package_of_go_taken_whole_again_and_again_ends) {
  const GraphProject project(
      {{"go.mod", "module example.com/m\n"},
       {"a/a.go", "package a\n" + repeated(8'000, [](const std::string& i) { return "func F" + i + "() {}\n"; })},
       {"main.go",
        "package main\nimport (\n" + repeated(8'000, [](const std::string&) { return ". \"example.com/m/a\"\n"; }) +
            ")\nfunc main() {\n" + repeated(8'000, [](const std::string& i) { return "F" + i + "()\n"; }) + "}\n"}});
  EXPECT_EQ(project.references().size(), 8'000U);
  EXPECT_EQ(project.edges(), Lines{"main.go -> a/a.go"});
}

TEST(HostileGraph, rust_modules_that_take_all_of_each_other_by_many_names_end) {
  const auto globs = [](const std::string& of) {
    return repeated(300, [&](const std::string& i) {
      std::string path;
      for (int k = 0; k < std::stoi(i); ++k) path += "self::";
      return "use " + path + of + "::*;\n";
    });
  };
  const GraphProject project(
      {{"Cargo.toml", "[package]\nname = \"a\"\nedition = \"2021\"\n"},
       {"src/lib.rs", "mod m0;\nmod m1;\n" + globs("m0") + globs("m1") + "fn f() {" +
                          repeated(3'000, [](const std::string& i) { return "g" + i + "();\n"; }) + "known(); }\n"},
       {"src/m0.rs", globs("crate::m1")},
       {"src/m1.rs", globs("crate::m0") + "pub fn known() {}\n"}});
  EXPECT_EQ(project.references(), Lines{"src/lib.rs known -> src/m1.rs"});
}

TEST(HostileGraph, a_script_that_reads_many_others_ends) {
  std::map<std::string, std::string> texts;
  for (int i = 0; i < 500; ++i) texts["l/s" + std::to_string(i) + ".sh"] = "f() { :; }\n";
  texts["l/last.sh"] = "known() { :; }\n";
  texts["main.sh"] = "#!/bin/bash\n" + repeated(500, [](const std::string& i) { return ". l/s" + i + ".sh\n"; }) +
                     ". l/last.sh\n" + repeated(8'000, [](const std::string& i) { return "g" + i + "\n"; }) +
                     "known\nf\n";
  const GraphProject project(texts);
  EXPECT_EQ(project.references(), (Lines{"main.sh known -> l/last.sh", "main.sh f -> l/s0.sh"}));
}

TEST(HostileGraph, many_packages_of_one_name_are_ambiguous) {
  std::map<std::string, std::string> texts{
      {"package.json", R"({"name": "root", "workspaces": ["p*"]})"},
      {"main.js", repeated(300, [](const std::string& i) { return "import a" + i + " from 'same/y" + i + "';\n"; })}};
  for (int i = 0; i < 300; ++i) {
    texts["p" + std::to_string(i) + "/package.json"] = R"({"name": "same"})";
    texts["p" + std::to_string(i) + "/y7.js"] = "export const y = 1;\n";
  }
  const GraphProject project(texts);
  const Lines imports = project.imports_of("main.js");
  EXPECT_EQ(imports.front(), "same/y0:default external");
  EXPECT_TRUE(imports[7].starts_with("same/y7:default ambiguous p0/y7.js ")) << imports[7];
}

TEST(HostileGraph, many_namespaces_and_many_packages_of_php_end) {
  std::map<std::string, std::string> texts{
      {"A.php", "<?php\n" + repeated(10'000,
                                     [](const std::string& i) {
                                       return "namespace N" + i + " { class C" + i + " {} class Same {} }\n";
                                     })},
      {"Last.php", "<?php namespace Last; class Found {}\n"},
      {"B.php", "<?php\nnamespace Deep" + repeated(200, [](const std::string&) { return "\\A"; }) + ";\n" +
                    repeated(8'000, [](const std::string& i) { return "use N" + i + "\\C" + i + ";\n"; }) +
                    "use Last\\Found;\nclass B extends Found { function f() {" +
                    repeated(8'000, [](const std::string& i) { return "new D" + i + "();\nSame" + i + "\\x();\n"; }) +
                    "} }\n"}};
  for (int i = 0; i < 300; ++i) {
    const std::string folder = "p" + std::to_string(i);
    texts[folder + "/composer.json"] = R"({"autoload": {"psr-4": {"": "src", "Same\\": "src"}, "psr-0": {"": "src"}}})";
    texts[folder + "/src/Same.php"] = "<?php class Same {}\n";
    texts[folder + "/run.php"] = "<?php new Same; new Same\\Other;\n";
  }
  const GraphProject project(texts);
  EXPECT_EQ(project.references().front(), "B.php Found -> Last.php");
  EXPECT_EQ(project.imports_of("B.php").back(), "Last\\Found unique Last.php");
}

TEST(HostileGraph, a_name_of_php_longer_than_any_path_is_looked_for_at_none) {
  const std::string lines(400'000, '_');
  const GraphProject project({{"composer.json", R"({"autoload": {"psr-0": {")" + lines + R"(A": "src"}}})"},
                              {"a.php", "<?php new " + lines + "B; new C_D;\n"},
                              {"src/C/D.php", "<?php\n"}});
  EXPECT_EQ(project.references(), Lines{});
}

}  // namespace
}  // namespace oyer::datasets
