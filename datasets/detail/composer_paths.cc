#include "datasets/detail/composer_paths.h"

#include <algorithm>
#include <iterator>

#include "datasets/detail/loose_json.h"
#include "datasets/detail/path_text.h"

namespace oyer::datasets::detail {
namespace {

// Of one beginning of names, however many packages share it; and of names that end within a part (PSR-0's "Acme_").
constexpr std::size_t kMostFolders = 32;
constexpr std::size_t kMostPaths = 64;
constexpr std::size_t kLongestName = 4096;  // as paths of files

void add_folder(std::vector<std::string>& folders, const std::string& folder) {
  if (folders.size() < kMostFolders && std::find(folders.begin(), folders.end(), folder) == folders.end())
    folders.push_back(folder);
}

// "A\B" is A/B; what stands behind the last backslash has its underscores made into folders, too.
std::string psr0_path(std::string_view name) {
  std::string path(name);
  const auto last = path.rfind('\\');
  for (std::size_t i = last == std::string::npos ? 0 : last; i < path.size(); ++i)
    if (path[i] == '_') path[i] = '/';
  std::replace(path.begin(), path.end(), '\\', '/');
  return path;
}

}  // namespace

ComposerPaths::ComposerPaths(std::span<const ManifestText> manifests) {
  for (const ManifestText& manifest : manifests)
    if (name_in(manifest.path) == "composer.json") add(folder_of(manifest.path), manifest.text);
}

void ComposerPaths::add(std::string_view folder, std::string_view text) {
  const auto object = loose_json_object(text);
  if (!object) return;
  Package& package = packages_[std::string(folder)];
  const auto take = [&](std::string_view prefix, const json::value& value, Folders Package::*kind) {
    if (!value.is_string()) return;
    const auto path = normalized(folder, json::view(value.as_string()));
    if (!path) return;
    add_folder((package.*kind)[std::string(prefix)], *path);
    add_folder((all_.*kind)[std::string(prefix)], *path);
  };
  for (const std::string_view part : {"autoload", "autoload-dev"}) {
    const json::object* autoload = json::find_object(*object, part);
    if (autoload == nullptr) continue;
    for (const auto& [key, kind] : {std::pair("psr-4", &Package::psr4), std::pair("psr-0", &Package::psr0)}) {
      const json::object* map = json::find_object(*autoload, key);
      if (map == nullptr) continue;
      for (const auto& member : *map) {
        const std::string_view prefix(member.key().data(), member.key().size());
        if (member.value().is_array())
          for (const json::value& one : member.value().as_array()) take(prefix, one, kind);
        take(prefix, member.value(), kind);
      }
    }
  }
}

void ComposerPaths::add_paths(const Package& package, std::string_view name, std::vector<std::string>& paths) {
  const auto add = [&](std::string path) {
    if (paths.size() < kMostPaths && std::find(paths.begin(), paths.end(), path) == paths.end())
      paths.push_back(std::move(path));
  };
  // The longest beginning goes first. Those of PSR-4 end with a backslash or are empty.
  for (auto end = name.rfind('\\');; end = end == 0 ? std::string_view::npos : name.rfind('\\', end - 1)) {
    const std::string_view prefix = end == std::string_view::npos ? std::string_view{} : name.substr(0, end + 1);
    if (const auto at = package.psr4.find(prefix); at != package.psr4.end()) {
      std::string below(name.substr(prefix.size()));
      std::replace(below.begin(), below.end(), '\\', '/');
      for (const std::string& folder : at->second) add(joined(folder, below + ".php"));
    }
    if (prefix.empty()) break;
  }
  if (package.psr0.empty()) return;
  const auto ends_part = [&](std::size_t at) { return name[at] == '\\' || name[at] == '_'; };
  for (std::size_t size = name.size() + 1; size-- > 0;) {
    const bool may_end = size == 0 || size == name.size() || ends_part(size) || ends_part(size - 1);
    const auto at = may_end ? package.psr0.find(name.substr(0, size)) : package.psr0.end();
    if (at == package.psr0.end()) continue;
    for (const std::string& folder : at->second) add(joined(folder, psr0_path(name) + ".php"));
  }
}

std::vector<std::string> ComposerPaths::paths_of(std::string_view folder, std::string_view name) const {
  std::vector<std::string> paths;
  if (packages_.empty() || name.size() > kLongestName) return paths;
  for (std::string_view above = folder;; above = folder_of(above)) {
    if (const auto at = packages_.find(above); at != packages_.end()) add_paths(at->second, name, paths);
    if (above.empty()) break;
  }
  add_paths(all_, name, paths);
  return paths;
}

}  // namespace oyer::datasets::detail
