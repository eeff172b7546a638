#include "datasets/detail/javascript_modules.h"

#include <algorithm>
#include <iterator>

#include "datasets/detail/path_text.h"

namespace oyer::datasets::detail {
namespace {

// Modules of Node.js that have no prefix; those below them ("fs/promises") go by the first part.
constexpr std::string_view kNodeModules[] = {"assert",
                                             "async_hooks",
                                             "buffer",
                                             "child_process",
                                             "cluster",
                                             "console",
                                             "constants",
                                             "crypto",
                                             "dgram",
                                             "dns",
                                             "domain",
                                             "events",
                                             "fs",
                                             "http",
                                             "http2",
                                             "https",
                                             "inspector",
                                             "module",
                                             "net",
                                             "os",
                                             "path",
                                             "perf_hooks",
                                             "process",
                                             "punycode",
                                             "querystring",
                                             "readline",
                                             "repl",
                                             "stream",
                                             "string_decoder",
                                             "timers",
                                             "tls",
                                             "tty",
                                             "url",
                                             "util",
                                             "v8",
                                             "vm",
                                             "worker_threads",
                                             "zlib"};

constexpr std::size_t kMostNamed = 64;  // packages of one name; more are told apart by nothing

// Conditions that other tools than Node.js and TypeScript set.
constexpr std::string_view kFurtherConditions[] = {"types",  "import",      "require",    "module", "browser",
                                                   "source", "development", "production", "worker", "react-native",
                                                   "svelte", "bun",         "deno",       "node"};

bool is_node_module(std::string_view name) {
  return std::binary_search(std::begin(kNodeModules), std::end(kNodeModules), name.substr(0, name.find('/')));
}

bool is_relative(std::string_view specifier) noexcept {
  return specifier == "." || specifier == ".." || specifier.starts_with("./") || specifier.starts_with("../");
}

// "@scope/name/below" or "name/below".
std::pair<std::string, std::string> split_package(std::string_view specifier) {
  auto slash = specifier.find('/');
  if (specifier.starts_with('@') && slash != std::string_view::npos) slash = specifier.find('/', slash + 1);
  if (slash == std::string_view::npos) return {std::string(specifier), {}};
  return {std::string(specifier.substr(0, slash)), std::string(specifier.substr(slash + 1))};
}

std::vector<std::string> conditions_of(std::string_view from, bool typescript, bool is_module, const TsConfig* config) {
  std::vector<std::string> conditions;
  if (config != nullptr) conditions = config->custom_conditions;
  if (typescript) conditions.emplace_back("types");
  const bool says_require = from.ends_with(".cjs") || from.ends_with(".cts");
  const bool says_import = from.ends_with(".mjs") || from.ends_with(".mts") || is_module || typescript;
  conditions.emplace_back(says_import && !says_require ? "import" : "require");
  conditions.emplace_back("node");
  return conditions;
}

}  // namespace

JavaScriptModules::JavaScriptModules(const ProjectView& project) : files_(project) {
  for (const ManifestText& manifest : project.manifests) add_manifest(manifest);
  for (const auto& [folder, package] : packages_) {
    if (!package.workspaces.empty()) workspaces_[folder] = package.workspaces;
    const bool installed = folder.starts_with("node_modules/") || folder.find("/node_modules/") != std::string::npos;
    if (!package.name.empty() && !installed) by_name_[package.name].push_back(&package);
  }
  configs_.emplace(project.manifests, [this](std::string_view name) -> std::optional<std::string> {
    const auto at = by_name_.find(name);
    if (at == by_name_.end() || at->second.size() != 1) return std::nullopt;
    return at->second.front()->folder;
  });
}

void JavaScriptModules::add_manifest(const ManifestText& manifest) {
  const std::string_view name = name_in(manifest.path);
  const std::string folder(folder_of(manifest.path));
  std::vector<std::string> patterns;
  if (name == "package.json") {
    if (auto package = read_javascript_package(manifest.path, manifest.text))
      packages_.emplace(folder, *std::move(package));
  } else if (name == "pnpm-workspace.yaml") {
    patterns = read_pnpm_workspace(manifest.text);
  } else if (name == "lerna.json") {
    patterns = read_lerna_packages(manifest.text);
  }
  if (!patterns.empty()) workspaces_.emplace(folder, std::move(patterns));
}

JavaScriptModules::Asker JavaScriptModules::asker(std::string_view from, Language language) {
  Asker who;
  who.folder = folder_of(from);
  who.typescript = language != Language::javascript;
  who.package = package_above(who.folder);
  who.config = configs_->of_folder(who.folder);
  who.conditions = conditions_of(from, who.typescript, who.package != nullptr && who.package->is_module, who.config);
  return who;
}

const JavaScriptPackage* JavaScriptModules::package_at(std::string_view folder) const {
  const auto at = packages_.find(folder);
  return at == packages_.end() ? nullptr : &at->second;
}

const JavaScriptPackage* JavaScriptModules::package_above(std::string_view folder) const {
  while (true) {
    if (const Package* package = package_at(folder)) return package;
    if (folder.empty()) return nullptr;
    folder = folder_of(folder);
  }
}

bool JavaScriptModules::is_member(const std::string& root, const std::string& folder) const {
  if (!is_below(folder, root) || folder == root) return folder == root;
  const std::string_view below = std::string_view(folder).substr(root.empty() ? 0 : root.size() + 1);
  bool member = false;
  for (const std::string& pattern : workspaces_.find(root)->second) {
    const bool negated = pattern.starts_with('!');
    if (member == negated && fits_pattern(std::string_view(pattern).substr(negated ? 1 : 0), below)) member = !negated;
  }
  return member;
}

std::vector<const JavaScriptPackage*> JavaScriptModules::packages_named(const std::string& name, const Asker& who) {
  const auto named = by_name_.find(name);
  const std::vector<const Package*> none;
  const auto& candidates = named == by_name_.end() ? none : named->second;
  // The package itself, or one that the file lies in with a package of its own (examples, benchmarks).
  const Package* around = nullptr;
  for (const Package* candidate : candidates)
    if (is_below(who.folder, candidate->folder) &&
        (around == nullptr || candidate->folder.size() > around->folder.size()))
      around = candidate;
  if (around != nullptr) return {around};
  for (std::string_view folder = who.folder;; folder = folder_of(folder)) {
    if (const Package* kept = package_at(joined(folder, "node_modules/" + name))) return {kept};
    if (folder.empty()) break;
  }
  if (who.package != nullptr) {
    const auto dependency = who.package->dependencies.find(name);
    if (dependency != who.package->dependencies.end())
      if (const auto folder = normalized(who.package->folder, dependency->second))
        if (const Package* linked = package_at(*folder)) return {linked};
  }
  if (candidates.empty()) return {};
  for (std::string_view folder = who.folder;; folder = folder_of(folder)) {
    if (const auto root = workspaces_.find(folder); root != workspaces_.end()) {
      const auto [at, is_new] = members_.try_emplace({root->first, name});
      for (const Package* candidate : candidates)
        if (is_new && at->second.size() < kMostNamed && is_member(root->first, candidate->folder))
          at->second.push_back(candidate);
      if (!at->second.empty()) return at->second;
    }
    if (folder.empty()) return {};
  }
}

std::optional<FoundPath> JavaScriptModules::in_folder(const Asker& who, const std::string& folder) {
  const Package* package = package_at(folder);
  if (package == nullptr) return files_.index(folder, who.typescript);
  std::vector<std::string_view> entries;
  if (who.typescript) entries.push_back(package->types);
  entries.push_back(package->main);
  for (const std::string_view entry : entries) {
    const auto path = entry.empty() ? std::nullopt : normalized(folder, entry);
    if (!path || *path == folder) continue;
    if (auto found = files_.file(*path, who.typescript)) return found;
    if (auto found = files_.index(*path, who.typescript)) return found;
  }
  if (auto found = files_.index(folder, who.typescript)) return found;
  return entry(who, *package, "");
}

std::optional<FoundPath> JavaScriptModules::at_path(const Asker& who, const std::string& path) {
  if (auto found = files_.file(path, who.typescript)) return found;
  return in_folder(who, path);
}

std::optional<FoundPath> JavaScriptModules::relative(const Asker& who, std::string_view specifier) {
  const auto path = normalized(who.folder, specifier);
  if (!path) return std::nullopt;
  const bool folder_only = specifier.ends_with('/') || name_in(specifier) == "." || name_in(specifier) == "..";
  if (auto found = folder_only ? in_folder(who, *path) : at_path(who, *path)) return found;
  if (auto found = by_root_dirs(who, *path)) return found;
  // Into a folder that a build writes: its source.
  const Package* package = package_above(folder_of(*path));
  if (package == nullptr) return std::nullopt;
  return files_.source_of(*package, configs_->of_folder(package->folder), *path);
}

std::optional<FoundPath> JavaScriptModules::by_root_dirs(const Asker& who, const std::string& path) {
  if (who.config == nullptr) return std::nullopt;
  const std::string* within = nullptr;
  for (const std::string& dir : who.config->root_dirs)
    if (is_below(path, dir) && (within == nullptr || dir.size() > within->size())) within = &dir;
  if (within == nullptr || path.size() <= within->size()) return std::nullopt;
  const std::string below = path.substr(within->empty() ? 0 : within->size() + 1);
  for (const std::string& dir : who.config->root_dirs)
    if (auto found = at_path(who, joined(dir, below))) return found;
  return std::nullopt;
}

std::optional<FoundPath> JavaScriptModules::by_paths(const Asker& who, std::string_view specifier) {
  if (who.config == nullptr) return std::nullopt;
  const std::vector<std::string>* targets = nullptr;
  std::size_t best = 0;
  std::string_view star;
  for (const auto& [pattern, values] : who.config->paths) {
    const auto at = pattern.find('*');
    if (at == std::string::npos) {
      if (pattern != specifier) continue;
      targets = &values;
      star = {};
      break;
    }
    const std::string_view before = std::string_view(pattern).substr(0, at);
    const std::string_view behind = std::string_view(pattern).substr(at + 1);
    if (specifier.size() + 1 < pattern.size() || !specifier.starts_with(before) || !specifier.ends_with(behind))
      continue;
    if (targets != nullptr && at <= best) continue;
    targets = &values;
    best = at;
    star = specifier.substr(at, specifier.size() - before.size() - behind.size());
  }
  if (targets != nullptr) {
    for (const std::string& target : *targets) {
      const auto at = target.find('*');
      std::string filled = target.substr(0, at);
      if (at != std::string::npos) filled += std::string(star) + target.substr(at + 1);
      const auto path = normalized(who.config->paths_folder, filled);
      if (!path) continue;
      if (auto found = at_path(who, *path)) return found;
      const Package* package = package_above(*path);
      if (package == nullptr) continue;
      if (auto found = files_.source_of(*package, configs_->of_folder(package->folder), *path)) return found;
    }
  }
  if (!who.config->base_url) return std::nullopt;
  const auto path = normalized(*who.config->base_url, specifier);
  return path ? at_path(who, *path) : std::nullopt;
}

// A target of a package: itself, or the source it is built from.
std::optional<FoundPath> JavaScriptModules::built(const Asker& who, const Package& package, std::string_view target) {
  const auto path = normalized(package.folder, target);
  if (!path || *path == package.folder) return std::nullopt;
  if (auto found = files_.file(*path, who.typescript)) return found;
  if (auto found = files_.index(*path, who.typescript)) return found;
  return files_.source_of(package, configs_->of_folder(package.folder), *path);
}

std::optional<FoundPath> JavaScriptModules::by_imports(const Asker& who, std::string_view specifier) {
  if (who.package == nullptr || !who.package->imports) return std::nullopt;
  for (const std::string& target : mapped_targets(*who.package->imports, specifier, who.conditions)) {
    if (is_relative(target)) {
      if (auto found = built(who, *who.package, target)) return found;
    } else if (auto found = by_package(who, target); found.size() == 1) {
      return found.front();
    }
  }
  return std::nullopt;
}

std::optional<FoundPath> JavaScriptModules::by_alias(const Asker& who, std::string_view specifier) {
  if (!specifier.starts_with("@/") && !specifier.starts_with("~/")) return std::nullopt;
  const std::string folder = who.package == nullptr ? std::string() : who.package->folder;
  for (const char* sources : {"src", "app", ""})
    if (const auto path = normalized(joined(folder, sources), specifier.substr(2)))
      if (auto found = at_path(who, *path)) return found;
  return std::nullopt;
}

std::optional<FoundPath> JavaScriptModules::entry(const Asker& who, const Package& package, std::string_view below) {
  if (package.exports) {
    const std::string key = below.empty() ? "." : "./" + std::string(below);
    std::vector<std::string> further(std::begin(kFurtherConditions), std::end(kFurtherConditions));
    for (const auto& conditions : {who.conditions, further})
      for (const std::string& target : mapped_targets(*package.exports, key, conditions))
        if (auto found = built(who, package, target)) return found;
  }
  if (!below.empty()) {
    const std::string path = joined(package.folder, below);
    if (auto found = at_path(who, path)) return found;
    if (auto found = files_.source_of(package, configs_->of_folder(package.folder), path)) return found;
    return at_path(who, joined(joined(package.folder, "src"), below));
  }
  const std::string_view first = who.typescript ? package.types : package.main;
  const std::string_view second = who.typescript ? package.main : package.types;
  for (const std::string_view target :
       {first, second, std::string_view(package.module), std::string_view(package.source)})
    if (!target.empty())
      if (auto found = built(who, package, target)) return found;
  if (auto found = files_.index(package.folder, who.typescript)) return found;
  for (const char* name : {"src/index", "lib/index", "src/main", "source/index"})
    if (auto found = files_.file(joined(package.folder, name), who.typescript)) return found;
  return files_.file(joined(package.folder, "src/" + std::string(name_in(package.name))), who.typescript);
}

std::vector<FoundPath> JavaScriptModules::by_package(const Asker& who, std::string_view specifier) {
  const auto [name, below] = split_package(specifier);
  if (name.empty() || is_node_module(specifier)) return {};
  std::vector<FoundPath> found;
  for (const Package* package : packages_named(name, who)) {
    const auto one = entry(who, *package, below);
    const auto is_it = [&](const FoundPath& other) { return other.path == one->path; };
    if (one && std::none_of(found.begin(), found.end(), is_it)) found.push_back(*one);
  }
  return found;
}

std::vector<FoundPath> JavaScriptModules::find(std::string_view from, Language language, const std::string& specifier) {
  const Asker who = asker(from, language);
  // What bundlers' loaders are asked for stands before "!", what they are told behind "?".
  std::string_view wanted = std::string_view(specifier).substr(specifier.rfind('!') + 1);
  for (int attempt = 0; attempt < 2; ++attempt) {
    std::optional<FoundPath> one;
    if (is_relative(wanted)) {
      one = relative(who, wanted);
    } else if (!wanted.empty() && wanted[0] != '/' && wanted.find(':') == std::string_view::npos) {
      // Node knows no tsconfig.json: there, packages go first.
      std::vector<FoundPath> packages;
      if (who.typescript) one = by_paths(who, wanted);
      if (!one && wanted[0] == '#') one = by_imports(who, wanted);
      if (!one) packages = by_package(who, wanted);
      if (!packages.empty()) return packages;
      if (!one && !who.typescript) one = by_paths(who, wanted);
      if (!one) one = by_alias(who, wanted);
    }
    if (one) return {*one};
    const auto query = wanted.find('?');
    if (query == std::string_view::npos) break;
    wanted = wanted.substr(0, query);
  }
  return {};
}

}  // namespace oyer::datasets::detail
