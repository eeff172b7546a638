// RustModules: the crates of a project and the tree of modules that each of them is.
//
// Roots of crates are what Cargo.toml names or, by its rules, finds: src/lib.rs, src/main.rs, src/bin, examples, tests,
// benches, build.rs. From there `mod x;` leads to x.rs or x/mod.rs, to where #[path] points, and through modules
// written inline. A file that no `mod` reaches (it may be declared inside a macro) is the module that its place makes
// it; where there is none it is a root itself.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "datasets/detail/cargo_manifest.h"
#include "datasets/detail/resolver.h"

namespace oyer::datasets::detail {

inline constexpr std::uint32_t kNoModule = std::numeric_limits<std::uint32_t>::max();

// A module as its file's text has it: the file itself, or one written inline. Shared by all crates with that file.
struct RustScope {
  std::uint32_t begin = 0, end = 0;  // bytes of an inline module
  std::uint32_t outer = 0;           // place of the scope around it; its own for the file
  std::string_view name;
  std::set<std::string_view> defined;                                             // names of items
  std::map<std::string_view, std::vector<const parsers::ImportUse*>> named_uses;  // by the name they give
  std::vector<const parsers::ImportUse*> globs, declared;  // `use x::*`, each target once; `mod x;`
  std::set<std::string_view> globbed;
};

struct RustModule {
  std::uint32_t crate = 0, file = 0, scope = 0;  // scope: place among its file's
  std::uint32_t parent = kNoModule;
  std::string folder;  // where the files of its modules lie
  std::map<std::string_view, std::uint32_t> children;
};

struct RustCrate {
  std::uint32_t root = kNoModule;
  const CargoManifest* manifest = nullptr;  // of its package; null for a root without one
  bool is_library = false;
  bool is_2015 = false;
  std::map<std::string_view, std::uint32_t> macros;  // files by the macro they define; of two the first by path
};

class RustModules {
 public:
  explicit RustModules(const ProjectView& project);

  const std::vector<RustModule>& modules() const noexcept { return modules_; }
  const std::vector<RustCrate>& crates() const noexcept { return crates_; }
  const RustScope& scope_of(const RustModule& module) const { return scopes_.at(module.file)[module.scope]; }

  // The modules that stand at a byte of a file, one for each crate that has it.
  std::vector<std::uint32_t> at(std::uint32_t file, std::uint64_t byte) const;
  // The file that a `mod x;` there names.
  std::optional<std::uint32_t> declared(std::uint32_t module, const parsers::ImportUse& use) const;
  // The library that a crate's sources know by this name.
  std::optional<std::uint32_t> library(std::uint32_t crate, std::string_view name) const;
  std::optional<std::uint32_t> file_at(std::string_view path) const;

 private:
  struct Placed {
    std::uint32_t first = 0, scopes = 0;  // modules of one file in one crate, by scope
  };

  void read_scopes(std::uint32_t file);
  void read_packages();
  void read_libraries(const CargoManifest& manifest);
  void add_roots(const CargoManifest& manifest);
  void add_loose_files();
  void add_crate(std::string_view path, const CargoManifest* manifest, bool is_library);
  void grow(std::uint32_t file, std::uint32_t crate);
  bool place(std::uint32_t file, std::uint32_t crate, std::uint32_t parent, std::string folder);
  const CargoManifest* manifest_of(std::string_view folder) const;
  const CargoManifest* workspace_of(std::string_view folder) const;
  std::optional<std::string> folder_of_dependency(const CargoManifest& manifest, const std::string& name) const;

  ProjectView project_;
  std::map<std::string_view, std::uint32_t> files_;  // Rust's, by path
  std::map<std::string, CargoManifest, std::less<>> manifests_;
  std::map<std::string, std::uint32_t, std::less<>> libraries_;  // crates by their package's folder
  std::map<const CargoManifest*, std::map<std::string, std::uint32_t, std::less<>>> known_libraries_;  // crates
  std::unordered_map<std::uint32_t, std::vector<RustScope>> scopes_;
  std::unordered_map<std::uint32_t, std::vector<Placed>> placed_;
  std::vector<RustModule> modules_;
  std::vector<RustCrate> crates_;
  std::map<std::string, std::uint32_t, std::less<>> by_folder_;  // the first module whose files lie there
};

}  // namespace oyer::datasets::detail
