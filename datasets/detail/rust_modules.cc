#include "datasets/detail/rust_modules.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "datasets/detail/path_text.h"

namespace oyer::datasets::detail {
namespace {

using parsers::Definition;
using parsers::ImportForm;
using parsers::ImportUse;
using parsers::Outline;
using parsers::SymbolKind;

constexpr std::size_t kMostCrates = 8;  // that one file is looked at in: `mod common;` of many tests

bool is_inline_module(const Definition& d) {
  return d.kind == SymbolKind::module && d.signature.ends_with("mod " + d.name);
}

// r#async is the name async.
std::string_view plain(std::string_view name) noexcept {
  if (name.starts_with("r#")) name.remove_prefix(2);
  return name;
}

// The name that a `use` gives, empty for none.
std::string_view local_name(const ImportUse& use) noexcept {
  if (!use.alias.empty()) return use.alias == "_" ? std::string_view{} : plain(use.alias);
  std::string_view path = use.target;
  if (path.ends_with("::self")) path.remove_suffix(6);
  const auto colon = path.rfind(':');
  return plain(colon == std::string_view::npos ? path : path.substr(colon + 1));
}

// Whether the modules of a file lie in its own folder, and not in one of the file's name.
bool owns_folder(std::string_view path) noexcept { return name_in(path) == "mod.rs"; }

std::string_view stem_of(std::string_view path) noexcept {
  return path.ends_with(".rs") ? path.substr(0, path.size() - 3) : path;
}

// The one scope of a file's that a byte stands in: scopes begin in the order of the text.
std::uint32_t innermost(const std::vector<RustScope>& scopes, std::uint64_t byte) {
  const auto behind = std::upper_bound(scopes.begin() + 1, scopes.end(), byte,
                                       [](std::uint64_t at, const RustScope& scope) { return at < scope.begin; });
  auto scope = static_cast<std::uint32_t>(std::distance(scopes.begin(), behind)) - 1;
  while (scope != 0 && scopes[scope].end <= byte) scope = scopes[scope].outer;
  return scope;
}

}  // namespace

RustModules::RustModules(const ProjectView& project) : project_(project) {
  for (std::uint32_t i = 0; i < project.files.size(); ++i) {
    const ProjectFile& file = project.files[i];
    if (!is_in(file, {Language::rust})) continue;
    files_.emplace(file.path, i);
    read_scopes(i);
  }
  read_packages();
  for (const auto& [folder, manifest] : manifests_)
    if (!manifest.package.empty()) add_roots(manifest);
  for (const auto& [folder, manifest] : manifests_) read_libraries(manifest);
  add_loose_files();
}

void RustModules::read_scopes(std::uint32_t file) {
  const Outline& outline = *project_.files[file].outline;
  std::vector<RustScope>& scopes = scopes_[file];
  scopes.emplace_back();
  std::vector<std::uint32_t> scope_of(outline.definitions.size(), 0);
  constexpr std::uint32_t inside = kNoModule;  // of a type or a function: no name of a module
  for (std::size_t i = 0; i < outline.definitions.size(); ++i) {
    const Definition& d = outline.definitions[i];
    const std::uint32_t outer = d.parent ? scope_of[*d.parent] : 0;
    scope_of[i] = inside;
    if (outer == inside) continue;
    if (is_inline_module(d)) {
      scope_of[i] = static_cast<std::uint32_t>(scopes.size());
      scopes.push_back({d.span.byte_begin, d.span.byte_end, outer, d.name, {}, {}, {}, {}, {}});
    } else if (d.kind != SymbolKind::module) {
      scopes[outer].defined.insert(plain(d.name));
    }
  }
  for (const ImportUse& use : outline.imports) {
    if (use.form == ImportForm::include_quote) continue;
    RustScope& scope = scopes[innermost(scopes, use.span.byte_begin)];
    if (use.form == ImportForm::submodule) {
      scope.declared.push_back(&use);
    } else if (use.name == "*") {
      if (scope.globbed.insert(use.target).second) scope.globs.push_back(&use);
    } else if (const auto name = local_name(use); !name.empty()) {
      scope.named_uses[name].push_back(&use);
    }
  }
}

void RustModules::read_packages() {
  for (const ManifestText& manifest : project_.manifests) {
    if (name_in(manifest.path) != "Cargo.toml") continue;
    const std::string_view folder = folder_of(manifest.path);
    manifests_.emplace(folder, read_cargo_manifest(folder, manifest.text));
  }
  for (auto& [folder, manifest] : manifests_) {
    if (manifest.edition != "workspace") continue;
    const CargoManifest* workspace = workspace_of(folder);
    manifest.edition = workspace == nullptr ? "2021" : workspace->workspace_edition;
  }
}

void RustModules::add_crate(std::string_view path, const CargoManifest* manifest, bool is_library) {
  const auto at = files_.find(path);
  if (at == files_.end()) return;
  const auto number = static_cast<std::uint32_t>(crates_.size());
  if (is_library && manifest != nullptr) libraries_.emplace(manifest->folder, number);
  crates_.push_back({kNoModule, manifest, is_library, manifest != nullptr && manifest->edition == "2015", {}});
  const auto first = static_cast<std::uint32_t>(modules_.size());
  if (!place(at->second, number, kNoModule, std::string(folder_of(path)))) return;
  crates_[number].root = first;
  grow(at->second, number);
}

void RustModules::add_roots(const CargoManifest& manifest) {
  const std::string& folder = manifest.folder;
  const auto below = [&](std::string_view path) { return normalized(folder, path).value_or(""); };
  add_crate(below(manifest.library.path.empty() ? "src/lib.rs" : manifest.library.path), &manifest, true);
  std::set<std::string> roots{below("src/main.rs")};
  roots.insert(below(manifest.build.empty() ? "build.rs" : manifest.build));
  for (const CargoTarget& target : manifest.programs)
    if (!target.path.empty()) roots.insert(below(target.path));
  for (const std::string_view kind : {"src/bin", "examples", "tests", "benches"}) {
    const std::string prefix = below(kind) + "/";
    for (auto at = files_.lower_bound(prefix); at != files_.end() && at->first.starts_with(prefix); ++at) {
      const std::string_view rest = at->first.substr(prefix.size());
      const auto slashes = std::count(rest.begin(), rest.end(), '/');
      if (slashes == 0 || (slashes == 1 && rest.ends_with("/main.rs"))) roots.emplace(at->first);
    }
  }
  for (const std::string& path : roots) add_crate(path, &manifest, false);
}

// Files that nothing declares, the outer ones first, since they may declare the others.
void RustModules::add_loose_files() {
  std::vector<std::pair<std::int64_t, std::uint32_t>> loose;
  for (const auto& [path, file] : files_) {
    const auto depth = std::count(path.begin(), path.end(), '/') - (owns_folder(path) ? 1 : 0);
    if (!placed_.contains(file)) loose.emplace_back(depth, file);
  }
  std::sort(loose.begin(), loose.end());
  for (const auto& [depth, file] : loose) {
    if (placed_.contains(file)) continue;
    const std::string& path = project_.files[file].path;
    const std::string_view folder = folder_of(path);
    const bool is_root = name_in(path) == "lib.rs" || name_in(path) == "main.rs" || name_in(path) == "build.rs";
    const auto parent = by_folder_.find(owns_folder(path) ? folder_of(folder) : folder);
    if (is_root || parent == by_folder_.end()) {
      add_crate(path, manifest_of(folder), false);
      continue;
    }
    const std::uint32_t outer = parent->second;
    const auto first = static_cast<std::uint32_t>(modules_.size());
    if (!place(file, modules_[outer].crate, outer, std::string(owns_folder(path) ? folder : stem_of(path)))) continue;
    modules_[outer].children.emplace(owns_folder(path) ? name_in(folder) : name_in(stem_of(path)), first);
    grow(file, modules_[first].crate);
  }
}

// Modules of one file in one crate, inline ones too. False: it is in the crate already, or in too many.
bool RustModules::place(std::uint32_t file, std::uint32_t crate, std::uint32_t parent, std::string folder) {
  std::vector<Placed>& placed = placed_[file];
  const auto is_there = [&](const Placed& one) { return modules_[one.first].crate == crate; };
  if (placed.size() >= kMostCrates || std::any_of(placed.begin(), placed.end(), is_there)) return false;
  const std::vector<RustScope>& scopes = scopes_[file];
  const auto first = static_cast<std::uint32_t>(modules_.size());
  placed.push_back({first, static_cast<std::uint32_t>(scopes.size())});
  modules_.push_back({crate, file, 0, parent, std::move(folder), {}});
  for (std::uint32_t i = 1; i < scopes.size(); ++i) {
    const std::uint32_t outer = first + scopes[i].outer;
    const std::string_view name = plain(scopes[i].name);
    modules_[outer].children.emplace(name, first + i);
    modules_.push_back({crate, file, i, outer, joined(modules_[outer].folder, name), {}});
  }
  by_folder_.emplace(modules_[first].folder, first);
  for (const Definition& d : project_.files[file].outline->definitions)
    if (d.kind == SymbolKind::macro) crates_[crate].macros.emplace(d.name, file);
  return true;
}

// Follows `mod x;` from a file that was just placed; a list instead of recursion, since chains may be long.
void RustModules::grow(std::uint32_t file, std::uint32_t crate) {
  std::vector<std::uint32_t> open{file};
  for (std::size_t i = 0; i < open.size(); ++i) {
    const Placed placed = placed_[open[i]].back();
    if (modules_[placed.first].crate != crate) continue;
    for (std::uint32_t scope = 0; scope < placed.scopes; ++scope) {
      const std::uint32_t outer = placed.first + scope;
      for (const ImportUse* use : scopes_[open[i]][scope].declared) {
        const auto next = declared(outer, *use);
        if (!next) continue;
        const std::string& path = project_.files[*next].path;
        const bool here = owns_folder(path) || !use->path_hint.empty();
        const auto first = static_cast<std::uint32_t>(modules_.size());
        if (!place(*next, crate, outer, std::string(here ? folder_of(path) : stem_of(path)))) continue;
        modules_[outer].children.emplace(plain(use->target), first);
        open.push_back(*next);
      }
    }
  }
}

std::vector<std::uint32_t> RustModules::at(std::uint32_t file, std::uint64_t byte) const {
  std::vector<std::uint32_t> found;
  const auto placed = placed_.find(file);
  if (placed == placed_.end()) return found;
  const std::uint32_t scope = innermost(scopes_.at(file), byte);
  for (const Placed& one : placed->second) found.push_back(one.first + scope);
  return found;
}

std::optional<std::uint32_t> RustModules::file_at(std::string_view path) const {
  const auto at = files_.find(path);
  return at == files_.end() ? std::nullopt : std::optional(at->second);
}

std::optional<std::uint32_t> RustModules::declared(std::uint32_t module, const ImportUse& use) const {
  const RustModule& outer = modules_[module];
  if (!use.path_hint.empty()) {
    // At the top of a file #[path] starts at the file's folder, in an inline module at that module's.
    const std::string_view folder = outer.scope == 0 ? folder_of(project_.files[outer.file].path) : outer.folder;
    const auto path = use.path_hint.starts_with('/') ? std::nullopt : normalized(folder, use.path_hint);
    return path ? file_at(*path) : std::nullopt;
  }
  const std::string path = joined(outer.folder, plain(use.target));
  if (const auto file = file_at(path + ".rs")) return file;
  return file_at(path + "/mod.rs");
}

const CargoManifest* RustModules::manifest_of(std::string_view folder) const {
  for (;; folder = folder_of(folder)) {
    const auto at = manifests_.find(folder);
    if (at != manifests_.end() && !at->second.package.empty()) return &at->second;
    if (folder.empty()) return nullptr;
  }
}

const CargoManifest* RustModules::workspace_of(std::string_view folder) const {
  for (;; folder = folder_of(folder)) {
    const auto at = manifests_.find(folder);
    if (at != manifests_.end() && at->second.is_workspace) return &at->second;
    if (folder.empty()) return nullptr;
  }
}

std::optional<std::string> RustModules::folder_of_dependency(const CargoManifest& manifest,
                                                             const std::string& name) const {
  const auto at = manifest.dependencies.find(name);
  if (at == manifest.dependencies.end()) return std::nullopt;
  const CargoDependency& one = at->second;
  const CargoManifest* workspace = workspace_of(manifest.folder);
  if (!one.path.empty()) return normalized(manifest.folder, one.path);
  if (workspace == nullptr) return std::nullopt;
  if (one.workspace) {
    const auto shared = workspace->shared_dependencies.find(name);
    if (shared != workspace->shared_dependencies.end() && !shared->second.path.empty())
      return normalized(workspace->folder, shared->second.path);
  }
  const auto patch = workspace->patches.find(one.package.empty() ? name : crate_name(one.package));
  if (patch == workspace->patches.end() || patch->second.path.empty()) return std::nullopt;
  return normalized(workspace->folder, patch->second.path);
}

// Libraries that a package's sources may name: by the name its manifest gives them, and by their own.
void RustModules::read_libraries(const CargoManifest& manifest) {
  auto& known = known_libraries_[&manifest];
  std::map<std::string, std::uint32_t> by_own_name;
  for (const auto& [name, dependency] : manifest.dependencies) {
    const auto folder = folder_of_dependency(manifest, name);
    const auto at = folder ? libraries_.find(*folder) : libraries_.end();
    if (at == libraries_.end()) continue;
    const std::string& own = manifests_.at(*folder).library.name;
    if (!own.empty() && dependency.package.empty()) {
      by_own_name.emplace(crate_name(own), at->second);
    } else {
      known.emplace(name, at->second);
    }
  }
  known.insert(by_own_name.begin(), by_own_name.end());
}

std::optional<std::uint32_t> RustModules::library(std::uint32_t crate, std::string_view name) const {
  const CargoManifest* manifest = crates_[crate].manifest;
  if (manifest == nullptr) return std::nullopt;
  const std::string& own = manifest->library.name.empty() ? manifest->package : manifest->library.name;
  if (!crates_[crate].is_library && crate_name(own) == name) {
    const auto at = libraries_.find(manifest->folder);
    return at == libraries_.end() ? std::nullopt : std::optional(at->second);
  }
  const auto known = known_libraries_.find(manifest);
  if (known == known_libraries_.end()) return std::nullopt;
  const auto at = known->second.find(name);
  return at == known->second.end() ? std::nullopt : std::optional(at->second);
}

}  // namespace oyer::datasets::detail
