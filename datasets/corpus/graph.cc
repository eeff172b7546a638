#include "datasets/corpus/graph.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "datasets/detail/path_text.h"
#include "datasets/detail/resolve_bash.h"
#include "datasets/detail/resolve_c.h"
#include "datasets/detail/resolve_csharp.h"
#include "datasets/detail/resolve_go.h"
#include "datasets/detail/resolve_java.h"
#include "datasets/detail/resolve_javascript.h"
#include "datasets/detail/resolve_php.h"
#include "datasets/detail/resolve_ruby.h"
#include "datasets/detail/resolve_rust.h"
#include "datasets/detail/resolver.h"

namespace oyer::datasets {
namespace {

using detail::Resolver;

// Languages whose files import each other share a resolver.
Language family_of(Language language) noexcept {
  if (language == Language::typescript || language == Language::tsx) return Language::javascript;
  if (language == Language::cpp) return Language::c;
  return language;
}

std::unique_ptr<Resolver> resolver_of(Language family, const detail::ProjectView& project) {
  if (family == Language::python) return detail::python_resolver(project);
  if (family == Language::bash) return detail::bash_resolver(project);
  if (family == Language::csharp) return detail::csharp_resolver(project);
  if (family == Language::php) return detail::php_resolver(project);
  if (family == Language::ruby) return detail::ruby_resolver(project);
  if (family == Language::java) return detail::java_resolver(project);
  if (family == Language::javascript) return detail::javascript_resolver(project);
  if (family == Language::c) return detail::c_resolver(project);
  if (family == Language::go) return detail::go_resolver(project);
  if (family == Language::rust) return detail::rust_resolver(project);
  return nullptr;
}

template <class Use>
Strength strength_of(const Use& use) noexcept {
  return use.weak ? Strength::weak : Strength::strong;
}

// One edge a pair: a unique import says more than an ambiguous one, a strong one more than a weak one.
void merge(std::vector<Edge>& edges) {
  std::sort(edges.begin(), edges.end());
  const auto same_pair = [](const Edge& a, const Edge& b) { return a.from == b.from && a.to == b.to; };
  std::vector<Edge> merged;
  for (const Edge& edge : edges) {
    if (merged.empty() || !same_pair(merged.back(), edge)) {
      merged.push_back(edge);
      continue;
    }
    merged.back().status = std::min(merged.back().status, edge.status);
    merged.back().strength = std::min(merged.back().strength, edge.strength);
  }
  edges = std::move(merged);
}

}  // namespace

std::string_view name_of(ImportStatus status) noexcept {
  switch (status) {
    case ImportStatus::unique: return "unique";
    case ImportStatus::ambiguous: return "ambiguous";
    case ImportStatus::external: return "external";
    case ImportStatus::dynamic: return "dynamic";
  }
  return "?";
}

std::string_view name_of(Strength strength) noexcept { return strength == Strength::strong ? "strong" : "weak"; }

bool is_import_manifest(std::string_view path) noexcept {
  constexpr std::string_view names[] = {"package.json", "pnpm-workspace.yaml", "lerna.json", "go.mod",
                                        "go.work",      "Cargo.toml",          "composer.json"};
  const std::string_view name = detail::name_in(path);
  if (std::find(std::begin(names), std::end(names), name) != std::end(names)) return true;
  if (!name.ends_with(".json")) return false;
  // tsconfig.base.json, node.tsconfig.json; packages of nothing but configurations: tooling/tsconfig/react.json.
  return name.find("tsconfig") != std::string_view::npos || name.starts_with("jsconfig") ||
         path.find("tsconfig/") != std::string_view::npos || path.find("typescript-config/") != std::string_view::npos;
}

ProjectGraph project_graph(std::span<const ProjectFile> files, std::span<const std::string> paths,
                           std::span<const ManifestText> manifests) {
  ProjectGraph graph;
  graph.files = static_cast<std::uint32_t>(files.size());
  const detail::ProjectView project{files, paths, manifests};
  std::map<Language, std::unique_ptr<Resolver>> resolvers;
  for (std::uint32_t file = 0; file < graph.files; ++file) {
    if (files[file].outline == nullptr) continue;
    const Language family = family_of(files[file].language);
    const auto [at, is_new] = resolvers.try_emplace(family);
    if (is_new) at->second = resolver_of(family, project);
    if (at->second == nullptr) continue;
    const parsers::Outline& outline = *files[file].outline;
    for (std::uint32_t i = 0; i < outline.imports.size(); ++i) {
      auto [status, targets, passed] = at->second->resolve(file, outline.imports[i]);
      for (const std::uint32_t target : targets) {
        const bool is_passed = std::find(passed.begin(), passed.end(), target) != passed.end();
        const Strength strength = is_passed ? Strength::weak : strength_of(outline.imports[i]);
        if (target != file) graph.edges.push_back({file, target, status, strength});
      }
      graph.imports.push_back({file, i, status, std::move(targets)});
    }
    for (std::uint32_t i = 0; i < outline.references.size(); ++i) {
      const parsers::Reference& reference = outline.references[i];
      const auto to = at->second->definition_of(file, reference);
      if (to && *to != file) graph.references.push_back({file, i, *to});
      const auto needed = at->second->needed_for(file, reference, to);
      const Strength strength = needed.size() > 1 ? Strength::weak : strength_of(reference);
      for (const std::uint32_t one : needed)
        if (one != file) graph.edges.push_back({file, one, ImportStatus::unique, strength});
    }
  }
  merge(graph.edges);
  return graph;
}

}  // namespace oyer::datasets
