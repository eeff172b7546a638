// An import of Go names a package, which is a folder of files. Its edges go to those files that define what the
// importing file takes from the package ("pkg.Name"); to all of them where it takes nothing by name (`import _`, or a
// name that no file defines). Files of one package need no import: they are joined by an edge where one uses a name
// that another defines, a weak one where it does so in bodies of functions alone or where several files define the
// name for different systems.
#include "datasets/detail/resolve_go.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "datasets/detail/dotted_text.h"
#include "datasets/detail/go_modules.h"
#include "datasets/detail/go_packages.h"
#include "datasets/detail/path_text.h"

namespace oyer::datasets::detail {
namespace {

using parsers::ImportUse;
using parsers::Reference;

constexpr std::size_t kMostDotted = 16;  // packages whose names one file takes without naming them

std::string_view second_part(std::string_view chain) noexcept { return first_part(behind_first(chain)); }

void join(std::vector<std::uint32_t>& to, const std::vector<std::uint32_t>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

void sort_once(std::vector<std::uint32_t>& files) {
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
}

class GoResolver final : public Resolver {
 public:
  explicit GoResolver(const ProjectView& project)
      : project_(project), packages_(project), modules_(project, packages_.folders()) {}

  Resolution resolve(std::uint32_t file, const ImportUse& use) override {
    const auto& folder = folder_of_import(file, use);
    if (!folder) return {};
    FileNames& names = names_of(file);
    const auto [at, is_new] = names.resolved.try_emplace({*folder, use.name == "*" ? "." : use.alias});
    if (is_new) at->second = resolve_anew(file, use, *folder, names);
    return at->second;
  }

  std::optional<std::uint32_t> definition_of(std::uint32_t file, const Reference& reference) override {
    const std::string_view root = first_part(reference.name);
    std::vector<std::uint32_t> found = packages_.beside(file, root);
    const FileNames& names = names_of(file);
    if (const auto at = names.folders.find(root); found.empty() && at != names.folders.end())
      found = packages_.exported(at->second, second_part(reference.name), file);
    for (const std::string& folder : names.dotted)
      if (found.empty()) found = packages_.exported(folder, root, file);
    return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
  }

  std::vector<std::uint32_t> needed_for(std::uint32_t file, const Reference& reference,
                                        std::optional<std::uint32_t>) override {
    return packages_.beside(file, first_part(reference.name));
  }

 private:
  // Of one file: the folders that its names for packages mean, those imported by a dot, and by the first part of each
  // chain that it uses the second parts.
  struct FileNames {
    std::uint32_t file = std::numeric_limits<std::uint32_t>::max();
    std::map<std::string_view, std::string> folders;
    std::vector<std::string> dotted;
    std::map<std::string_view, std::vector<std::string_view>> used;
    std::map<std::pair<std::string, std::string>, Resolution> resolved;  // by folder and alias
  };

  Resolution resolve_anew(std::uint32_t file, const ImportUse& use, const std::string& folder,
                          const FileNames& names) const {
    Resolution resolution{ImportStatus::unique, {}, {}};
    if (use.name == "*") {
      if (std::find(names.dotted.begin(), names.dotted.end(), folder) != names.dotted.end())
        for (const auto& [root, seconds] : names.used) join(resolution.targets, packages_.exported(folder, root, file));
    } else if (use.alias != "_") {
      if (const auto at = names.used.find(local_name(use, folder)); at != names.used.end())
        for (const std::string_view name : at->second) join(resolution.targets, packages_.exported(folder, name, file));
    }
    if (resolution.targets.empty()) resolution.targets = packages_.files_of(folder);
    sort_once(resolution.targets);
    return resolution;
  }

  FileNames& names_of(std::uint32_t file) {
    if (names_.file == file) return names_;
    names_ = {file, {}, {}, {}, {}};
    const parsers::Outline& outline = *project_.files[file].outline;
    for (const ImportUse& use : outline.imports) {
      if (use.alias == "_") continue;
      const auto& folder = folder_of_import(file, use);
      if (!folder) continue;
      if (use.name != "*") {
        names_.folders.emplace(local_name(use, *folder), *folder);
      } else if (names_.dotted.size() < kMostDotted) {
        names_.dotted.push_back(*folder);
      }
    }
    for (const Reference& reference : outline.references)
      names_.used[first_part(reference.name)].push_back(second_part(reference.name));
    return names_;
  }

  const std::optional<std::string>& folder_of_import(std::uint32_t file, const ImportUse& use) {
    const std::string_view folder = folder_of(project_.files[file].path);
    const auto [at, is_new] = imported_.try_emplace({std::string(folder), use.target});
    if (is_new) at->second = modules_.folder_of_import(folder, use.target);
    return at->second;
  }

  // The name by which a file speaks of what it imports.
  std::string_view local_name(const ImportUse& use, std::string_view folder) const {
    return use.alias.empty() ? packages_.name_of(folder) : std::string_view(use.alias);
  }

  ProjectView project_;
  GoPackages packages_;
  GoModules modules_;
  FileNames names_;  // of the file asked about last
  std::map<std::pair<std::string, std::string>, std::optional<std::string>> imported_;
};

}  // namespace

std::unique_ptr<Resolver> go_resolver(const ProjectView& project) { return std::make_unique<GoResolver>(project); }

}  // namespace oyer::datasets::detail
