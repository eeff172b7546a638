#include "datasets/detail/javascript_files.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <utility>

#include "datasets/detail/path_text.h"

namespace oyer::datasets::detail {
namespace {

using Texts = std::initializer_list<std::string_view>;

constexpr std::string_view kTypeScriptEndings[] = {".ts", ".tsx", ".d.ts", ".mts", ".cts", ".d.mts", ".d.cts",
                                                   ".js", ".jsx", ".json", ".mjs", ".cjs", ".vue",   ".svelte"};
constexpr std::string_view kJavaScriptEndings[] = {".js",  ".json", ".mjs", ".cjs", ".jsx",    ".es6", ".ts",
                                                   ".tsx", ".mts",  ".cts", ".vue", ".svelte", ".d.ts"};
// A module that is written once for each platform.
constexpr std::string_view kPlatforms[] = {".native", ".web", ".ios", ".android"};

// What is written with the ending of the file that a compiler makes.
struct Swap {
  std::string_view from;
  std::string_view to[3];
};
constexpr Swap kSwaps[] = {{".d.ts", {".ts", ".tsx", ".js"}},   {".d.mts", {".mts", ".ts", ".mjs"}},
                           {".d.cts", {".cts", ".ts", ".cjs"}}, {".js", {".ts", ".tsx", ".d.ts"}},
                           {".jsx", {".tsx", ".ts", ".d.ts"}},  {".mjs", {".mts", ".d.mts", ".ts"}},
                           {".cjs", {".cts", ".d.cts", ".ts"}}};

// Folders that builds write to.
constexpr std::string_view kBuilt[] = {
    "build", "cjs",     "commonjs",   "compiled", "declarations", "dist", "es",     "es2015", "es6",
    "esm",   "lib",     "module",     "modules",  "mjs",          "out",  "output", "types",  "typings",
    "umd",   "bundles", "dist-types", "browser",  "node",         "_esm", "_cjs",   "_types"};

bool is_built(std::string_view part) {
  return std::find(std::begin(kBuilt), std::end(kBuilt), part) != std::end(kBuilt);
}

std::string_view without_ending(std::string_view path) noexcept {
  for (const Swap& swap : kSwaps)
    if (path.ends_with(swap.from)) return path.substr(0, path.size() - swap.from.size());
  return path;
}

}  // namespace

JavaScriptFiles::JavaScriptFiles(const ProjectView& project) {
  for (const std::string& path : project.paths) paths_.try_emplace(path);
  for (std::uint32_t i = 0; i < project.files.size(); ++i) paths_[project.files[i].path] = i;
}

std::optional<FoundPath> JavaScriptFiles::exact(std::string_view path) const {
  const auto at = paths_.find(path);
  return at == paths_.end() ? std::nullopt : std::optional(FoundPath{at->first, at->second});
}

std::optional<FoundPath> JavaScriptFiles::swapped(std::string_view path) const {
  for (const Swap& swap : kSwaps) {
    if (!path.ends_with(swap.from)) continue;
    const std::string stem(path.substr(0, path.size() - swap.from.size()));
    for (const std::string_view to : swap.to)
      if (auto found = exact(stem + std::string(to))) return found;
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<FoundPath> JavaScriptFiles::file(const std::string& path, bool typescript) const {
  if (path.empty()) return std::nullopt;
  const bool declares = path.ends_with(".d.ts") || path.ends_with(".d.mts") || path.ends_with(".d.cts");
  if (!typescript || declares)
    if (auto found = exact(path)) return found;
  if (typescript)
    if (auto found = swapped(path)) return found;
  const std::span<const std::string_view> endings =
      typescript ? std::span<const std::string_view>(kTypeScriptEndings) : std::span(kJavaScriptEndings);
  for (const std::string_view ending : endings)
    if (auto found = exact(path + std::string(ending))) return found;
  if (auto found = typescript ? exact(path) : swapped(path)) return found;
  for (const std::string_view platform : kPlatforms)
    for (const std::string_view ending : {".ts", ".tsx", ".js", ".jsx"})
      if (auto found = exact(path + std::string(platform) + std::string(ending))) return found;
  return std::nullopt;
}

std::optional<FoundPath> JavaScriptFiles::index(std::string_view folder, bool typescript) const {
  return file(joined(folder, "index"), typescript);
}

std::optional<FoundPath> JavaScriptFiles::source_of(const JavaScriptPackage& package, const TsConfig* config,
                                                    const std::string& built) const {
  // The path below what is built, for every folder that may be that: by the configuration, then by its name.
  std::vector<std::pair<std::string, std::string>> tries;  // a folder of sources, a path in it
  if (config != nullptr) {
    for (const auto& out : {config->declaration_dir, config->out_dir}) {
      if (!out || *out == package.folder || !is_below(built, *out) || built.size() <= out->size()) continue;
      const std::string below = built.substr(out->empty() ? 0 : out->size() + 1);
      if (config->root_dir) tries.emplace_back(*config->root_dir, below);
      tries.emplace_back(joined(package.folder, "src"), below);
      tries.emplace_back(package.folder, below);
    }
  }
  if (!is_below(built, package.folder)) return std::nullopt;
  std::string_view below = std::string_view(built).substr(package.folder.empty() ? 0 : package.folder.size());
  while (below.starts_with('/')) below.remove_prefix(1);
  while (is_built(below.substr(0, below.find('/'))) && below.find('/') != std::string_view::npos) {
    below.remove_prefix(below.find('/') + 1);
    tries.emplace_back(joined(package.folder, "src"), below);
    tries.emplace_back(package.folder, below);
    tries.emplace_back(joined(package.folder, "lib"), below);
  }
  for (const auto& [folder, path] : tries) {
    const std::string whole = joined(folder, path);
    for (const std::string& one : {whole, joined(folder, without_ending(path))}) {
      if (auto found = swapped(one)) return found;
      if (auto found = file(one, true)) return found;
    }
    if (auto found = index(joined(folder, without_ending(path)), true)) return found;
  }
  return std::nullopt;
}

}  // namespace oyer::datasets::detail
