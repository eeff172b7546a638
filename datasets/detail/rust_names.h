// RustNames: which file defines what a path of Rust means at some place, behind re-exports.
//
// A name is looked for in a module among its modules, its items, what its `use` brings by name, and what its globs
// bring, in this order; the first part of a path also among the crates that the package knows. What stands behind an
// item (a method, a variant) is not looked for. Macros that a crate defines are found anywhere in it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "datasets/detail/rust_modules.h"

namespace oyer::datasets::detail {

class RustNames {
 public:
  explicit RustNames(const RustModules& modules) : modules_(modules) {}

  struct Place {
    std::uint32_t module = kNoModule;  // none: an item
    std::uint32_t file = 0;
    bool exact = true;     // false: the module has no such name, as far as one sees
    bool outside = false;  // brought by a `use` of what is not of this project
  };
  // nullopt: not of this project. `in_use`: the path of a `use`, which in the edition of 2015 starts at the root.
  std::optional<Place> find(std::uint32_t module, std::span<const std::string_view> path, bool in_use);

 private:
  // What one search has seen, so that circles of re-exports end and nothing is looked for twice.
  struct Search {
    static constexpr std::size_t kMostNames = 256, kMostParts = 4096;
    std::map<std::pair<std::uint32_t, std::string_view>, std::optional<Place>> names;  // none while it is looked for
    std::size_t parts = 0;                                                             // of paths that were walked
    bool is_over() const noexcept { return names.size() >= kMostNames || parts >= kMostParts; }
  };

  std::optional<Place> walk(std::uint32_t module, std::span<const std::string_view> path, bool in_use, int depth,
                            Search& search);
  std::optional<Place> first(std::uint32_t module, std::string_view name, bool in_use, int depth, Search& search);
  std::optional<Place> name_in_module(std::uint32_t module, std::string_view name, int depth, Search& search);
  std::optional<Place> imported(std::uint32_t module, std::string_view name, int depth, Search& search);
  Place place_of(std::uint32_t module) const { return {module, modules_.modules()[module].file, true}; }
  std::optional<Place> crate_named(std::uint32_t crate, std::string_view name) const;

  const RustModules& modules_;
};

// "a::b::c" as its parts.
std::vector<std::string_view> rust_path(std::string_view path, std::string_view sign = "::");

}  // namespace oyer::datasets::detail
