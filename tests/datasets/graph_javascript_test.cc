#include <gtest/gtest.h>

#include "tests/datasets/graph_project.h"

namespace oyer::datasets {
namespace {

TEST(JavaScriptGraph, every_form_of_import_finds_its_file) {
  const GraphProject project({{"a.js",
                               "import './b.js'\nimport c from './c'\nimport * as d from './d'\n"
                               "import { e } from './e/index.mjs'\nexport * from './f'\nexport { g as h } from './g'\n"
                               "const i = require('./i')\nconst { j } = require('./j')\nconst k = require('./k').k\n"
                               "import('./l')\nfunction late() { require('./m') }\nimport data from './n.json'\n"
                               "import './o.css'\nrequire('fs')\nimport 'node:path'\nrequire(name)\nimport(`./${x}`)\n"
                               "module.exports = require('./p')\ndefine(['./q', './p', 'jquery'], function () "
                               "{})\nimport(/* name */ './q')\n"},
                              {"b.js", ""},
                              {"c.js", ""},
                              {"d.js", ""},
                              {"e/index.mjs", ""},
                              {"f.js", ""},
                              {"g.js", ""},
                              {"i/index.js", ""},
                              {"j.cjs", ""},
                              {"k/lib/main.js", ""},
                              {"k/package.json", R"({"main": "./lib/main"})"},
                              {"l.jsx", ""},
                              {"m.ts", ""},
                              {"n.json", "{}"},
                              {"o.css", ""},
                              {"p.js", ""},
                              {"q.js", ""}});
  EXPECT_EQ(project.imports_of("a.js"), (Lines{"./b.js unique b.js",
                                               "./c:default unique c.js",
                                               "./d:* unique d.js",
                                               "./e/index.mjs:e unique e/index.mjs",
                                               "./f:* unique f.js",
                                               "./g:g unique g.js",
                                               "./i unique i/index.js",
                                               "./j:j unique j.cjs",
                                               "./k:k unique k/lib/main.js",
                                               "./l unique l.jsx",
                                               "./m unique m.ts",
                                               "./n.json:default unique n.json",
                                               "./o.css unique o.css",
                                               "fs external",
                                               "node:path external",
                                               "name dynamic",
                                               "`./${x}` dynamic",
                                               "./p unique p.js",
                                               "./q unique q.js",
                                               "./p unique p.js",
                                               "jquery external",
                                               "./q unique q.js"}));
  EXPECT_EQ(project.edges(),
            (Lines{"a.js -> b.js", "a.js -> c.js", "a.js -> d.js", "a.js -> e/index.mjs", "a.js -> f.js",
                   "a.js -> g.js", "a.js -> i/index.js", "a.js -> j.cjs", "a.js -> k/lib/main.js", "a.js -> l.jsx weak",
                   "a.js -> m.ts weak", "a.js -> n.json", "a.js -> o.css", "a.js -> p.js", "a.js -> q.js"}));
}

TEST(JavaScriptGraph, every_form_of_typescript_finds_its_file) {
  const GraphProject project({{"src/a.ts",
                               "/// <reference path='ref.d.ts' />\nimport { b } from './b.js'\nimport type { C } from "
                               "'./c'\nimport { type D, d } from './d'\n"
                               "export type { E } from './e'\nimport f = require('./f')\nexport * as g from './g'\n"
                               "import '../styles.css'\nlet h: import('./h').H\nimport { view } from './view.jsx'\n"
                               "import i from './i.mjs'\ndeclare module './j' { }\n"},
                              {"src/b.ts", ""},
                              {"src/c.d.ts", ""},
                              {"src/d/index.ts", ""},
                              {"src/e.ts", ""},
                              {"src/f.ts", ""},
                              {"src/g.js", ""},
                              {"src/h.ts", ""},
                              {"src/i.mts", ""},
                              {"src/j.cts", ""},
                              {"src/ref.d.ts", ""},
                              {"src/view.tsx", "import { b } from './b'\n"},
                              {"styles.css", ""}});
  EXPECT_EQ(project.edges(), (Lines{"src/a.ts -> src/b.ts", "src/a.ts -> src/c.d.ts weak", "src/a.ts -> src/d/index.ts",
                                    "src/a.ts -> src/e.ts weak", "src/a.ts -> src/f.ts", "src/a.ts -> src/g.js",
                                    "src/a.ts -> src/h.ts weak", "src/a.ts -> src/i.mts", "src/a.ts -> src/j.cts weak",
                                    "src/a.ts -> src/ref.d.ts weak", "src/a.ts -> src/view.tsx",
                                    "src/a.ts -> styles.css", "src/view.tsx -> src/b.ts"}));
}

TEST(JavaScriptGraph, endings_are_tried_in_the_order_of_the_language_that_asks) {
  const GraphProject project({{"a.js", "import './x'\nimport './y'\n"},
                              {"b.ts", "import './x'\nimport './y'\n"},
                              {"x.d.ts", ""},
                              {"x.js", ""},
                              {"y/index.js", ""},
                              {"y.ts", ""}});
  EXPECT_EQ(project.imports(),
            (Lines{"a.js ./x unique x.js", "a.js ./y unique y.ts", "b.ts ./x unique x.d.ts", "b.ts ./y unique y.ts"}));
}

TEST(JavaScriptGraph, what_lies_beside_a_dropped_file_is_not_taken_for_it) {
  const std::string text = "import './x.js'\n";
  const parsers::Outline outline = parsers::outline_of(Language::javascript, text);
  const std::vector<ProjectFile> files{{"a.js", Language::javascript, &outline},
                                       {"x.ts", Language::typescript, nullptr}};
  const ProjectGraph graph = project_graph(files, std::vector<std::string>{"a.js", "x.js", "x.ts"});
  EXPECT_EQ(graph.imports, (std::vector<ResolvedImport>{{0, 0, ImportStatus::unique, {}}}));
}

TEST(JavaScriptGraph, packages_of_a_workspace_are_found_by_name) {
  const GraphProject project(
      {{"package.json", R"({"name": "all", "workspaces": ["packages/*", "!packages/old"]})"},
       {"packages/a/package.json", R"({"name": "@all/a", "main": "dist/index.js", "types": "dist/index.d.ts"})"},
       {"packages/a/src/index.ts", "import { b } from '@all/b/deep'\nimport '@all/old'\nimport 'elsewhere'\n"},
       {"packages/a/src/util/x.ts", "import '@all/a'\n"},
       {"packages/b/package.json",
        R"({"name": "@all/b", "exports": {".": {"types": "./build/b.d.ts", "default": "./build/b.js"},
            "./deep": "./build/deep/index.js", "./f/*": "./build/f/*.js", "./f/secret": null}})"},
       {"packages/b/src/b.ts", ""},
       {"packages/b/src/deep/index.ts", ""},
       {"packages/b/src/f/one.ts", ""},
       {"packages/b/use.js",
        "require('@all/a')\nrequire('@all/a/src/util/x')\nrequire('@all/b')\n"
        "require('@all/b/f/one')\n"},
       {"packages/old/index.js", ""},
       {"packages/old/package.json", R"({"name": "@all/old"})"}});
  EXPECT_EQ(project.imports(),
            (Lines{"packages/a/src/index.ts @all/b/deep:b unique packages/b/src/deep/index.ts",
                   "packages/a/src/index.ts @all/old external", "packages/a/src/index.ts elsewhere external",
                   "packages/a/src/util/x.ts @all/a unique packages/a/src/index.ts",
                   "packages/b/use.js @all/a unique packages/a/src/index.ts",
                   "packages/b/use.js @all/a/src/util/x unique packages/a/src/util/x.ts",
                   "packages/b/use.js @all/b unique packages/b/src/b.ts",
                   "packages/b/use.js @all/b/f/one unique packages/b/src/f/one.ts"}));
}

TEST(JavaScriptGraph, pnpm_lerna_and_dependencies_by_folder_link_packages_too) {
  const GraphProject project({{"example/package.json", R"({"dependencies": {"lib": "file:../libs/lib"}})"},
                              {"example/use.js", "require('lib')\nrequire('other')\n"},
                              {"libs/lib/index.js", ""},
                              {"libs/lib/package.json", R"({"name": "lib"})"},
                              {"libs/other/index.js", ""},
                              {"libs/other/package.json", R"({"name": "other"})"},
                              {"mono/p/one/index.js", "require('two')\n"},
                              {"mono/p/one/package.json", R"({"name": "one"})"},
                              {"mono/p/two/index.js", ""},
                              {"mono/p/two/package.json", R"({"name": "two"})"},
                              {"mono/pnpm-workspace.yaml", "packages:\n  # all\n  - 'p/**'\nother:\n  - x\n"}});
  EXPECT_EQ(project.imports(), (Lines{"example/use.js lib unique libs/lib/index.js", "example/use.js other external",
                                      "mono/p/one/index.js two unique mono/p/two/index.js"}));
}

TEST(JavaScriptGraph, conditions_follow_who_asks) {
  const GraphProject project({{"package.json", R"({"name": "p", "exports": {"import": "./p.mjs", "require": "./p.cjs"},
                            "imports": {"#dep": {"types": "./dep.d.ts", "node": "./dep.js"}, "#x/*.js": "./x/*.js"}})"},
                              {"a.cjs", "require('p')\nrequire('#dep')\n"},
                              {"b.mjs", "import 'p'\nimport '#x/one.js'\nimport '#none'\n"},
                              {"c.ts", "import '#dep'\n"},
                              {"dep.d.ts", ""},
                              {"dep.js", ""},
                              {"p.cjs", ""},
                              {"p.mjs", ""},
                              {"x/one.js", ""}});
  EXPECT_EQ(project.imports(),
            (Lines{"a.cjs p unique p.cjs", "a.cjs #dep unique dep.js", "b.mjs p unique p.mjs",
                   "b.mjs #x/one.js unique x/one.js", "b.mjs #none external", "c.ts #dep unique dep.d.ts"}));
}

TEST(JavaScriptGraph, tsconfig_says_where_names_lead) {
  const GraphProject project({{"app/tsconfig.json", R"({"extends": "../config/tsconfig.base", // more below
                                 "compilerOptions": {"rootDirs": ["src", "gen"],},})"},
                              {"config/tsconfig.base.json", R"({"compilerOptions": {"baseUrl": "..", "paths": {
           "@app/*": ["app/src/*", "app/gen/*"], "@app/special": ["other/special.ts"], "exact": ["other/exact"]}}})"},
                              {"app/src/main.ts",
                               "import '@app/util'\nimport '@app/made'\nimport '@app/special'\nimport 'exact'\n"
                               "import './made'\nimport 'other/exact'\nimport '@app/none'\n"},
                              {"app/src/util.ts", ""},
                              {"app/gen/made.ts", ""},
                              {"other/exact/index.ts", "import '@app/util'\n"},
                              {"other/special.ts", ""},
                              {"vue/package.json", "{}"},
                              {"vue/src/x.js", "import '@/y'\nimport '~/y?raw'\nimport 'raw-loader!./y.js'\n"},
                              {"vue/src/y.js", ""}});
  EXPECT_EQ(
      project.imports(),
      (Lines{"app/src/main.ts @app/util unique app/src/util.ts", "app/src/main.ts @app/made unique app/gen/made.ts",
             "app/src/main.ts @app/special unique other/special.ts",
             "app/src/main.ts exact unique other/exact/index.ts", "app/src/main.ts ./made unique app/gen/made.ts",
             "app/src/main.ts other/exact unique other/exact/index.ts", "app/src/main.ts @app/none external",
             "other/exact/index.ts @app/util external", "vue/src/x.js @/y unique vue/src/y.js",
             "vue/src/x.js ~/y?raw unique vue/src/y.js", "vue/src/x.js raw-loader!./y.js unique vue/src/y.js"}));
}

TEST(JavaScriptGraph, two_packages_of_one_name_in_one_workspace_are_ambiguous) {
  const GraphProject project({{"package.json", R"({"workspaces": {"packages": ["x/*"]}})"},
                              {"use.js", "require('same')\n"},
                              {"x/one/index.js", ""},
                              {"x/one/package.json", R"({"name": "same"})"},
                              {"x/two/index.js", ""},
                              {"x/two/package.json", R"({"name": "same"})"}});
  EXPECT_EQ(project.imports(), (Lines{"use.js same ambiguous x/one/index.js x/two/index.js"}));
}

TEST(JavaScriptGraph, references_are_followed_to_the_definition_behind_re_exports) {
  const GraphProject project(
      {{"core.js", "export function run() {}\nexport class Engine {}\nexport default 1\n"},
       {"index.js",
        "export * from './core'\nexport { default as core } from './core'\n"
        "export { shape as form } from './shapes'\nexport * as all from './shapes'\n"
        "import { Circle } from './shapes'\nexport { Circle }\n"},
       {"old.js", "module.exports = require('./core')\n"},
       {"older.js", "exports.core = require('./core')\nmodule.exports = { c: require('./core') }\n"},
       {"shapes.js", "export const shape = 1\nexport class Circle {}\n"},
       {"use.js",
        "import { run, form, Circle, all, core } from './index'\nimport * as k from './core'\n"
        "const old = require('./old')\nconst older = require('./older')\n"
        "run(form, Circle, all.shape, core)\nnew k.Engine()\nold.run()\n"
        "older.core.run()\nolder.c.run()\nconsole.log(1)\n"}});
  EXPECT_EQ(project.references(),
            (Lines{"index.js Circle -> shapes.js", "use.js run -> core.js", "use.js form -> shapes.js",
                   "use.js Circle -> shapes.js", "use.js all.shape -> shapes.js", "use.js core -> core.js",
                   "use.js k.Engine -> core.js", "use.js old.run -> core.js", "use.js older.core.run -> core.js",
                   "use.js older.c.run -> core.js"}));
}

TEST(JavaScriptGraph, hostile_manifests_end) {
  std::string many = "{\"compilerOptions\": {\"paths\": {";
  for (int i = 0; i < 20'000; ++i) many += "\"" + std::to_string(i) + "*\": [\"*\"],";
  many += "}}, \"extends\": [\"./tsconfig.json\", \"./tsconfig.json\", \"./a.json\", \"\"]}";
  const GraphProject project(
      {{"a.ts",
        "import '@x/y'\nimport '../../../a'\nimport '#'\nimport '@'\nimport '!'\n"
        "import '///'\nimport './././.'\n"},
       {"package.json", R"({"name": "@x/y", "main": "../../x", "exports": {"./*": {"a": [null, {}]}},
                                                   "workspaces": ["{", "**/**/**/**", "{,,,}"]})"},
       {"tsconfig.json", many}});
  EXPECT_EQ(project.edges(), Lines{});
}

}  // namespace
}  // namespace oyer::datasets
