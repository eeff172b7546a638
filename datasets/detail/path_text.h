// Paths of a project as texts: '/' between parts, none in front or behind, the root "".
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oyer::datasets::detail {

inline std::string_view folder_of(std::string_view path) noexcept {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

inline std::string_view name_in(std::string_view path) noexcept {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

inline std::string joined(std::string_view folder, std::string_view name) {
  if (folder.empty()) return std::string(name);
  if (name.empty()) return std::string(folder);
  return std::string(folder) + "/" + std::string(name);
}

// Whether `path` is `folder` or lies below it.
inline bool is_below(std::string_view path, std::string_view folder) noexcept {
  if (folder.empty()) return true;
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

// How many folders two folders have in common, from the root on.
inline std::size_t shared_folders(std::string_view a, std::string_view b) noexcept {
  std::size_t shared = 0;
  for (std::size_t i = 0;; ++i) {
    const bool ends_a = i >= a.size() || a[i] == '/';
    const bool ends_b = i >= b.size() || b[i] == '/';
    if (ends_a && ends_b && i > 0) ++shared;
    if (i >= a.size() || i >= b.size() || a[i] != b[i]) return shared;
  }
}

// Where a relative path leads from a folder: "a/b" and "../c/./d" give "a/c/d". A ".." at the root leads to the root,
// and `beyond` says so.
inline std::string followed(std::string_view folder, std::string_view relative, bool& beyond) {
  std::string path(folder);
  while (!relative.empty()) {
    const std::string_view part = relative.substr(0, relative.find('/'));
    relative.remove_prefix(std::min(relative.size(), part.size() + 1));
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      beyond = beyond || path.empty();
      path.resize(folder_of(path).size());
      continue;
    }
    if (!path.empty()) path += '/';
    path += part;
  }
  return path;
}

// The same; nullopt beyond the root.
inline std::optional<std::string> normalized(std::string_view folder, std::string_view relative) {
  bool beyond = false;
  std::string path = followed(folder, relative, beyond);
  return beyond ? std::nullopt : std::optional(std::move(path));
}

}  // namespace oyer::datasets::detail
