#include "datasets/detail/project_paths.h"

#include <algorithm>

namespace oyer::datasets::detail {

std::string_view folder_of(std::string_view path) noexcept {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view last_part(std::string_view path) noexcept {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string joined_path(std::string_view folder, std::string_view below) {
  if (folder.empty()) return std::string(below);
  if (below.empty()) return std::string(folder);
  return std::string(folder) + "/" + std::string(below);
}

std::optional<std::string> path_from(std::string_view folder, std::string_view asked) {
  if (asked.starts_with('/')) return std::nullopt;
  std::string path(folder);
  while (!asked.empty()) {
    const std::string_view part = asked.substr(0, asked.find('/'));
    asked.remove_prefix(std::min(asked.size(), part.size() + 1));
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (path.empty()) return std::nullopt;
      path.resize(folder_of(path).size());
      continue;
    }
    if (!path.empty()) path += '/';
    path += part;
  }
  return path;
}

bool lies_in(std::string_view path, std::string_view folder) noexcept {
  if (folder.empty()) return true;
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace oyer::datasets::detail
