#include "datasets/detail/rust_names.h"

#include <algorithm>

namespace oyer::datasets::detail {
namespace {

using parsers::ImportUse;

constexpr int kMostReexports = 16;
constexpr RustNames::Place kOutside{kNoModule, 0, true, true};

}  // namespace

std::vector<std::string_view> rust_path(std::string_view path, std::string_view sign) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = std::min(path.find(sign), path.size());
    std::string_view part = path.substr(0, end);
    if (part.starts_with("r#")) part.remove_prefix(2);
    parts.push_back(part);
    if (end == path.size()) return parts;
    path.remove_prefix(end + sign.size());
  }
}

std::optional<RustNames::Place> RustNames::find(std::uint32_t module, std::span<const std::string_view> path,
                                                bool in_use) {
  Search search;
  const auto place = walk(module, path, in_use, 0, search);
  return place && place->outside ? std::nullopt : place;
}

std::optional<RustNames::Place> RustNames::crate_named(std::uint32_t crate, std::string_view name) const {
  const auto library = modules_.library(crate, name);
  if (!library || modules_.crates()[*library].root == kNoModule) return std::nullopt;
  return place_of(modules_.crates()[*library].root);
}

std::optional<RustNames::Place> RustNames::walk(std::uint32_t module, std::span<const std::string_view> path,
                                                bool in_use, int depth, Search& search) {
  search.parts += path.size();
  if (path.empty() || depth > kMostReexports) return std::nullopt;
  std::optional<Place> place;
  std::size_t next = 1;
  if (path[0].empty()) {  // ::crate::x
    if (path.size() < 2) return std::nullopt;
    const std::uint32_t crate = modules_.modules()[module].crate;
    place = crate_named(crate, path[1]);
    if (!place && modules_.crates()[crate].is_2015 && modules_.crates()[crate].root != kNoModule)
      place = name_in_module(modules_.crates()[crate].root, path[1], depth, search);
    next = 2;
  } else {
    place = first(module, path[0], in_use, depth, search);
  }
  if (!place) return kOutside;
  for (; place && next < path.size(); ++next) {
    if (place->module == kNoModule) return place;
    if (path[next] == "self") continue;
    if (path[next] == "super") {
      const std::uint32_t parent = modules_.modules()[place->module].parent;
      if (parent == kNoModule) return std::nullopt;
      place = place_of(parent);
      continue;
    }
    auto found = name_in_module(place->module, path[next], depth, search);
    if (!found) return Place{place->module, place->file, false};
    place = found;
  }
  return place;
}

std::optional<RustNames::Place> RustNames::first(std::uint32_t module, std::string_view name, bool in_use, int depth,
                                                 Search& search) {
  const RustModule& here = modules_.modules()[module];
  const RustCrate& crate = modules_.crates()[here.crate];
  if (name == "self") return place_of(module);
  if (name == "super") return here.parent == kNoModule ? std::nullopt : std::optional(place_of(here.parent));
  if (name == "crate" || name == "$crate")
    return crate.root == kNoModule ? std::nullopt : std::optional(place_of(crate.root));
  const std::uint32_t start = in_use && crate.is_2015 && crate.root != kNoModule ? crate.root : module;
  if (auto found = name_in_module(start, name, depth, search)) return found;
  if (auto found = crate_named(here.crate, name)) return found;
  const auto macro = crate.macros.find(name);
  return macro == crate.macros.end() ? std::nullopt : std::optional(Place{kNoModule, macro->second, true});
}

std::optional<RustNames::Place> RustNames::name_in_module(std::uint32_t module, std::string_view name, int depth,
                                                          Search& search) {
  const RustModule& here = modules_.modules()[module];
  if (const auto child = here.children.find(name); child != here.children.end()) return place_of(child->second);
  if (modules_.scope_of(here).defined.contains(name)) return Place{kNoModule, here.file, true};
  const auto [at, is_new] = search.names.try_emplace({module, name});
  if (!is_new || search.is_over()) return at->second;
  return at->second = imported(module, name, depth, search);
}

// What the module's uses give for a name.
std::optional<RustNames::Place> RustNames::imported(std::uint32_t module, std::string_view name, int depth,
                                                    Search& search) {
  const RustModule& here = modules_.modules()[module];
  const RustScope& scope = modules_.scope_of(here);
  // What comes from outside counts where nothing of the project does: std::sync as crate::sync, say.
  std::optional<Place> found, outside;
  if (const auto uses = scope.named_uses.find(name); uses != scope.named_uses.end()) {
    for (const ImportUse* use : uses->second) {
      if (search.is_over()) return found;
      const auto place = walk(module, rust_path(use->target), true, depth + 1, search);
      if (place && place->outside) {
        outside = place;
      } else if (place && (!found || (place->exact && !found->exact))) {
        found = place;
      }
    }
    if (found && found->exact) return found;
  }
  for (const ImportUse* use : scope.globs) {
    if (search.is_over()) return found;
    const auto base = walk(module, rust_path(use->target), true, depth + 1, search);
    if (!base || base->module == kNoModule || !base->exact || depth >= kMostReexports) continue;
    const auto place = name_in_module(base->module, name, depth + 1, search);
    if (place && place->exact && !place->outside) return place;
    if (place && place->outside) outside = place;
  }
  const RustCrate& crate = modules_.crates()[here.crate];
  if (const auto macro = crate.macros.find(name); module == crate.root && macro != crate.macros.end())
    return Place{kNoModule, macro->second, true};
  return found ? found : outside;
}

}  // namespace oyer::datasets::detail
