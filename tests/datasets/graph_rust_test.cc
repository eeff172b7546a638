#include <gtest/gtest.h>

#include "datasets/detail/cargo_manifest.h"
#include "tests/datasets/graph_project.h"

namespace oyer::datasets {
namespace {

const std::string kPackage = "[package]\nname = \"app\"\nedition = \"2021\"\n";

TEST(RustGraph, every_form_of_mod_finds_its_file) {
  const GraphProject project(
      {{"Cargo.toml", kPackage},
       {"src/lib.rs",
        "mod flat;\nmod folder;\nmod r#async;\n#[path = \"odd/place.rs\"]\n#[allow(x)]\nmod odd;\n"
        "mod inline { mod deep; #[path = \"by.rs\"] mod named; mod more { mod still; } }\n"
        "mod missing;\nmod text { include!(\"text.rs\"); }\n"},
       {"src/flat.rs", "mod below;\n"},
       {"src/flat/below.rs", "#[path = \"beside.rs\"] mod x;\n"},
       {"src/flat/beside.rs", ""},
       {"src/folder/mod.rs", "mod below;\n"},
       {"src/folder/below.rs", ""},
       {"src/async.rs", ""},
       {"src/odd/place.rs", "mod near;\n"},
       {"src/odd/near.rs", ""},
       {"src/inline/deep.rs", ""},
       {"src/inline/by.rs", ""},
       {"src/inline/more/still.rs", ""},
       {"src/text.rs", ""}});
  EXPECT_EQ(project.imports(),
            (Lines{"src/flat.rs below unique src/flat/below.rs", "src/flat/below.rs x unique src/flat/beside.rs",
                   "src/folder/mod.rs below unique src/folder/below.rs", "src/lib.rs flat unique src/flat.rs",
                   "src/lib.rs folder unique src/folder/mod.rs", "src/lib.rs r#async unique src/async.rs",
                   "src/lib.rs odd unique src/odd/place.rs", "src/lib.rs deep unique src/inline/deep.rs",
                   "src/lib.rs named unique src/inline/by.rs", "src/lib.rs still unique src/inline/more/still.rs",
                   "src/lib.rs missing external", "src/lib.rs text.rs unique src/text.rs",
                   "src/odd/place.rs near unique src/odd/near.rs"}));
  EXPECT_EQ(project.edges()[0], "src/flat.rs -> src/flat/below.rs weak");
}

TEST(RustGraph, every_form_of_use_leads_to_the_definition_behind_re_exports) {
  const GraphProject project(
      {{"Cargo.toml", kPackage},
       {"src/lib.rs",
        "pub mod a;\nmod b;\nmod macros;\npub use a::{self as first, Thing, deep::{self, Deep as Lower}};\n"
        "pub use b::*;\nuse crate::Bee;\nuse std::fmt;\nuse crate::made_by_a_macro;\nuse ::serde::de;\n"},
       {"src/a.rs",
        "pub mod deep;\npub struct Thing;\nuse super::b::{Bee, hidden::Low};\nuse self::deep::Deep;\n"
        "use super::super::beyond;\nmod tests { use super::*; use super::super::b; use crate::three; }\n"},
       {"src/a/deep.rs", "pub struct Deep;\nuse super::super::a::Thing as T;\nuse crate::first::deep;\n"},
       {"src/b.rs", "mod hidden;\npub use self::hidden::Low;\npub struct Bee;\nenum E { One }\nuse E::One;\n"},
       {"src/b/hidden.rs", "pub struct Low;\nuse crate::Low as Same;\nuse crate::Lower;\n"},
       {"src/macros.rs", "macro_rules! three { () => { 3 } }\npub(crate) use three;\n"}});
  EXPECT_EQ(project.imports_of("src/lib.rs"),
            (Lines{"a unique src/a.rs", "b unique src/b.rs", "macros unique src/macros.rs", "a unique src/a.rs",
                   "a::Thing unique src/a.rs", "a::deep unique src/a/deep.rs", "a::deep::Deep unique src/a/deep.rs",
                   "b:* unique src/b.rs", "crate::Bee unique src/b.rs", "std::fmt external",
                   "crate::made_by_a_macro unique src/lib.rs", "::serde::de external"}));
  EXPECT_EQ(project.imports_of("src/a.rs"),
            (Lines{"deep unique src/a/deep.rs", "super::b::Bee unique src/b.rs",
                   "super::b::hidden::Low unique src/b/hidden.rs", "self::deep::Deep unique src/a/deep.rs",
                   "super::super::beyond external", "super:* unique src/a.rs", "super::super::b unique src/b.rs",
                   "crate::three unique src/macros.rs"}));
  EXPECT_EQ(project.imports_of("src/a/deep.rs"),
            (Lines{"super::super::a::Thing unique src/a.rs", "crate::first::deep unique src/a/deep.rs"}));
  EXPECT_EQ(project.imports_of("src/b/hidden.rs"),
            (Lines{"crate::Low unique src/b/hidden.rs", "crate::Lower unique src/a/deep.rs"}));
}

// As crossbeam, loom and rayon do it, so that another crate may stand in for the standard library.
TEST(RustGraph, a_path_through_a_module_that_a_use_brings_from_outside_is_external) {
  const GraphProject project({{"Cargo.toml", kPackage},
                              {"src/lib.rs",
                               "mod a;\nuse std::sync;\n#[cfg(feature = \"web\")]\nuse wasm_sync as shared;\n"
                               "pub mod prelude { pub use std::fmt::*; pub use std::io::Read; }\n"},
                              {"src/a.rs",
                               "use crate::sync::{Mutex, Condvar};\nuse crate::sync as s;\nuse super::shared::Lock;\n"
                               "use crate::prelude::Read;\nuse crate::prelude::Display;\n"}});
  EXPECT_EQ(project.imports_of("src/a.rs"),
            (Lines{"crate::sync::Mutex external", "crate::sync::Condvar external", "crate::sync external",
                   "super::shared::Lock external", "crate::prelude::Read external",
                   "crate::prelude::Display unique src/lib.rs"}));
}

TEST(RustGraph, crates_of_a_workspace_know_each_other_by_their_names) {
  const GraphProject project(
      {{"Cargo.toml",
        "[workspace]\nmembers = [\n  \"*\", # all\n]\n[workspace.dependencies]\n"
        "my-lib = { version = \"1\", path = \"libs/my\" }\n[workspace.package]\nedition = \"2021\"\n"
        "[patch.crates-io]\npatched = { path = \"libs/patched\" }\n"},
       {"app/Cargo.toml",
        "[package]\nname = \"the-app\"\nedition.workspace = true\n[[bin]]\nname = \"x\"\n"
        "path = \"tools/x.rs\"\n[dependencies]\nmy-lib.workspace = true\npatched = \"0.1\"\n"
        "fetched = \"1\"\n[dependencies.renamed]\npackage = \"other-lib\"\npath = \"../libs/other\"\n"
        "[target.'cfg(unix)'.dev-dependencies]\nodd = { path = \"../libs/odd\" }\n"},
       {"app/build.rs", "use the_app::run;\n"},
       {"app/src/lib.rs",
        "use my_lib::Thing;\nuse renamed::Other;\nuse patched::P;\nuse fetched::F;\n"
        "use other_lib::Other;\nextern crate strange as s;\npub fn run() {}\n"},
       {"app/src/main.rs", "use the_app::run;\nuse my_lib as m;\n"},
       {"app/src/bin/two/main.rs", "mod beside;\nuse beside::B;\n"},
       {"app/src/bin/two/beside.rs", "pub struct B;\n"},
       {"app/tools/x.rs", "use the_app::run;\n"},
       {"app/tests/one.rs", "mod common;\nuse common::help;\nuse the_app::run;\n"},
       {"app/tests/two.rs", "mod common;\nuse crate::common::help;\n"},
       {"app/tests/common/mod.rs", "pub fn help() {}\n"},
       {"app/examples/e.rs", "use the_app::run;\n"},
       {"libs/fetched/Cargo.toml", "[package]\nname = \"fetched\"\n"},
       {"libs/fetched/src/lib.rs", "pub struct F;\n"},
       {"libs/my/Cargo.toml", "[package]\nname = \"my-lib\"\n"},
       {"libs/my/src/lib.rs", "mod t;\npub use t::Thing;\n"},
       {"libs/my/src/t.rs", "pub struct Thing;\n"},
       {"libs/odd/Cargo.toml", "[package]\nname = \"odd\"\n[lib]\nname = \"strange\"\npath = \"code.rs\"\n"},
       {"libs/odd/code.rs", ""},
       {"libs/other/Cargo.toml", "[package]\nname = \"other-lib\"\n"},
       {"libs/other/src/lib.rs", "mod o;\nuse o::Other;\nmod p { use o::Other; }\n"},
       {"libs/other/src/o.rs", "pub struct Other;\n"},
       {"libs/patched/Cargo.toml", "[package]\nname = \"patched\"\n"},
       {"libs/patched/src/lib.rs", "pub struct P;\n"}});
  EXPECT_EQ(project.edges(),
            (Lines{"app/build.rs -> app/src/lib.rs", "app/examples/e.rs -> app/src/lib.rs",
                   "app/src/bin/two/main.rs -> app/src/bin/two/beside.rs", "app/src/lib.rs -> libs/my/src/t.rs",
                   "app/src/lib.rs -> libs/odd/code.rs", "app/src/lib.rs -> libs/other/src/o.rs",
                   "app/src/lib.rs -> libs/patched/src/lib.rs", "app/src/main.rs -> app/src/lib.rs",
                   "app/src/main.rs -> libs/my/src/lib.rs", "app/tests/one.rs -> app/src/lib.rs",
                   "app/tests/one.rs -> app/tests/common/mod.rs", "app/tests/two.rs -> app/tests/common/mod.rs",
                   "app/tools/x.rs -> app/src/lib.rs", "libs/my/src/lib.rs -> libs/my/src/t.rs weak",
                   "libs/other/src/lib.rs -> libs/other/src/o.rs"}));
}

TEST(RustGraph, paths_and_names_are_found_where_they_are_used) {
  const GraphProject project(
      {{"Cargo.toml", kPackage},
       {"src/lib.rs",
        "mod a;\nmod shape;\nmod util;\npub use shape::Shape;\n"
        "fn f() { util::help(); crate::util::deep::low(); let s = Shape::new(); three!(); vec![1]; }\n"},
       {"src/a.rs",
        "use crate::*;\nimpl Shape { fn more(&self) { super::util::help() } }\ntype S = Shape;\n"
        "mod util { pub fn help() {} }\nfn g() { util::help() }\n"},
       {"src/shape.rs",
        "pub struct Shape;\nimpl Shape { pub fn new() -> Self { Shape } }\n"
        "macro_rules! three { () => {} }\n"},
       {"src/util.rs", "pub mod deep;\npub fn help() {}\n"},
       {"src/util/deep.rs", "pub fn low() {}\n"}});
  EXPECT_EQ(project.references(),
            (Lines{"src/a.rs super.util.help -> src/util.rs", "src/a.rs Shape -> src/shape.rs",
                   "src/lib.rs util.help -> src/util.rs", "src/lib.rs crate.util.deep.low -> src/util/deep.rs",
                   "src/lib.rs Shape.new -> src/shape.rs", "src/lib.rs three -> src/shape.rs"}));
  EXPECT_EQ(project.edges(),
            (Lines{"src/a.rs -> src/lib.rs", "src/a.rs -> src/util.rs weak", "src/lib.rs -> src/a.rs weak",
                   "src/lib.rs -> src/shape.rs weak", "src/lib.rs -> src/util.rs weak",
                   "src/lib.rs -> src/util/deep.rs weak", "src/util.rs -> src/util/deep.rs weak"}));
}

TEST(RustGraph, a_file_declared_inside_a_macro_is_the_module_that_its_place_makes_it) {
  const GraphProject project({{"Cargo.toml", kPackage},
                              {"src/lib.rs", "cfg_net! { mod net; }\nuse crate::net::tcp::Stream;\n"},
                              {"src/net/mod.rs", "cfg_net! { mod tcp; }\n"},
                              {"src/net/tcp.rs", "pub struct Stream;\nuse super::super::net;\n"}});
  EXPECT_EQ(project.edges(), (Lines{"src/lib.rs -> src/net/tcp.rs", "src/net/tcp.rs -> src/net/mod.rs"}));
}

TEST(RustGraph, several_paths_of_one_search_may_go_through_one_module) {
  const GraphProject project({{"Cargo.toml", kPackage},
                              {"src/lib.rs", "mod user;\nuse all as flags;\nmod all;\n"},
                              {"src/all.rs", "pub mod one;\npub mod two;\npub use crate::flags::two::Two as Other;\n"},
                              {"src/all/one.rs", "pub struct One;\n"},
                              {"src/all/two.rs", "pub struct Two;\n"},
                              {"src/user.rs",
                               "use crate::flags::one::*;\nuse crate::flags::two::*;\nuse crate::flags::Other;\n"
                               "fn f() { One::new(); Two::new(); Other::new(); }\n"}});
  EXPECT_EQ(project.references(),
            (Lines{"src/user.rs One.new -> src/all/one.rs", "src/user.rs Two.new -> src/all/two.rs",
                   "src/user.rs Other.new -> src/all/two.rs"}));
}

TEST(RustGraph, circles_of_re_exports_and_of_modules_end) {
  std::map<std::string, std::string> texts{{"Cargo.toml", kPackage}};
  std::string root = "#[path = \"lib.rs\"] mod again;\n";
  for (int i = 0; i < 60; ++i) {
    const std::string name = "m" + std::to_string(i);
    root += "mod " + name + ";\n";
    std::string text;
    for (int k = 0; k < 60; ++k) text += "pub use super::m" + std::to_string(k) + "::*;\n";
    texts["src/" + name + ".rs"] = text + "pub use crate::m0::nothing;\n";
  }
  texts["src/lib.rs"] = root;
  const GraphProject project(texts);
  EXPECT_EQ(project.imports_of("src/lib.rs").size(), 61U);
}

TEST(CargoManifest, hostile_tables_end) {
  for (const char c : {'[', '{', '"', '=', ',', '#', '\0', '\n'}) {
    const std::string text = "a=" + std::string(300'000, c);
    EXPECT_EQ(detail::read_cargo_manifest("", text).package, "");
    EXPECT_EQ(detail::read_cargo_manifest("", std::string(300'000, c)).package, "");
  }
}

}  // namespace
}  // namespace oyer::datasets
