// PHP's rules for names over files that nobody runs. A class is in the file that declares its full name; where several
// do, in the one at which Composer would look (PSR-4, PSR-0), then in the nearest. Where none does, what lies at
// Composer's path may declare it in a way of its own. Nothing but what a class extends, implements and uses is needed
// to load it: `use` alone loads nothing.
#include "datasets/detail/resolve_php.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "datasets/detail/composer_paths.h"
#include "datasets/detail/dotted_text.h"
#include "datasets/detail/path_text.h"
#include "datasets/detail/php_names.h"
#include "datasets/detail/php_path.h"

namespace oyer::datasets::detail {
namespace {

using parsers::ImportForm;
using parsers::ImportUse;
using parsers::Outline;
using parsers::Reference;
using Kind = PhpNames::Kind;
using Case = PhpNames::Case;
using Files = std::vector<std::uint32_t>;

// The whole name that a `use` stands for.
std::string full_name(const ImportUse& use) {
  std::string_view target = use.target;
  if (target.starts_with('\\')) target.remove_prefix(1);
  return use.name.empty() ? std::string(target) : php_within(target, use.name);
}

std::string_view last_of(std::string_view name) { return name.substr(name.rfind('\\') + 1); }

class PhpResolver final : public Resolver {
 public:
  explicit PhpResolver(const ProjectView& project) : project_(project), names_(project), composer_(project.manifests) {
    for (const std::string& path : project.paths) paths_.try_emplace(path);
    for (std::uint32_t i = 0; i < project.files.size(); ++i) {
      paths_[project.files[i].path] = i;
      if (is_ours(i)) note(i);
    }
  }

  Resolution resolve(std::uint32_t file, const ImportUse& use) override {
    if (use.form == ImportForm::require) return included(file, use);
    const std::string name = full_name(use);
    Resolution resolution = answer(use.is_static ? value(file, name) : types(file, name));
    if (resolution.status == ImportStatus::external && !use.is_static && names_.is_space(name))
      resolution.status = ImportStatus::unique;  // what is named in it leads to files
    const std::string_view local = use.alias.empty() ? last_of(name) : std::string_view(use.alias);
    if (!own_.at(file).strong.contains(small_letters(local))) resolution.passed = resolution.targets;
    return resolution;
  }

  std::optional<std::uint32_t> definition_of(std::uint32_t file, const Reference& reference) override {
    std::string_view chain = reference.name;
    if (chain.starts_with('\\')) return only(begun(file, {}, chain.substr(1)));
    const std::string_view space = names_.space_at(file, reference.first.byte_begin);
    if (chain.starts_with("namespace.")) return only(begun(file, space, chain.substr(10)));
    const std::string root = small_letters(first_part(chain));
    const Own& own = own_.at(file);
    const bool is_single = chain.find('.') == std::string_view::npos;
    if (const auto at = own.values.find(root); is_single && at != own.values.end())
      return only(value(file, at->second));
    if (const auto at = own.types.find(root); at != own.types.end()) {
      const std::string_view local = last_of(at->second);
      const std::string around = at->second.substr(0, at->second.size() - local.size());
      return only(begun(file, around, std::string(local) + std::string(chain.substr(root.size()))));
    }
    // Functions and constants that the namespace lacks are those of no namespace; classes are not.
    if (is_single && !space.empty())
      if (begun(file, space, chain, Case::same).empty())
        if (const Files found = value(file, chain, Case::same); !found.empty()) return only(found);
    const Files found = begun(file, space, chain);
    return only(found.empty() && is_single ? value(file, chain) : found);
  }

  Files needed_for(std::uint32_t, const Reference&, std::optional<std::uint32_t> definition) override {
    return definition ? Files{*definition} : Files();
  }

 private:
  // What the file says of names; those it uses in small letters.
  struct Own {
    std::map<std::string, std::string> types, values;  // full names
    std::set<std::string> strong;
  };

  bool is_ours(std::uint32_t file) const { return is_in(project_.files[file], {Language::php}); }

  void note(std::uint32_t file) {
    Own& own = own_[file];
    const Outline& outline = *project_.files[file].outline;
    for (const ImportUse& use : outline.imports) {
      if (use.form == ImportForm::require) continue;
      std::string name = full_name(use);
      const std::string local = small_letters(use.alias.empty() ? last_of(name) : std::string_view(use.alias));
      (use.is_static ? own.values : own.types).emplace(local, std::move(name));
    }
    for (const Reference& reference : outline.references)
      if (!reference.weak) own.strong.insert(small_letters(first_part(reference.name)));
  }

  static Resolution answer(Files files) {
    if (files.empty()) return {};
    return {files.size() == 1 ? ImportStatus::unique : ImportStatus::ambiguous, std::move(files), {}};
  }

  static std::optional<std::uint32_t> only(const Files& files) {
    return files.size() == 1 ? std::optional(files.front()) : std::nullopt;
  }

