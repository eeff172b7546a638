// Python's import rules (language reference, chapter 5, "The import system") over a project that nobody runs.
//
// What sys.path will be is not written in a project, so folders are ranked by how likely they are on it, for the
// importing file: its own folder where that is no package (a script's), every folder above it that is no package, the
// nearest first; then folders that projects declare (the root, `src`, `lib`, those with a setup.py or pyproject.toml);
// then every other folder that holds a top-level package. The first rank with an answer decides; two different answers
// within one rank are ambiguous. Names of the standard library are looked for in a script's own folder alone.
#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "datasets/detail/dotted_text.h"
#include "datasets/detail/path_text.h"
#include "datasets/detail/python_standard.h"
#include "datasets/detail/resolver.h"

namespace oyer::datasets::detail {
namespace {

using parsers::Definition;
using parsers::ImportForm;
using parsers::ImportUse;
using parsers::Outline;
using parsers::Reference;

constexpr int kMostReexports = 16;
constexpr std::size_t kMostVisited = 256;  // names in files that one search may look at

// What a dotted name leads to: a module's file, or a folder that is a package without a file.
struct Module {
  std::optional<std::uint32_t> file;
  std::string folder;  // where its submodules lie; empty for a plain module and for the root
  bool is_package = false;
  friend bool operator==(const Module&, const Module&) = default;
};

class PythonResolver final : public Resolver {
 public:
  explicit PythonResolver(const ProjectView& project) : project_(project) {
    for (std::uint32_t i = 0; i < project.files.size(); ++i)
      if (is_in(project.files[i], {Language::python})) add_file(i);
    for (const std::string& path : project.paths) add_marker(path);
    find_roots();
  }

  Resolution resolve(std::uint32_t file, const ImportUse& use) override {
    if (use.computed) return {ImportStatus::dynamic, {}, {}};
    const auto key = std::make_tuple(file, use.target, use.form == ImportForm::from ? use.name : std::string());
    const auto [at, is_new] = resolved_.try_emplace(key);
    if (is_new) at->second = resolve_anew(file, use);
    return at->second;
  }

  std::optional<std::uint32_t> definition_of(std::uint32_t file, const Reference& reference) override {
    Search search;
    return follow(file, reference.name, 0, search);
  }

 private:
  void add_file(std::uint32_t i) {
    const std::string& path = project_.files[i].path;
    files_.emplace(path, i);
    add_folders(folder_of(path));
    const std::string_view name = name_in(path);
    if (name == "__init__.py" || name == "__init__.pyi") packages_.emplace(folder_of(path));
  }

  void add_folders(std::string_view folder) {
    while (!folder.empty() && folders_.emplace(folder).second) folder = folder_of(folder);
  }

  void add_marker(std::string_view path) {
    const std::string_view name = name_in(path);
    if (name != "setup.py" && name != "pyproject.toml" && name != "setup.cfg") return;
    declared_.emplace(folder_of(path));
    for (const char* sub : {"src", "lib"}) {
      const std::string folder = joined(folder_of(path), sub);
      if (folders_.contains(folder) && !packages_.contains(folder)) declared_.insert(folder);
    }
  }

  void find_roots() {
    declared_.emplace("");
    for (const char* name : {"src", "lib", "python"})
      if (folders_.contains(name) && !packages_.contains(name)) declared_.emplace(name);
    for (const std::string& package : packages_) {
      const std::string parent(folder_of(package));
      if (!packages_.contains(parent) && !declared_.contains(parent)) others_.insert(parent);
    }
  }

  std::optional<std::uint32_t> file_at(const std::string& path) const {
    const auto at = files_.find(path);
    return at == files_.end() ? std::nullopt : std::optional(at->second);
  }

  // One part of a dotted name below a folder: a package goes before a module of the same name, and a folder without
  // __init__.py is a package only where there is neither.
  std::optional<Module> part_below(std::string_view folder, std::string_view name) const {
    if (name.empty()) return std::nullopt;
    const std::string path = joined(folder, name);
    for (const char* init : {"/__init__.py", "/__init__.pyi"})
      if (const auto file = file_at(path + init)) return Module{file, path, true};
    for (const char* suffix : {".py", ".pyi"})
      if (const auto file = file_at(path + suffix)) return Module{file, {}, false};
    if (folders_.contains(path)) return Module{std::nullopt, path, true};
    return std::nullopt;
  }

  std::optional<Module> find_below(std::string_view root, std::string_view dotted) const {
    Module module{std::nullopt, std::string(root), true};
    while (!dotted.empty()) {
      if (!module.is_package) return std::nullopt;
      auto next = part_below(module.folder, first_part(dotted));
      if (!next) return std::nullopt;
      module = *std::move(next);
      dotted = behind_first(dotted);
    }
    return module;
  }

