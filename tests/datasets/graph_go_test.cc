#include <gtest/gtest.h>

#include "tests/datasets/graph_project.h"

namespace oyer::datasets {
namespace {

TEST(GoGraph, every_form_of_import_finds_the_files_that_define_what_is_used) {
  const GraphProject project(
      {{"go.mod", "module example.com/app // the module\n\ngo 1.22\n"},
       {"main.go",
        "package main\n\nimport (\n\t\"fmt\"\n\t\"example.com/app/util\"\n\tdeep \"example.com/app/internal/d\"\n"
        "\t_ \"example.com/app/side\"\n\t. \"example.com/app/dots\"\n\t\"example.com/app/named\"\n"
        "\t\"example.com/apple\"\n\t\"example.com/app/none\"\n\t\"C\"\n)\n\n"
        "var all = util.One\n\nfunc main() { fmt.Println(deep.Value, Dotted, other.Name) }\n"},
       {"util/one.go", "package util\n\nconst One = 1\n"},
       {"util/two.go", "package util\n\nconst Two = 2\n"},
       {"internal/d/d.go", "package d\n\nvar Value = 3\n"},
       {"side/a.go", "package side\n"},
       {"side/b.go", "package side\n"},
       {"side/b_test.go", "package side\n"},
       {"dots/dots.go", "package dots\n\nconst Dotted = 4\n"},
       {"dots/more.go", "package dots\n\nconst More = 4\n"},
       {"named/name.go", "package other\n\nvar Name = 5\n"},
       {"named/unused.go", "package other\n"}});
  EXPECT_EQ(
      project.imports(),
      (Lines{"main.go fmt external", "main.go example.com/app/util unique util/one.go",
             "main.go example.com/app/internal/d unique internal/d/d.go",
             "main.go example.com/app/side unique side/a.go side/b.go",
             "main.go example.com/app/dots:* unique dots/dots.go", "main.go example.com/app/named unique named/name.go",
             "main.go example.com/apple external", "main.go example.com/app/none external", "main.go C external"}));
  EXPECT_EQ(project.references(), (Lines{"main.go util.One -> util/one.go", "main.go deep.Value -> internal/d/d.go",
                                         "main.go Dotted -> dots/dots.go", "main.go other.Name -> named/name.go"}));
}

TEST(GoGraph, files_of_one_package_are_joined_by_the_names_they_use) {
  const GraphProject project(
      {{"go.mod", "module m\n"},
       {"p/a.go", "package p\n\ntype T struct{ u *U }\n\nfunc (t T) Run() int { return helper() + limit }\n"},
       {"p/b.go", "package p\n\ntype U struct{}\n\nfunc helper() int { return 1 }\n\nvar _ = 1\n"},
       {"p/c.go", "package p\n\nfunc (u *U) Go() { _ = 1 }\n\nfunc init() {}\n\nconst limit = 9\n"},
       {"p/inner_test.go", "package p\n\nvar Shown = helper()\n"},
       {"p/outer_test.go", "package p_test\n\nimport \"m/p\"\n\nvar x = p.Shown\nvar y p.T\nvar z = given\n"},
       {"p/outer_too_test.go", "package p_test\n\nconst given = 1\n"}});
  EXPECT_EQ(project.edges(), (Lines{"p/a.go -> p/b.go", "p/a.go -> p/c.go weak", "p/c.go -> p/b.go",
                                    "p/inner_test.go -> p/b.go", "p/outer_test.go -> p/a.go",
                                    "p/outer_test.go -> p/inner_test.go", "p/outer_test.go -> p/outer_too_test.go"}));
}

TEST(GoGraph, files_for_other_systems_are_not_seen_and_variants_for_all_are_weak) {
  const GraphProject project({{"go.mod", "module m\n"},
                              {"os_linux.go", "package m\n\nconst name = \"linux\"\n"},
                              {"os_linux_amd64.go", "package m\n\nconst wide = name\n"},
                              {"os_windows.go", "package m\n\nconst name = \"windows\"\n"},
                              {"script.go", "//go:build ignore\n\npackage main\n\nvar x = name\n"},
                              {"use.go", "package m\n\nvar Name = name\n"}});
  EXPECT_EQ(project.edges(),
            (Lines{"os_linux_amd64.go -> os_linux.go", "use.go -> os_linux.go weak", "use.go -> os_windows.go weak"}));
  EXPECT_EQ(project.references(), (Lines{"os_linux_amd64.go name -> os_linux.go"}));
}

TEST(GoGraph, modules_see_what_they_replace_and_not_what_merely_lies_beside_them) {
  const std::map<std::string, std::string> texts{
      {"go.mod", "module \"example.com/a\"\nreplace (\n  example.com/b v1.0.0 => ./b\n  example.com/far => /far\n)\n"},
      {"a.go", "package a\n\nimport (\n\t\"example.com/b\"\n\t\"example.com/c\"\n\t\"example.com/a/c\"\n)\n"},
      {"b/go.mod", "module example.com/b\n"},
      {"b/b.go", "package b\n\nimport \"example.com/a\"\n"},
      {"c/go.mod", "module example.com/c\n"},
      {"c/c.go", "package c\n"}};
  EXPECT_EQ(GraphProject(texts).imports(), (Lines{"a.go example.com/b unique b/b.go", "a.go example.com/c external",
                                                  "a.go example.com/a/c external", "b/b.go example.com/a external"}));
  std::map<std::string, std::string> joined = texts;
  joined["go.work"] = "go 1.22\nuse (\n\t.\n\t./b\n\t./c\n)\n";
  EXPECT_EQ(GraphProject(joined).imports(),
            (Lines{"a.go example.com/b unique b/b.go", "a.go example.com/c unique c/c.go",
                   "a.go example.com/a/c external", "b/b.go example.com/a unique a.go"}));
}

TEST(GoGraph, vendored_packages_are_found_and_internal_ones_are_for_their_neighbours) {
  const GraphProject project(
      {{"go.mod", "module m\n"},
       {"cmd/x/main.go",
        "package main\n\nimport (\n\t\"host.org/lib\"\n\t\"m/a/internal/b\"\n\t\"host.org/none\"\n)\n"},
       {"a/a.go", "package a\n\nimport \"m/a/internal/b\"\n"},
       {"a/internal/b/b.go", "package b\n"},
       {"vendor/host.org/lib/lib.go", "package lib\n\nimport \"host.org/other\"\n"},
       {"vendor/host.org/other/other.go", "package other\n"}});
  EXPECT_EQ(project.edges(), (Lines{"a/a.go -> a/internal/b/b.go", "cmd/x/main.go -> vendor/host.org/lib/lib.go",
                                    "vendor/host.org/lib/lib.go -> vendor/host.org/other/other.go"}));
}

TEST(GoGraph, without_a_module_the_path_is_the_one_that_imports_agree_on) {
  const GraphProject project({{"main.go",
                               "package main\n\nimport (\n\t\"host.org/me/tool/a\"\n\t\"host.org/me/tool/b\"\n"
                               "\t\"host.org/you/lib/a\"\n\t\"./a\"\n)\n"},
                              {"a/a.go", "package a\n"},
                              {"b/b.go", "package b\n"}});
  EXPECT_EQ(project.imports(),
            (Lines{"main.go host.org/me/tool/a unique a/a.go", "main.go host.org/me/tool/b unique b/b.go",
                   "main.go host.org/you/lib/a external", "main.go ./a unique a/a.go"}));
}

}  // namespace
}  // namespace oyer::datasets
