// C#'s rules for names (C# language specification, 7.8 and 14.5) over files that nobody compiles. A `using` of a
// namespace leads to the files whose types the file names, as names do that need no `using`: those of the namespaces
// around. Types that several files declare in part lead nowhere.
#include "datasets/detail/resolve_csharp.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "datasets/detail/dotted_text.h"
#include "datasets/detail/type_index.h"

namespace oyer::datasets::detail {
namespace {

using parsers::ImportUse;
using parsers::Outline;
using parsers::Reference;

// "global::A.B<C>" is A.B.
std::string plain_name(std::string_view target) {
  if (target.starts_with("global::")) target.remove_prefix(8);
  return std::string(target.substr(0, target.find('<')));
}

class CSharpResolver final : public Resolver {
 public:
  explicit CSharpResolver(const ProjectView& project) : project_(project), types_(project, Language::csharp) {
    for (std::uint32_t i = 0; i < project.files.size(); ++i)
      if (is_ours(i)) note(i);
  }

  Resolution resolve(std::uint32_t file, const ImportUse& use) override {
    const std::string target = plain_name(use.target);
    std::string full;
    std::vector<std::uint32_t> files = types_.named(file, target);
    if (!files.empty())
      return {files.size() == 1 ? ImportStatus::unique : ImportStatus::ambiguous, std::move(files), {}};
    if (!types_.is_package(target)) return {};
    Resolution resolution{ImportStatus::unique, {}, {}};
    std::set<std::uint32_t> found, strong;
    for (const Reference& reference : outline(file).references) {
      const auto to = in_space(file, target, reference.name);
      if (!to || *to == file) continue;
      found.insert(*to);
      if (!reference.weak) strong.insert(*to);
    }
    for (const std::uint32_t to : found) {
      resolution.targets.push_back(to);
      if (!strong.contains(to)) resolution.passed.push_back(to);
    }
    return resolution;
  }

  std::optional<std::uint32_t> definition_of(std::uint32_t file, const Reference& reference) override {
    const std::string_view root = first_part(reference.name);
    const Names& names = names_.at(file);
    if (const auto at = names.aliases.find(root); at != names.aliases.end()) {
      const std::string chain = name_within(at->second, behind_first(reference.name));
      return beginning(file, chain);
    }
    for (std::string_view space = outline(file).package;;) {
      if (const auto to = in_space(file, space, reference.name)) return to;
      if (space.empty()) break;
      space = without_last(space);
    }
    for (const std::vector<std::string>* spaces : {&names.spaces, &std::as_const(global_)})
      for (const std::string& space : *spaces)
        if (const auto to = in_space(file, space, reference.name)) return to;
    for (const std::string& type : names.statics)
      if (const auto to = types_.only(file, type); to && has_member(*to, root)) return to;
    return std::nullopt;
  }

  std::vector<std::uint32_t> needed_for(std::uint32_t, const Reference&,
                                        std::optional<std::uint32_t> definition) override {
    return definition ? std::vector{*definition} : std::vector<std::uint32_t>();
  }

 private:
  struct Names {
    std::vector<std::string> spaces, statics;
    std::map<std::string, std::string, std::less<>> aliases;
  };

  bool is_ours(std::uint32_t file) const { return is_in(project_.files[file], {Language::csharp}); }
  const Outline& outline(std::uint32_t file) const { return *project_.files[file].outline; }

  void note(std::uint32_t file) {
    Names& names = names_[file];
    for (const ImportUse& use : outline(file).imports) {
      const std::string target = plain_name(use.target);
      if (!use.alias.empty()) {
        names.aliases.emplace(use.alias, target);
      } else if (use.is_static) {
        names.statics.push_back(target);
      } else {
        names.spaces.push_back(target);
        if (use.reexported) global_.push_back(target);
      }
    }
  }

  std::optional<std::uint32_t> beginning(std::uint32_t file, std::string_view chain) const {
    std::string full;
    const auto files = types_.beginning(file, chain, full);
    return files.size() == 1 ? std::optional(files.front()) : std::nullopt;
  }

  // A chain that begins in a namespace: the longest beginning that is a type there.
  std::optional<std::uint32_t> in_space(std::uint32_t file, std::string_view space, std::string_view chain) const {
    const auto to = beginning(file, name_within(space, chain));
    if (!to || space.empty()) return to;
    // The namespace's own name may be a type elsewhere: at least one part of the chain has to count.
    return types_.named(file, name_within(space, first_part(chain))).empty() &&
                   !types_.is_package(name_within(space, first_part(chain)))
               ? std::nullopt
               : to;
  }

  bool has_member(std::uint32_t file, std::string_view name) const {
    const auto& definitions = outline(file).definitions;
    return std::any_of(definitions.begin(), definitions.end(),
                       [&](const parsers::Definition& d) { return d.parent && d.name == name; });
  }

  ProjectView project_;
  TypeIndex types_;
  std::map<std::uint32_t, Names> names_;
  std::vector<std::string> global_;  // `global using` holds for all files
};

}  // namespace

std::unique_ptr<Resolver> csharp_resolver(const ProjectView& project) {
  return std::make_unique<CSharpResolver>(project);
}

}  // namespace oyer::datasets::detail
