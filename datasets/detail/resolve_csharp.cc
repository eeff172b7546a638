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

constexpr std::size_t kMostStatics = 256;  // types whose members one file takes without naming them
constexpr std::size_t kMostAround = 32;    // namespaces around one another

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
    const auto [at, is_new] = resolved_.try_emplace({file, plain_name(use.target)});
    if (is_new) at->second = resolve_anew(file, at->first.second);
    return at->second;
  }

  std::optional<std::uint32_t> definition_of(std::uint32_t file, const Reference& reference) override {
    const std::string_view root = first_part(reference.name);
    const Names& names = names_.at(file);
    if (const auto at = names.aliases.find(root); at != names.aliases.end()) {
      const std::string chain = name_within(at->second, behind_first(reference.name));
      return beginning(file, chain);
    }
    for (const std::string_view space : names.around)
      if (const auto to = in_space(file, space, reference.name)) return to;
    for (const Places* places : {&names.spaces, &std::as_const(global_)})
      for (const std::string_view space : holding(*places, root))
        if (const auto to = in_space(file, space, reference.name)) return to;
    return static_member(file, root);
  }

  std::vector<std::uint32_t> needed_for(std::uint32_t, const Reference&,
                                        std::optional<std::uint32_t> definition) override {
    return definition ? std::vector{*definition} : std::vector<std::uint32_t>();
  }

 private:
  using Places = std::map<std::string, std::size_t, std::less<>>;  // in the order of the text
  struct Names {
    Places spaces;
    std::vector<std::string> statics;
    std::map<std::string, std::string, std::less<>> aliases;
    std::vector<std::string_view> around;                                   // its own namespace first
    std::map<std::string_view, std::vector<const Reference*>> used;         // by the first part
    std::optional<std::map<std::string_view, std::uint32_t>> static_names;  // made when first asked for
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
        const bool is_new = std::find(names.statics.begin(), names.statics.end(), target) == names.statics.end();
        if (is_new && names.statics.size() < kMostStatics) names.statics.push_back(target);
      } else {
        names.spaces.emplace(target, names.spaces.size());
        if (use.reexported) global_.emplace(target, global_.size());
      }
    }
    for (std::string_view space = outline(file).package; !space.empty(); space = without_last(space))
      if (names.around.size() < kMostAround) names.around.push_back(space);
    names.around.emplace_back();
    for (const Reference& reference : outline(file).references)
      names.used[first_part(reference.name)].push_back(&reference);
  }

  Resolution resolve_anew(std::uint32_t file, const std::string& target) const {
    std::vector<std::uint32_t> files = types_.named(file, target);
    if (!files.empty())
      return {files.size() == 1 ? ImportStatus::unique : ImportStatus::ambiguous, std::move(files), {}};
    if (!types_.is_package(target)) return {};
    std::set<std::uint32_t> found, strong;
    for (const Reference* reference : references_into(file, target)) {
      const auto to = in_space(file, target, reference->name);
      if (!to || *to == file) continue;
      found.insert(*to);
      if (!reference->weak) strong.insert(*to);
    }
    Resolution resolution{ImportStatus::unique, {found.begin(), found.end()}, {}};
    for (const std::uint32_t to : found)
      if (!strong.contains(to)) resolution.passed.push_back(to);
    return resolution;
  }

  // References whose first part is a name of the namespace: by the fewer of its names and the file's.
  std::vector<const Reference*> references_into(std::uint32_t file, const std::string& space) const {
    const auto& used = names_.at(file).used;
    const auto& names = types_.names_in(space);
    std::vector<const Reference*> found;
    const auto take = [&](const auto& at) { found.insert(found.end(), at->second.begin(), at->second.end()); };
    if (names.size() < used.size()) {
      for (const std::string_view name : names)
        if (const auto at = used.find(name); at != used.end()) take(at);
    } else {
      for (auto at = used.begin(); at != used.end(); ++at)
        if (names.contains(at->first)) take(at);
    }
    return found;
  }

  // Of some namespaces those that hold a name, in their order.
  std::vector<std::string_view> holding(const Places& spaces, std::string_view name) const {
    std::vector<std::pair<std::size_t, std::string_view>> found;
    for (const std::string_view space : types_.around(name))
      if (const auto at = spaces.find(space); at != spaces.end()) found.emplace_back(at->second, at->first);
    std::sort(found.begin(), found.end());
    std::vector<std::string_view> ordered;
    for (const auto& [place, space] : found) ordered.push_back(space);
    return ordered;
  }

  // What `using static` gives for a name: of several types the first.
  std::optional<std::uint32_t> static_member(std::uint32_t file, std::string_view name) {
    Names& names = names_.at(file);
    if (!names.static_names) {
      names.static_names.emplace();
      for (const std::string& type : names.statics)
        if (const auto to = types_.only(file, type))
          for (const parsers::Definition& definition : outline(*to).definitions)
            if (definition.parent) names.static_names->emplace(definition.name, *to);
    }
    const auto at = names.static_names->find(name);
    return at == names.static_names->end() ? std::nullopt : std::optional(at->second);
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

  ProjectView project_;
  TypeIndex types_;
  std::map<std::uint32_t, Names> names_;
  Places global_;  // `global using` holds for all files
  std::map<std::pair<std::uint32_t, std::string>, Resolution> resolved_;
};

}  // namespace

std::unique_ptr<Resolver> csharp_resolver(const ProjectView& project) {
  return std::make_unique<CSharpResolver>(project);
}

}  // namespace oyer::datasets::detail
