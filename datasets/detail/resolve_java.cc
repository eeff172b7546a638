// Java's rules for names (The Java Language Specification, 6.4 and 6.5, and 7.5 for imports) over files that nobody
// compiles. What a simple name means is looked for where the language looks: members of the types around it, their
// own and inherited ones; single imports; the package; imports on demand. Edges come from imports and, since files of
// one package need none, from every name that leads to a type of another file.
#include "datasets/detail/resolve_java.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "datasets/detail/dotted_text.h"
#include "datasets/detail/type_index.h"

namespace oyer::datasets::detail {
namespace {

using parsers::Definition;
using parsers::ImportForm;
using parsers::ImportUse;
using parsers::Outline;
using parsers::Reference;
using parsers::SymbolKind;

// Types that a type inherits from, all levels together, and types with supertypes in one file.
constexpr std::size_t kMostAncestors = 64;
constexpr std::size_t kMostHeirs = 200;
constexpr std::size_t kMostAround = 16;    // of them around one place
constexpr std::size_t kMostStatics = 256;  // types whose members one file takes without naming them

class JavaResolver final : public Resolver {
 public:
  explicit JavaResolver(const ProjectView& project) : project_(project), types_(project, Language::java) {
    for (std::uint32_t i = 0; i < project.files.size(); ++i)
      if (is_ours(i)) note(i);
  }

  Resolution resolve(std::uint32_t file, const ImportUse& use) override {
    if (use.computed) return {ImportStatus::dynamic, {}, {}};
    if (use.form == ImportForm::submodule) return answer(types_.module(use.target));
    std::string full;
    if (use.name == "*" && !use.is_static && types_.named(file, use.target).empty()) return on_demand(file, use);
    Resolution resolution = answer(types_.beginning(file, use.target, full));
    // What is imported only for the insides of methods is not needed to load the file.
    if (use.name.empty() && !is_strong(file, last_part(use.target))) resolution.passed = resolution.targets;
    return resolution;
  }

  std::optional<std::uint32_t> definition_of(std::uint32_t file, const Reference& reference) override {
    const std::string_view root = first_part(reference.name);
    if (const auto to = inherited(file, reference)) return to;
    const FileNames& names = names_.at(file);
    if (const auto at = names.single.find(root); at != names.single.end()) return type_in(file, at->second->target);
    if (const auto at = names.statics.find(root); at != names.statics.end())
      for (const ImportUse* use : at->second)
        if (const auto to = static_member(file, *use, root)) return to;
    if (const auto to = types_.only(file, name_within(outline(file).package, root))) return to;
    if (const auto to = named_on_demand(file, root)) return to;
    return fully_named(file, reference.name);
  }

  std::vector<std::uint32_t> needed_for(std::uint32_t, const Reference&,
                                        std::optional<std::uint32_t> definition) override {
    return definition ? std::vector{*definition} : std::vector<std::uint32_t>();
  }

 private:
  // A type that inherits, and from which names.
  struct Heir {
    std::uint32_t definition = 0;
    std::vector<std::string> from;
  };
  struct FileNames {
    std::map<std::string_view, const ImportUse*> single;                // types by simple name
    std::map<std::string_view, std::vector<const ImportUse*>> statics;  // members by name
    // Imports on demand, each target once: of types by their place among them all, of members in the order of the text.
    std::map<std::string_view, std::size_t> on_demand;
    std::vector<std::pair<std::size_t, const ImportUse*>> static_on_demand;
    std::vector<Heir> heirs;
    std::set<std::string_view> strong;  // names that are used outside of methods
    std::set<std::string_view> used;
    std::map<std::string_view, std::vector<std::uint32_t>> members;  // definitions by name
  };
  // A type's definition in a file.
  struct TypeAt {
    std::uint32_t file = 0;
    std::uint32_t definition = 0;
    friend auto operator<=>(const TypeAt&, const TypeAt&) = default;
  };

  bool is_ours(std::uint32_t file) const { return is_in(project_.files[file], {Language::java}); }
  const Outline& outline(std::uint32_t file) const { return *project_.files[file].outline; }

  void note(std::uint32_t file) {
    FileNames& names = names_[file];
    for (const ImportUse& use : outline(file).imports) {
      if (use.form != ImportForm::module) continue;
      if (use.name == "*") {
        note_on_demand(use, names);
      } else if (use.is_static) {
        names.statics[use.name].push_back(&use);
      } else {
        names.single.emplace(last_part(use.target), &use);
      }
    }
    const auto& definitions = outline(file).definitions;
    for (std::uint32_t i = 0; i < definitions.size(); ++i) {
      names.members[definitions[i].name].push_back(i);
      if (definitions[i].kind != SymbolKind::class_ || names.heirs.size() >= kMostHeirs) continue;
      if (auto from = java_supertypes(definitions[i].signature); !from.empty())
        names.heirs.push_back({i, std::move(from)});
    }
    for (const Reference& reference : outline(file).references) {
      names.used.insert(first_part(reference.name));
      if (!reference.weak) names.strong.insert(first_part(reference.name));
    }
  }

