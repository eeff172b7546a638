#include "datasets/detail/tsconfig.h"

#include <algorithm>

#include "datasets/detail/loose_json.h"
#include "datasets/detail/path_text.h"

namespace oyer::datasets::detail {
namespace {

constexpr int kDeepestExtends = 16;
constexpr int kMostExtended = 64;
constexpr std::size_t kMostPaths = 1000;
constexpr std::size_t kMostTargets = 20;
constexpr std::size_t kMostReferences = 50;

std::vector<std::string> texts_of(const json::value* value) {
  std::vector<std::string> texts;
  if (value == nullptr) return texts;
  if (value->is_string()) texts.emplace_back(json::view(value->as_string()));
  if (!value->is_array()) return texts;
  for (const json::value& one : value->as_array())
    if (one.is_string()) texts.emplace_back(json::view(one.as_string()));
  return texts;
}

// "${configDir}" is the folder of the configuration that extends; that of the one where it stands is nearly the same.
std::string_view without_config_dir(std::string_view text) noexcept {
  constexpr std::string_view variable = "${configDir}";
  return text.starts_with(variable) ? text.substr(std::min(text.size(), variable.size() + 1)) : text;
}

std::optional<std::string> folder_named(std::string_view folder, const json::object& options, std::string_view key) {
  const json::string* text = json::find_string(options, key);
  if (text == nullptr || json::view(*text).starts_with('/')) return std::nullopt;
  return normalized(folder, without_config_dir(json::view(*text)));
}

}  // namespace

TsConfigs::TsConfigs(std::span<const ManifestText> manifests, PackageFolder package_folder)
    : package_folder_(std::move(package_folder)) {
  for (const ManifestText& manifest : manifests) {
    const std::string_view name = name_in(manifest.path);
    if (!name.ends_with(".json") || name == "package.json" || name == "lerna.json") continue;
    if (auto object = loose_json_object(manifest.text)) objects_.emplace(manifest.path, *std::move(object));
  }
}

const TsConfig* TsConfigs::of_folder(std::string_view folder) {
  if (const auto at = of_folder_.find(folder); at != of_folder_.end()) return at->second;
  std::string_view at = folder;
  const TsConfig* found = nullptr;
  while (true) {
    for (const char* name : {"tsconfig.json", "jsconfig.json"})
      if (found == nullptr) found = read(joined(at, name));
    if (found != nullptr || at.empty()) break;
    at = folder_of(at);
  }
  of_folder_.emplace(folder, found);
  return found;
}

const TsConfig* TsConfigs::read(const std::string& path) {
  if (!objects_.contains(path)) return nullptr;
  const auto [at, is_new] = read_.try_emplace(path);
  if (is_new) {
    files_left_ = kMostExtended;
    apply(path, at->second, 0);
    if (at->second.paths.empty() && !at->second.base_url) add_references(path, at->second);
  }
  return &at->second;
}

void TsConfigs::apply(const std::string& path, TsConfig& config, int depth) {
  const auto at = objects_.find(path);
  if (at == objects_.end() || depth > kDeepestExtends || --files_left_ < 0) return;
  const std::string_view folder = folder_of(path);
  for (const std::string& name : texts_of(json::find(at->second, "extends")))
    if (const auto other = extended(folder, name)) apply(*other, config, depth + 1);
  if (const json::object* options = json::find_object(at->second, "compilerOptions"))
    apply_options(folder, *options, config);
}

void TsConfigs::apply_options(std::string_view folder, const json::object& options, TsConfig& config) const {
  if (const auto base = folder_named(folder, options, "baseUrl")) {
    config.base_url = base;
    // What `paths` of an extended configuration say is relative to it.
    if (config.paths.empty()) config.paths_folder = *base;
  }
  if (const json::object* paths = json::find_object(options, "paths")) {
    config.paths.clear();
    for (const auto& [pattern, targets] : *paths) {
      if (config.paths.size() >= kMostPaths) break;
      std::vector<std::string> texts = texts_of(&targets);
      texts.resize(std::min(texts.size(), kMostTargets));
      config.paths.emplace_back(pattern, std::move(texts));
    }
    config.paths_folder = config.base_url.value_or(std::string(folder));
  }
  if (const json::array* dirs = json::find_array(options, "rootDirs")) {
    config.root_dirs.clear();
    for (const json::value& dir : *dirs)
      if (dir.is_string() && config.root_dirs.size() < kMostTargets)
        if (auto path = normalized(folder, without_config_dir(json::view(dir.as_string()))))
          config.root_dirs.push_back(*std::move(path));
  }
  if (auto dir = folder_named(folder, options, "outDir")) config.out_dir = std::move(dir);
  if (auto dir = folder_named(folder, options, "declarationDir")) config.declaration_dir = std::move(dir);
  if (auto dir = folder_named(folder, options, "rootDir")) config.root_dir = std::move(dir);
  if (const json::value* conditions = json::find(options, "customConditions"))
    config.custom_conditions = texts_of(conditions);
}

void TsConfigs::add_references(const std::string& path, TsConfig& config) {
  const json::array* references = json::find_array(objects_.find(path)->second, "references");
  if (references == nullptr) return;
  std::size_t left = kMostReferences;
  for (const json::value& reference : *references) {
    const json::string* named = reference.is_object() ? json::find_string(reference.as_object(), "path") : nullptr;
    if (named == nullptr || left-- == 0) continue;
    auto place = normalized(folder_of(path), json::view(*named));
    if (!place) continue;
    if (!place->ends_with(".json")) place = joined(*place, "tsconfig.json");
    // Configurations of other folders speak for the files there.
    if (folder_of(*place) != folder_of(path)) continue;
    TsConfig other;
    files_left_ = kMostExtended;
    apply(*place, other, 0);
    if (config.paths.empty() && !config.base_url) {
      config = std::move(other);
      continue;
    }
    if (other.paths_folder != config.paths_folder) continue;
    for (auto& pattern : other.paths) config.paths.push_back(std::move(pattern));
  }
}

std::optional<std::string> TsConfigs::extended(std::string_view folder, std::string_view name) const {
  std::optional<std::string> path;
  if (name.starts_with("./") || name.starts_with("../") || name == "." || name == "..") {
    path = normalized(folder, name);
  } else {
    const auto slash = name.find('/', name.starts_with('@') ? std::min(name.find('/'), name.size() - 1) + 1 : 0);
    const std::string_view package = name.substr(0, slash);
    const auto place = package_folder_(package);
    if (!place) return std::nullopt;
    path = normalized(*place, slash == std::string_view::npos ? "tsconfig.json" : name.substr(slash + 1));
  }
  if (!path || objects_.contains(*path)) return path;
  for (const char* behind : {".json", "/tsconfig.json"})
    if (objects_.contains(*path + behind)) return *path + behind;
  return std::nullopt;
}

}  // namespace oyer::datasets::detail
