#include <gtest/gtest.h>

#include "tests/datasets/graph_project.h"

namespace oyer::datasets {
namespace {

TEST(JavaGraph, every_form_of_import_finds_its_file) {
  const GraphProject project(
      {{"src/main/java/a/Main.java",
        "package a;\nimport b.One;\nimport b.Two.Inner;\nimport c.*;\nimport static d.Tools.help;\n"
        "import static e.Constants.*;\nimport static e.Outer.Nested;\nimport java.util.List;\nimport java.io.*;\n"
        "class Main { One one; Inner inner; C1 c; int i = LIMIT; void m() { help(); new C2(); } }\n"},
       {"src/main/java/b/One.java", "package b;\npublic class One {}\n"},
       {"src/main/java/b/Two.java", "package b;\npublic class Two { public static class Inner {} }\n"},
       {"src/main/java/c/C1.java", "package c;\npublic interface C1 {}\nclass C2 {}\n"},
       {"src/main/java/c/C3.java", "package c;\npublic enum C3 {}\n"},
       {"src/main/java/d/Tools.java", "package d;\npublic class Tools extends Base {}\n"},
       {"src/main/java/d/Base.java", "package d;\nclass Base { public static void help() {} }\n"},
       {"src/main/java/e/Constants.java", "package e;\npublic interface Constants { int LIMIT = 1; }\n"},
       {"src/main/java/e/Outer.java", "package e;\npublic class Outer { public static class Nested {} }\n"}});
  EXPECT_EQ(project.imports(), (Lines{"src/main/java/a/Main.java b.One unique src/main/java/b/One.java",
                                      "src/main/java/a/Main.java b.Two.Inner unique src/main/java/b/Two.java",
                                      "src/main/java/a/Main.java c:* unique src/main/java/c/C1.java",
                                      "src/main/java/a/Main.java d.Tools:help unique src/main/java/d/Tools.java",
                                      "src/main/java/a/Main.java e.Constants:* unique src/main/java/e/Constants.java",
                                      "src/main/java/a/Main.java e.Outer:Nested unique src/main/java/e/Outer.java",
                                      "src/main/java/a/Main.java java.util.List external",
                                      "src/main/java/a/Main.java java.io:* external"}));
  EXPECT_EQ(project.references(), (Lines{"src/main/java/a/Main.java One -> src/main/java/b/One.java",
                                         "src/main/java/a/Main.java Inner -> src/main/java/b/Two.java",
                                         "src/main/java/a/Main.java C1 -> src/main/java/c/C1.java",
                                         "src/main/java/a/Main.java LIMIT -> src/main/java/e/Constants.java",
                                         "src/main/java/a/Main.java help -> src/main/java/d/Base.java",
                                         "src/main/java/a/Main.java C2 -> src/main/java/c/C1.java",
                                         "src/main/java/d/Tools.java Base -> src/main/java/d/Base.java"}));
}

TEST(JavaGraph, files_of_one_package_and_full_names_need_no_import) {
  const GraphProject project(
      {{"m/src/main/java/p/A.java",
        "package p;\nclass A extends B { C c; void f() { new q.deep.D(); E.Type t = run(); } }\n"},
       {"m/src/main/java/p/B.java", "package p;\nclass B extends q.deep.R { }\nclass E { enum Type {} }\n"},
       {"m/src/main/java/p/C.java", "package p;\n@Mark\nclass C { C other; }\n@interface Mark {}\n"},
       {"m/src/main/java/p/package-info.java", "@Mark\npackage p;\n"},
       {"m/src/main/java/q/deep/D.java", "package q.deep;\npublic class D {}\n"},
       {"m/src/main/java/q/deep/R.java", "package q.deep;\npublic class R { protected Object run() { return 0; } }\n"},
       {"m/src/test/java/p/ATest.java", "package p;\nclass ATest { A a = new A(); Missing m; }\n"}});
  EXPECT_EQ(project.edges(), (Lines{"m/src/main/java/p/A.java -> m/src/main/java/p/B.java",
                                    "m/src/main/java/p/A.java -> m/src/main/java/p/C.java",
                                    "m/src/main/java/p/A.java -> m/src/main/java/q/deep/D.java weak",
                                    "m/src/main/java/p/A.java -> m/src/main/java/q/deep/R.java weak",
                                    "m/src/main/java/p/B.java -> m/src/main/java/q/deep/R.java",
                                    "m/src/main/java/p/package-info.java -> m/src/main/java/p/C.java",
                                    "m/src/test/java/p/ATest.java -> m/src/main/java/p/A.java"}));
}

TEST(JavaGraph, the_nearest_of_several_types_of_one_name_is_meant) {
  const GraphProject project({{"android/src/p/X.java", "package p;\npublic class X {}\n"},
                              {"android/test/p/XTest.java", "package p;\nclass XTest { X x; }\n"},
                              {"elsewhere/q/Use.java", "package q;\nimport p.X;\nclass Use { X x; }\n"},
                              {"jre/src/p/X.java", "package p;\npublic class X {}\n"},
                              {"jre/src/p/Y.java", "package p;\npublic class Y { X x; }\n"}});
  EXPECT_EQ(project.edges(),
            (Lines{"android/test/p/XTest.java -> android/src/p/X.java",
                   "elsewhere/q/Use.java -> android/src/p/X.java ambiguous",
                   "elsewhere/q/Use.java -> jre/src/p/X.java ambiguous", "jre/src/p/Y.java -> jre/src/p/X.java"}));
}

TEST(JavaGraph, modules_lead_to_modules_and_to_what_they_provide) {
  const GraphProject project(
      {{"one/module-info.java", "module one.api { exports one; uses one.Service; }\n"},
       {"one/one/Service.java", "package one;\npublic interface Service {}\n"},
       {"two/module-info.java",
        "module two { requires transitive one.api; requires java.sql; provides one.Service with two.Impl; }\n"},
       {"two/two/Impl.java", "package two;\nimport one.Service;\npublic class Impl implements Service {}\n"}});
  EXPECT_EQ(project.edges(),
            (Lines{"one/module-info.java -> one/one/Service.java", "two/module-info.java -> one/module-info.java",
                   "two/module-info.java -> one/one/Service.java", "two/module-info.java -> two/two/Impl.java",
                   "two/two/Impl.java -> one/one/Service.java"}));
}

TEST(JavaGraph, imports_named_only_in_methods_are_weak) {
  const GraphProject project({{"a/A.java",
                               "package a;\nimport b.B;\nimport b.C;\nimport b.D;\n"
                               "class A { void f() { new B(); } C c() { return null; } }\n"},
                              {"b/B.java", "package b;\npublic class B {}\n"},
                              {"b/C.java", "package b;\npublic class C {}\n"},
                              {"b/D.java", "package b;\npublic class D {}\n"}});
  EXPECT_EQ(project.edges(), (Lines{"a/A.java -> b/B.java weak", "a/A.java -> b/C.java", "a/A.java -> b/D.java"}));
}

TEST(JavaGraph, a_header_does_not_see_what_its_type_declares) {
  const GraphProject project(
      {{"a/A.java", "package a;\nclass A implements Builder { static class Builder { Builder() {} } }\n"},
       {"a/Builder.java", "package a;\ninterface Builder {}\n"}});
  EXPECT_EQ(project.edges(), (Lines{"a/A.java -> a/Builder.java"}));
}

TEST(JavaGraph, circles_of_inheritance_and_deep_nesting_end) {
  std::string deep = "package a;\n";
  for (int i = 0; i < 2000; ++i) deep += "class N {";
  const GraphProject project({{"a/A.java", "package a;\nclass A extends B { void f() { nothing(); } }\n"},
                              {"a/B.java", "package a;\nclass B extends C implements A, B {}\n"},
                              {"a/C.java", "package a;\nclass C extends A<,<<> {}\n"},
                              {"a/N.java", deep}});
  EXPECT_EQ(project.edges(),
            (Lines{"a/A.java -> a/B.java", "a/B.java -> a/A.java", "a/B.java -> a/C.java", "a/C.java -> a/A.java"}));
}

}  // namespace
}  // namespace oyer::datasets