  // "..a.b" from a file: the folder that the dots name, then the rest below it.
  std::optional<Module> find_relative(std::uint32_t file, std::string_view target) const {
    const std::size_t dots = std::min(target.find_first_not_of('.'), target.size());
    std::string_view folder = folder_of(project_.files[file].path);
    for (std::size_t i = 1; i < dots; ++i) {
      if (folder.empty()) return std::nullopt;  // beyond the project
      folder = folder_of(folder);
    }
    const std::string_view rest = target.substr(dots);
    if (!rest.empty()) return find_below(folder, rest);
    Module package{std::nullopt, std::string(folder), true};
    for (const char* init : {"__init__.py", "__init__.pyi"})
      if (!package.file) package.file = file_at(joined(folder, init));
    return package;
  }

  // All modules that the name may mean, of the first rank that has any.
  std::vector<Module> find(std::uint32_t file, const std::string& target) const {
    if (target.starts_with('.')) {
      auto module = find_relative(file, target);
      return module ? std::vector{*std::move(module)} : std::vector<Module>{};
    }
    std::string_view folder = folder_of(project_.files[file].path);
    const bool standard = is_python_standard_module(first_part(target));
    for (bool own = true;; own = false, folder = folder_of(folder)) {
      if (!packages_.contains(std::string(folder)) && (own || !standard)) {
        // A folder without a file is no answer while a real module may be found further out.
        if (auto module = find_below(folder, target); module && (module->file || is_namespace(*module)))
          return {*std::move(module)};
      }
      if (folder.empty()) break;
    }
    if (standard) return {};
    if (auto found = find_in(declared_, target); !found.empty()) return found;
    return find_in(others_, target);
  }

  // A package without __init__.py that holds Python files of its own.
  bool is_namespace(const Module& module) const {
    const std::string prefix = module.folder + "/";
    const auto at = files_.lower_bound(prefix);
    return at != files_.end() && at->first.starts_with(prefix);
  }

  std::vector<Module> find_in(const std::set<std::string>& roots, const std::string& target) const {
    std::vector<Module> found;
    for (const std::string& root : roots) {
      auto module = find_below(root, target);
      if (module && module->file && std::find(found.begin(), found.end(), *module) == found.end())
        found.push_back(*std::move(module));
    }
    return found;
  }

  Resolution resolve_anew(std::uint32_t file, const ImportUse& use) const {
    const std::vector<Module> modules = find(file, use.target);
    if (modules.empty()) return {};
    Resolution resolution{modules.size() > 1 ? ImportStatus::ambiguous : ImportStatus::unique, {}, {}};
    for (const Module& module : modules) {
      if (module.file) resolution.targets.push_back(*module.file);
      if (use.form != ImportForm::from || use.name.empty() || use.name == "*" || !module.is_package) continue;
      // The attribute goes before the submodule, unless the package got it from that very submodule.
      if (module.file && (defines(*module.file, use.name) || imports_otherwise(*module.file, use.name))) continue;
      const auto sub = part_below(module.folder, use.name);
      if (!sub || !sub->file) continue;
      resolution.targets.push_back(*sub->file);
      if (module.file) resolution.passed.push_back(*module.file);
    }
    std::sort(resolution.targets.begin(), resolution.targets.end());
    resolution.targets.erase(std::unique(resolution.targets.begin(), resolution.targets.end()),
                             resolution.targets.end());
    // `from . import x` where neither a package nor x has a file here: something of a compiled or generated module.
    if (resolution.targets.empty() && use.form == ImportForm::from) return {};
    return resolution;
  }

  const Outline* outline_of_file(std::uint32_t file) const noexcept { return project_.files[file].outline; }

  // What one file calls by which name, at its top.
  struct FileNames {
    std::set<std::string_view> defined;
    std::map<std::string_view, std::vector<const ImportUse*>> bound;  // in the order of the text
    std::vector<const ImportUse*> stars;                              // each target once
  };
  // Names that one search has looked for, and where.
  struct Search {
    std::set<std::pair<std::uint32_t, std::string>> visited;
  };

  const FileNames& names_of(std::uint32_t file) const {
    const auto [at, is_new] = names_.try_emplace(file);
    FileNames& names = at->second;
    const Outline* outline = outline_of_file(file);
    if (!is_new || outline == nullptr) return names;
    for (const Definition& definition : outline->definitions)
      if (!definition.parent) names.defined.insert(definition.name);
    std::set<std::string_view> starred;
    for (const ImportUse& use : outline->imports) {
      if (use.computed) continue;
      if (use.name != "*") {
        names.bound[bound_name(use)].push_back(&use);
      } else if (use.form == ImportForm::from && starred.insert(use.target).second) {
        names.stars.push_back(&use);
      }
    }
    return names;
  }

