// PHP: names, Composer's autoloading and includes on small projects.
#include <gtest/gtest.h>

#include "datasets/detail/php_path.h"
#include "tests/datasets/graph_project.h"

namespace oyer::datasets {
namespace {

TEST(PhpGraph, names_lead_through_uses_and_the_namespace_around) {
  const GraphProject project(
      {{"src/Cart.php",
        "<?php\nnamespace Shop;\nuse Shop\\Goods\\{Good, Box as Crate};\nuse Shop\\Goods;\nuse function "
        "Shop\\round_up;\n"
        "use const Shop\\LIMIT;\nuse Psr\\Log\\Logger;\n"
        "class Cart extends Base implements \\Countable, Listed {\n  use Counts;\n  public function f(Crate $c): Good "
        "{\n"
        "    new Goods\\Shelf(round_up(LIMIT), helper(), namespace\\Deep\\Finder::find(), Exception::class);\n  "
        "}\n}\n"},
       {"src/Base.php", "<?php namespace Shop; abstract class Base {}\n"},
       {"src/Listed.php", "<?php namespace Shop; interface Listed {}\n"},
       {"src/Counts.php", "<?php namespace Shop; trait Counts {}\n"},
       {"src/Exception.php", "<?php class Exception {}\n"},
       {"src/functions.php",
        "<?php\nnamespace Shop { const LIMIT = 3; function round_up($x) {} }\nnamespace { function helper() {} }\n"},
       {"src/Goods/Good.php", "<?php namespace Shop\\Goods; interface Good {}\n"},
       {"src/Goods/Box.php", "<?php namespace Shop\\Goods; class Box implements good {}\n"},
       {"src/Goods/Shelf.php", "<?php namespace Shop\\Goods; class Shelf {}\n"},
       {"src/Deep/Finder.php", "<?php namespace Shop\\Deep; class Finder {}\n"}});
  EXPECT_EQ(project.imports(),
            (Lines{"src/Cart.php Shop\\Goods:Good unique src/Goods/Good.php",
                   "src/Cart.php Shop\\Goods:Box unique src/Goods/Box.php", "src/Cart.php Shop\\Goods unique",
                   "src/Cart.php Shop\\round_up unique src/functions.php",
                   "src/Cart.php Shop\\LIMIT unique src/functions.php", "src/Cart.php Psr\\Log\\Logger external"}));
  EXPECT_EQ(project.edges(),
            (Lines{"src/Cart.php -> src/Base.php", "src/Cart.php -> src/Counts.php",
                   "src/Cart.php -> src/Deep/Finder.php weak", "src/Cart.php -> src/Goods/Box.php weak",
                   "src/Cart.php -> src/Goods/Good.php weak", "src/Cart.php -> src/Goods/Shelf.php weak",
                   "src/Cart.php -> src/Listed.php", "src/Cart.php -> src/functions.php weak",
                   "src/Goods/Box.php -> src/Goods/Good.php"}));
}

TEST(PhpGraph, composer_tells_apart_what_two_files_declare) {
  const GraphProject project(
      {{"composer.json",
        R"({"autoload": {"psr-4": {"App\\": ["lib/", "src"]}, "psr-0": {"Old_": "old"}}, "autoload-dev": {"psr-4":
           {"App\\Tests\\": "tests/"}}})"},
       {"src/Thing.php", "<?php namespace App; class Thing {}\n"},
       {"stubs/Thing.php", "<?php namespace App; class Thing {}\n"},
       {"old/Old/Deep/Name.php", "<?php class Old_Deep_Name {}\n"},
       {"copy/Name.php", "<?php class Old_Deep_Name {}\n"},
       {"src/Aliased.php", "<?php class_alias('X', 'App\\Aliased');\n"},
       {"a/Twice.php", "<?php namespace App; class Twice {}\n"},
       {"b/Twice.php", "<?php namespace App; class Twice {}\n"},
       {"tests/Own.php", "<?php namespace App\\Tests; class Own {}\n"},
       {"tests/ThingTest.php",
        "<?php\nnamespace App\\Tests;\nuse App\\Thing;\nuse App\\Aliased;\nuse App\\Twice;\nuse App\\Tests\\Own;\n"
        "class ThingTest extends \\Old_Deep_Name { function f() { new Aliased; } }\n"}});
  EXPECT_EQ(project.imports(), (Lines{"tests/ThingTest.php App\\Thing unique src/Thing.php",
                                      "tests/ThingTest.php App\\Aliased unique src/Aliased.php",
                                      "tests/ThingTest.php App\\Twice ambiguous a/Twice.php b/Twice.php",
                                      "tests/ThingTest.php App\\Tests\\Own unique tests/Own.php"}));
  EXPECT_EQ(
      project.edges(),
      (Lines{"tests/ThingTest.php -> a/Twice.php ambiguous weak", "tests/ThingTest.php -> b/Twice.php ambiguous weak",
             "tests/ThingTest.php -> old/Old/Deep/Name.php", "tests/ThingTest.php -> src/Aliased.php weak",
             "tests/ThingTest.php -> src/Thing.php weak", "tests/ThingTest.php -> tests/Own.php weak"}));
}