  static void note_on_demand(const ImportUse& use, FileNames& names) {
    const std::size_t place = names.on_demand.size() + names.static_on_demand.size();
    if (!use.is_static) {
      names.on_demand.emplace(use.target, place);
      return;
    }
    const auto is_it = [&](const auto& one) { return one.second->target == use.target; };
    auto& statics = names.static_on_demand;
    if (statics.size() < kMostStatics && std::none_of(statics.begin(), statics.end(), is_it))
      statics.emplace_back(place, &use);
  }

  // The packages that the file imports on demand and that hold the name, by the place of their import.
  std::map<std::size_t, std::string_view> packages_with(const FileNames& names, std::string_view name) const {
    std::map<std::size_t, std::string_view> packages;
    for (const std::string_view around : types_.around(name))
      if (const auto at = names.on_demand.find(around); at != names.on_demand.end())
        packages.emplace(at->second, at->first);
    return packages;
  }

  std::optional<std::uint32_t> type_on_demand(std::uint32_t file, std::string_view name) const {
    for (const auto& [place, package] : packages_with(names_.at(file), name))
      if (const auto to = types_.only(file, name_within(package, name))) return to;
    for (const auto& [place, use] : names_.at(file).static_on_demand)
      if (const auto to = types_.only(file, name_within(use->target, name))) return to;
    return std::nullopt;
  }

  // What the first import on demand that has the name gives for it.
  std::optional<std::uint32_t> named_on_demand(std::uint32_t file, std::string_view name) {
    const FileNames& names = names_.at(file);
    auto statics = names.static_on_demand.begin();
    const auto static_before = [&](std::size_t place) -> std::optional<std::uint32_t> {
      for (; statics != names.static_on_demand.end() && statics->first < place; ++statics)
        if (const auto to = static_member(file, *statics->second, name)) return to;
      return std::nullopt;
    };
    for (const auto& [place, package] : packages_with(names, name)) {
      if (const auto to = static_before(place)) return to;
      if (const auto to = types_.only(file, name_within(package, name))) return to;
    }
    return static_before(std::numeric_limits<std::size_t>::max());
  }

  static Resolution answer(std::vector<std::uint32_t> files) {
    if (files.empty()) return {};
    return {files.size() == 1 ? ImportStatus::unique : ImportStatus::ambiguous, std::move(files), {}};
  }

  // An import that nothing names is as strong as it looks.
  bool is_strong(std::uint32_t file, std::string_view name) const {
    const FileNames& names = names_.at(file);
    return names.strong.contains(name) || !names.used.contains(name);
  }

  // Of a package those files whose types the importing file names.
  Resolution on_demand(std::uint32_t file, const ImportUse& use) {
    if (!types_.is_package(use.target)) return {};
    const auto [at, is_new] = on_demand_.try_emplace({file, use.target});
    if (!is_new) return at->second;
    Resolution& resolution = at->second;
    resolution.status = ImportStatus::unique;
    const FileNames& names = names_.at(file);
    const auto take = [&](std::string_view name) {
      if (names.single.contains(name)) return;
      if (types_.only(file, name_within(outline(file).package, name))) return;
      const auto to = types_.only(file, name_within(use.target, name));
      if (!to || *to == file) return;
      resolution.targets.push_back(*to);
      if (!names.strong.contains(name)) resolution.passed.push_back(*to);
    };
    // By the fewer of the package's names and the file's.
    const auto& given = types_.names_in(use.target);
    const bool by_given = given.size() < names.used.size();
    for (const std::string_view name : by_given ? given : names.used)
      if ((by_given ? names.used : given).contains(name)) take(name);
    for (std::vector<std::uint32_t>* list : {&resolution.targets, &resolution.passed}) {
      std::sort(list->begin(), list->end());
      list->erase(std::unique(list->begin(), list->end()), list->end());
    }
    return resolution;
  }

  std::optional<std::uint32_t> type_in(std::uint32_t file, std::string_view dotted) const {
    std::string full;
    const auto files = types_.beginning(file, dotted, full);
    return files.size() == 1 ? std::optional(files.front()) : std::nullopt;
  }