  bool defines(std::uint32_t file, std::string_view name) const { return names_of(file).defined.contains(name); }

  // An import in a package's file gives the name to something else than the submodule of that name:
  // `from .version import version`, where the function hides the module.
  bool imports_otherwise(std::uint32_t package, const std::string& name) const {
    const auto& bound = names_of(package).bound;
    const auto uses = bound.find(name);
    if (uses == bound.end()) return false;
    return std::any_of(uses->second.begin(), uses->second.end(), [&](const ImportUse* use) {
      const bool is_submodule = use->form == ImportForm::from && use->target == "." && use->name == name;
      return !use->weak && !is_submodule;
    });
  }

  // The name an import binds in its file: `import a.b` binds a.
  static std::string_view bound_name(const ImportUse& use) {
    if (!use.alias.empty()) return use.alias;
    return use.form == ImportForm::from ? std::string_view(use.name) : first_part(use.target);
  }

  // The one module an import leads to; nullopt when there are none or several.
  std::optional<Module> only(std::uint32_t file, const std::string& target) const {
    const auto [at, is_new] = only_.try_emplace({file, target});
    if (is_new)
      if (std::vector<Module> found = find(file, target); found.size() == 1) at->second = std::move(found.front());
    return at->second;
  }

  // The file that defines the chain as seen from `file`: through its imports, not its own definitions.
  std::optional<std::uint32_t> follow(std::uint32_t file, std::string_view chain, int depth, Search& search) const {
    if (outline_of_file(file) == nullptr || depth > kMostReexports) return std::nullopt;
    if (search.visited.size() >= kMostVisited || !search.visited.emplace(file, chain).second) return std::nullopt;
    const std::string_view root = first_part(chain);
    const FileNames& names = names_of(file);
    if (const auto uses = names.bound.find(root); uses != names.bound.end())
      for (const ImportUse* use : uses->second)
        if (const auto to = through(file, *use, chain, depth, search)) return to;
    if (root.starts_with('_')) return std::nullopt;
    for (const ImportUse* use : names.stars) {
      if (search.visited.size() >= kMostVisited) return std::nullopt;
      const auto module = only(file, use->target);
      if (!module || !module->file || *module->file == file) continue;
      if (const auto to = defined_in(*module, chain, depth, search)) return to;
    }
    return std::nullopt;
  }

  std::optional<std::uint32_t> through(std::uint32_t file, const ImportUse& use, std::string_view chain, int depth,
                                       Search& search) const {
    const std::string_view rest = behind_first(chain);
    if (use.form == ImportForm::from) {
      const auto module = only(file, use.target);
      if (!module) return std::nullopt;
      const std::string wanted = rest.empty() ? use.name : use.name + "." + std::string(rest);
      return in_module(*module, wanted, depth, search);
    }
    if (!use.alias.empty()) {
      const auto module = only(file, use.target);
      return module ? in_module(*module, rest, depth, search) : std::nullopt;
    }
    // `import a.b` binds a: the chain goes down from there.
    const auto top = only(file, std::string(first_part(use.target)));
    return top ? in_module(*top, rest, depth, search) : std::nullopt;
  }

  // A chain below a module; the module's own file when the chain ends there or leads nowhere that can be seen.
  std::optional<std::uint32_t> in_module(const Module& module, std::string_view chain, int depth,
                                         Search& search) const {
    if (chain.empty()) return module.file;
    if (const auto to = defined_in(module, chain, depth, search)) return to;
    return module.file;
  }

  std::optional<std::uint32_t> defined_in(const Module& module, std::string_view chain, int depth,
                                          Search& search) const {
    const std::string_view name = first_part(chain);
    if (module.file) {
      if (defines(*module.file, name)) return module.file;
      if (const auto to = follow(*module.file, chain, depth + 1, search)) return to;
    }
    if (!module.is_package) return std::nullopt;
    const auto sub = part_below(module.folder, name);
    if (!sub) return std::nullopt;
    return in_module(*sub, behind_first(chain), depth + 1, search);
  }

  ProjectView project_;
  std::map<std::string, std::uint32_t, std::less<>> files_;
  std::set<std::string, std::less<>> folders_, packages_;
  std::set<std::string> declared_, others_;
  std::map<std::tuple<std::uint32_t, std::string, std::string>, Resolution> resolved_;
  mutable std::map<std::uint32_t, FileNames> names_;
  mutable std::map<std::pair<std::uint32_t, std::string>, std::optional<Module>> only_;
};

}  // namespace

std::unique_ptr<Resolver> python_resolver(const ProjectView& project) {
  return std::make_unique<PythonResolver>(project);
}

}  // namespace oyer::datasets::detail