TEST(PhpGraph, the_nearest_composer_json_goes_first) {
  const std::string composer = R"({"autoload": {"psr-4": {"App\\": "src"}}})";
  const std::string type = "<?php namespace App; class T {}\n";
  const GraphProject project({{"composer.json", composer},
                              {"src/T.php", type},
                              {"packages/one/composer.json", composer},
                              {"packages/one/src/T.php", type},
                              {"packages/one/bin/run.php", "<?php new App\\T;\n"},
                              {"packages/two/run.php", "<?php new App\\T;\n"}});
  EXPECT_EQ(project.edges(),
            (Lines{"packages/one/bin/run.php -> packages/one/src/T.php", "packages/two/run.php -> src/T.php"}));
}

TEST(PhpGraph, classes_and_functions_are_found_in_any_case_but_first_as_written) {
  const GraphProject project({{"a.php", "<?php\nnamespace N;\nnote();\nnew Note;\nnew NOTE;\nnew thing;\nOTHER();\n"},
                              {"functions.php", "<?php namespace N; function note() {}\nfunction other() {}\n"},
                              {"note.php", "<?php namespace N; class Note {}\n"},
                              {"thing.php", "<?php namespace N; class Thing {}\n"}});
  EXPECT_EQ(project.references(),
            (Lines{"a.php note -> functions.php", "a.php Note -> note.php", "a.php NOTE -> note.php",
                   "a.php thing -> thing.php", "a.php OTHER -> functions.php"}));
}

TEST(PhpGraph, every_form_of_include_finds_its_file) {
  const GraphProject project(
      {{"app/main.php",
        "<?php\nrequire 'near.php';\nrequire './near.php';\ninclude 'app/near.php';\n"
        "require_once __DIR__ . '/../lib/a.php';\ninclude dirname(__FILE__) . '/near.php';\n"
        "include dirname(__DIR__) . '/lib/' . 'a.php';\ninclude_once(dirname(dirname(__FILE__)) . \"/lib/a.php\");\n"
        "require $dir . '/lib/a.php';\nrequire ABSPATH . 'lib/a.php';\nrequire \"$x.php\";\nrequire '/etc/a.php';\n"
        "require __DIR__ . '/none.php';\nrequire 'none.php';\nfunction f() { require 'lib/late.php'; }\n"
        "require dirname(__DIR__, 9) . '/lib/a.php';\n"},
       {"app/near.php", "<?php\n"},
       {"lib/a.php", "<?php\n"},
       {"lib/late.php", "<?php\n"}});
  EXPECT_EQ(project.imports_of("app/main.php"),
            (Lines{"near.php unique app/near.php", "./near.php unique app/near.php", "app/near.php unique app/near.php",
                   "__DIR__ . '/../lib/a.php' unique lib/a.php", "dirname(__FILE__) . '/near.php' unique app/near.php",
                   "dirname(__DIR__) . '/lib/' . 'a.php' unique lib/a.php",
                   "(dirname(dirname(__FILE__)) . \"/lib/a.php\") unique lib/a.php", "$dir . '/lib/a.php' dynamic",
                   "ABSPATH . 'lib/a.php' dynamic", "\"$x.php\" dynamic", "/etc/a.php external",
                   "__DIR__ . '/none.php' external", "none.php external", "lib/late.php unique lib/late.php",
                   "dirname(__DIR__, 9) . '/lib/a.php' dynamic"}));
  EXPECT_EQ(project.edges(),
            (Lines{"app/main.php -> app/near.php", "app/main.php -> lib/a.php", "app/main.php -> lib/late.php weak"}));
}

TEST(PhpGraph, paths_of_expressions_are_those_php_would_make) {
  using detail::php_path;
  EXPECT_EQ(php_path("__DIR__ . '/b.php'", "a/x.php"), "/a/b.php");
  EXPECT_EQ(php_path("__DIR__ . '/b.php'", "x.php"), "/b.php");
  EXPECT_EQ(php_path("\\dirname(__DIR__, 2) . DIRECTORY_SEPARATOR . 'b.php'", "a/b/c/x.php"), "/a/b.php");
  EXPECT_EQ(php_path("realpath((__DIR__) . '/..' . \"/b\")", "a/b/x.php"), "/a/b/../b");
  EXPECT_EQ(php_path("dirname(__DIR__)", "x.php"), std::nullopt);
  EXPECT_EQ(php_path("__DIR__ . $x", "x.php"), std::nullopt);
  EXPECT_EQ(php_path("__DIR__ . \"/$x\"", "x.php"), std::nullopt);
  EXPECT_EQ(php_path(std::string(1000, '('), "x.php"), std::nullopt);
  EXPECT_EQ(php_path("dirname(__DIR__,", "a/x.php"), std::nullopt);
}

}  // namespace
}  // namespace oyer::datasets