  // A type by the longest beginning of a chain that names one from the root package on.
  std::optional<std::uint32_t> fully_named(std::uint32_t file, std::string_view chain) const {
    if (chain.find('.') == std::string_view::npos) return std::nullopt;
    return type_in(file, chain);
  }

  // What `import static a.B.name` and `import static a.B.*` give for a name: the file that declares the member, in B or
  // in what B inherits from.
  std::optional<std::uint32_t> static_member(std::uint32_t file, const ImportUse& use, std::string_view name) {
    std::string full;
    const auto files = types_.beginning(file, use.target, full);
    if (files.size() != 1) return std::nullopt;
    const auto type = type_at(files.front(), last_part(full));
    if (!type) return std::nullopt;
    if (has_member(*type, name)) return type->file;
    for (const TypeAt& ancestor : ancestors(*type))
      if (has_member(ancestor, name)) return ancestor.file;
    return use.name == "*" ? std::nullopt : std::optional(type->file);
  }

  std::optional<TypeAt> type_at(std::uint32_t file, std::string_view simple_name) const {
    const auto& members = names_.at(file).members;
    const auto at = members.find(simple_name);
    if (at == members.end()) return std::nullopt;
    for (const std::uint32_t i : at->second)
      if (outline(file).definitions[i].kind == SymbolKind::class_) return TypeAt{file, i};
    return std::nullopt;
  }

  bool has_member(const TypeAt& type, std::string_view name) const {
    const auto& members = names_.at(type.file).members;
    const auto at = members.find(name);
    if (at == members.end()) return false;
    const auto& definitions = outline(type.file).definitions;
    if (definitions[type.definition].name == name) return false;  // a constructor
    return std::any_of(at->second.begin(), at->second.end(),
                       [&](std::uint32_t i) { return definitions[i].parent == type.definition; });
  }

  // A name that the types around its first use inherit: the file that declares it.
  std::optional<std::uint32_t> inherited(std::uint32_t file, const Reference& reference) {
    const std::string_view name = first_part(reference.name);
    const auto& definitions = outline(file).definitions;
    const auto& heirs = names_.at(file).heirs;
    std::size_t around = 0;
    for (auto heir = heirs.rbegin(); heir != heirs.rend() && around < kMostAround; ++heir) {
      const parsers::Span& span = definitions[heir->definition].span;
      if (reference.first.byte_begin < span.byte_begin || reference.first.byte_begin >= span.byte_end) continue;
      ++around;
      for (const TypeAt& ancestor : ancestors({file, heir->definition}))
        if (has_member(ancestor, name)) return ancestor.file;
    }
    return std::nullopt;
  }

  // Every type of the project that a type inherits from, the nearest first.
  const std::vector<TypeAt>& ancestors(const TypeAt& type) {
    const auto [at, is_new] = ancestors_.try_emplace(type);
    if (!is_new) return at->second;
    std::vector<TypeAt> found, open{type};
    for (std::size_t i = 0; i < open.size() && open.size() < kMostAncestors; ++i) {
      for (const Heir& heir : names_.at(open[i].file).heirs) {
        if (heir.definition != open[i].definition) continue;
        for (const std::string& name : heir.from) {
          const auto super = supertype(open[i], name);
          if (!super || std::find(open.begin(), open.end(), *super) != open.end()) continue;
          open.push_back(*super);
          found.push_back(*super);
        }
      }
    }
    return ancestors_[type] = std::move(found);
  }

  std::optional<TypeAt> supertype(const TypeAt& heir, const std::string& name) const {
    const std::uint32_t file = heir.file;
    const std::string_view root = first_part(name);
    const FileNames& names = names_.at(file);
    std::optional<std::uint32_t> to;
    // Types that the heir declares are not seen in its header.
    if (types_.declares(file, root) && !has_member(heir, root)) {
      to = file;
    } else if (const auto at = names.single.find(root); at != names.single.end()) {
      to = type_in(file, at->second->target);
    } else {
      to = types_.only(file, name_within(outline(file).package, root));
      if (!to) to = type_on_demand(file, root);
      if (!to) to = fully_named(file, name);
    }
    return to ? type_at(*to, last_part(name)) : std::nullopt;
  }

  ProjectView project_;
  TypeIndex types_;
  std::map<std::uint32_t, FileNames> names_;
  std::map<TypeAt, std::vector<TypeAt>> ancestors_;
  std::map<std::pair<std::uint32_t, std::string>, Resolution> on_demand_;
};

}  // namespace

std::unique_ptr<Resolver> java_resolver(const ProjectView& project) { return std::make_unique<JavaResolver>(project); }

}  // namespace oyer::datasets::detail