  // The longest beginning of a chain that is a class in a namespace; else the whole chain as a function or a constant.
  // Last what Composer would load for a class.
  Files begun(std::uint32_t file, std::string_view space, std::string_view chain) {
    for (const Case spelling : {Case::same, Case::any})
      if (Files found = begun(file, space, chain, spelling); !found.empty()) return found;
    const auto names = beginnings(space, chain);
    for (auto one = names.rbegin(); one != names.rend(); ++one)
      if (Files found = at_composers_path(file, *one); !found.empty()) return found;
    return {};
  }

  Files begun(std::uint32_t file, std::string_view space, std::string_view chain, Case spelling) {
    const auto names = beginnings(space, chain);
    for (auto one = names.rbegin(); one != names.rend(); ++one)
      if (Files found = declared(file, Kind::type, *one, spelling); !found.empty()) return found;
    return names.empty() ? Files() : value(file, names.back(), spelling);
  }

  static std::vector<std::string> beginnings(std::string_view space, std::string_view chain) {
    if (space.ends_with('\\')) space.remove_suffix(1);
    std::vector<std::string> names;
    for (std::string_view rest = chain; !rest.empty(); rest = behind_first(rest))
      names.push_back(php_within(names.empty() ? space : std::string_view(names.back()), first_part(rest)));
    return names;
  }

  Files types(std::uint32_t file, std::string_view name) {
    for (const Case spelling : {Case::same, Case::any})
      if (Files found = declared(file, Kind::type, name, spelling); !found.empty()) return found;
    return at_composers_path(file, name);
  }

  Files value(std::uint32_t file, std::string_view name, Case spelling = Case::any) {
    for (const Kind kind : {Kind::function, Kind::constant})
      if (Files found = declared(file, kind, name, spelling); !found.empty()) return found;
    return {};
  }

  // The files that declare a name and that nothing tells apart.
  Files declared(std::uint32_t file, Kind kind, std::string_view name, Case spelling) {
    const Files files = names_.declaring(kind, name, spelling);
    if (files.size() < 2) return files;
    if (std::find(files.begin(), files.end(), file) != files.end()) return {file};
    const std::string_view folder = folder_of(project_.files[file].path);
    for (const std::string& path : composer_.paths_of(folder, name))
      for (const std::uint32_t one : files)
        if (project_.files[one].path == path) return {one};
    Files best;
    std::size_t most = 0;
    for (const std::uint32_t one : files) {
      const std::size_t shared = shared_folders(folder_of(project_.files[one].path), folder);
      if (shared < most) continue;
      if (shared > most) best.clear();
      most = shared;
      best.push_back(one);
    }
    return best;
  }

  // A file that Composer would load for a class, though no class of that name is seen in it.
  Files at_composers_path(std::uint32_t file, std::string_view name) {
    const std::string_view folder = folder_of(project_.files[file].path);
    const auto [at, is_new] = composed_.try_emplace({std::string(folder), std::string(name)});
    if (!is_new) return at->second;
    for (const std::string& path : composer_.paths_of(folder, name)) {
      const auto found = paths_.find(path);
      if (found == paths_.end() || !found->second) continue;
      at->second = {*found->second};
      break;
    }
    return at->second;
  }

  // PHP looks in folders that are set up elsewhere, then beside the file. Of the project's folders the nearest that has
  // the path counts.
  Resolution included(std::uint32_t file, const ImportUse& use) const {
    const std::string_view own = project_.files[file].path;
    std::string path = use.target;
    if (use.computed) {
      const auto found = php_path(use.target, own);
      if (!found) return {ImportStatus::dynamic, {}, {}};
      path = *found;
      if (path.starts_with('/')) return at_path({}, path);
    }
    if (path.starts_with('/') || path.find("://") != std::string::npos) return {};
    for (std::string_view folder = folder_of(own);; folder = folder_of(folder)) {
      Resolution found = at_path(folder, path);
      if (found.status == ImportStatus::unique || folder.empty()) return found;
    }
  }

  Resolution at_path(std::string_view folder, std::string_view path) const {
    const auto whole = normalized(folder, path);
    const auto at = whole ? paths_.find(*whole) : paths_.end();
    if (at == paths_.end()) return {};
    return {ImportStatus::unique, at->second ? Files{*at->second} : Files(), {}};
  }

  ProjectView project_;
  PhpNames names_;
  ComposerPaths composer_;
  std::unordered_map<std::string, std::optional<std::uint32_t>> paths_;
  std::map<std::uint32_t, Own> own_;
  std::map<std::pair<std::string, std::string>, Files> composed_;
};

}  // namespace

std::unique_ptr<Resolver> php_resolver(const ProjectView& project) { return std::make_unique<PhpResolver>(project); }

}  // namespace oyer::datasets::detail
