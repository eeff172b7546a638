// Ruby looks for what `require` names in a load path that is written nowhere. Folders are ranked by how likely they are
// on it: lib, then test and spec, of the nearest gem around the file (a folder with a *.gemspec or a lib), then the lib
// of every other gem. The first rank with an answer decides; two answers within one rank are ambiguous. "./x" and
// `load` are looked for in the root and in the file's own folder. Constants that Rails loads by their names alone have
// no edges.
#include "datasets/detail/resolve_ruby.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "datasets/detail/dotted_text.h"
#include "datasets/detail/path_text.h"

namespace oyer::datasets::detail {
namespace {

using parsers::Definition;
using parsers::ImportForm;
using parsers::ImportUse;
using parsers::Outline;
using parsers::Reference;
using parsers::SymbolKind;

constexpr std::size_t kDeepestName = 8;

class RubyResolver final : public Resolver {
 public:
  explicit RubyResolver(const ProjectView& project) : project_(project) {
    for (const std::string& path : project.paths) add_path(path);
    for (std::uint32_t i = 0; i < project.files.size(); ++i) {
      add_path(project.files[i].path);
      paths_[project.files[i].path] = i;
      if (is_in(project.files[i], {Language::ruby})) add_constants(i);
    }
  }

  Resolution resolve(std::uint32_t file, const ImportUse& use) override {
    const std::string_view folder = folder_of(project_.files[file].path);
    if (use.computed) return computed(file, use.target);
    if (use.form == ImportForm::relative) return only(at(folder, use.target));
    if (use.target.starts_with("./") || use.target.starts_with("../")) {
      for (const std::string_view from : {std::string_view{}, folder})
        if (auto found = at(from, use.target)) return only(std::move(found));
      return {};
    }
    return by_load_path(folder, use.target);
  }

  // Where a constant is defined; of one that many files open again nobody can tell.
  std::optional<std::uint32_t> definition_of(std::uint32_t file, const Reference& reference) override {
    if (reference.name.empty() || reference.name[0] < 'A' || reference.name[0] > 'Z') return std::nullopt;
    for (std::string_view scope = scope_of(file, reference.first.byte_begin);;) {
      for (std::string_view chain = reference.name; !chain.empty();) {
        const auto found = constants_.find(name_within(scope, chain));
        if (found != constants_.end() && found->second.size() == 1) return found->second.front();
        chain = without_last(chain);
      }
      if (scope.empty()) return std::nullopt;
      scope = without_last(scope);
    }
  }

 private:
  using Found = std::optional<std::pair<std::string, std::optional<std::uint32_t>>>;

  void add_path(const std::string& path) {
    if (!paths_.try_emplace(path).second) return;
    if (path.ends_with(".gemspec")) gems_.emplace(folder_of(path));
    for (std::string_view folder = folder_of(path); !folder.empty(); folder = folder_of(folder))
      if (name_in(folder) == "lib" && path.ends_with(".rb")) gems_.emplace(folder_of(folder));
  }

  void add_constants(std::uint32_t file) {
    const Outline& outline = *project_.files[file].outline;
    std::vector<std::string>& full = names_[file];
    full.resize(outline.definitions.size());
    for (std::size_t i = 0; i < outline.definitions.size(); ++i) {
      const Definition& definition = outline.definitions[i];
      const bool is_constant = !definition.name.empty() && definition.name[0] >= 'A' && definition.name[0] <= 'Z';
      if (!is_constant || (definition.parent && full[*definition.parent].empty())) continue;
      const std::string around = definition.parent ? full[*definition.parent] : std::string();
      if (static_cast<std::size_t>(std::count(around.begin(), around.end(), '.')) >= kDeepestName) continue;
      full[i] = name_within(around, definition.name);
      auto& files = constants_[full[i]];
      if (files.empty() || files.back() != file) files.push_back(file);
    }
  }

  // The modules and classes around a place.
  std::string_view scope_of(std::uint32_t file, std::uint32_t byte) const {
    const auto& definitions = project_.files[file].outline->definitions;
    // Definitions stand in the order of the text: the last that begins before the place, or one around it.
    const auto past = std::upper_bound(definitions.begin(), definitions.end(), byte,
                                       [](std::uint32_t at, const Definition& d) { return at < d.span.byte_begin; });
    if (past == definitions.begin()) return {};
    std::optional<std::uint32_t> i = static_cast<std::uint32_t>(past - definitions.begin() - 1);
    while (i && (definitions[*i].span.byte_end <= byte || names_.at(file)[*i].empty())) i = definitions[*i].parent;
    return i ? std::string_view(names_.at(file)[*i]) : std::string_view{};
  }

  Found at(std::string_view folder, std::string_view target) const {
    const auto path = normalized(folder, target);
    if (!path) return std::nullopt;
    for (const char* ending : {".rb", ""})
      if (const auto found = paths_.find(*path + ending); found != paths_.end()) return *found;
    return std::nullopt;
  }

  static Resolution only(Found found) {
    if (!found) return {};
    return {ImportStatus::unique, found->second ? std::vector{*found->second} : std::vector<std::uint32_t>(), {}};
  }

  Resolution by_load_path(std::string_view folder, const std::string& target) const {
    std::vector<std::string> own;
    for (std::string_view gem = folder;; gem = folder_of(gem)) {
      if (gems_.contains(gem) || gem.empty())
        for (const char* part : {"lib", "test", "spec", ""}) own.push_back(joined(gem, part));
      if (gem.empty()) break;
    }
    for (const std::string& from : own)
      if (auto found = at(from, target)) return only(std::move(found));
    std::map<std::string, std::optional<std::uint32_t>> found;
    for (const std::string& gem : gems_)
      if (const auto one = at(joined(gem, "lib"), target)) found.insert(*one);
    if (found.empty()) return {};
    Resolution resolution{found.size() == 1 ? ImportStatus::unique : ImportStatus::ambiguous, {}, {}};
    for (const auto& [path, file] : found)
      if (file) resolution.targets.push_back(*file);
    std::sort(resolution.targets.begin(), resolution.targets.end());
    return resolution;
  }

  // File.expand_path("../x", __FILE__), File.join(__dir__, "x"), File.dirname(__FILE__) + "/x": the one text between
  // quotes, from the file or from its folder.
  Resolution computed(std::uint32_t file, std::string_view text) const {
    const Resolution dynamic{ImportStatus::dynamic, {}, {}};
    const auto open = text.find_first_of("'\"");
    const auto close = open == std::string_view::npos ? open : text.find(text[open], open + 1);
    if (close == std::string_view::npos) return dynamic;
    std::string quoted(text.substr(open + 1, close - open - 1));
    std::string_view folder = folder_of(project_.files[file].path);
    if (constexpr std::string_view dir = "#{__dir__}/"; quoted.starts_with(dir)) {
      quoted.erase(0, dir.size());
    } else if (text.find("__dir__") == std::string_view::npos && text.find("__FILE__") == std::string_view::npos) {
      return dynamic;
    }
    if (text.starts_with("File.expand_path") && text.find("__FILE__") != std::string_view::npos &&
        text.find("dirname") == std::string_view::npos)
      folder = project_.files[file].path;
    if (quoted.find("#{") != std::string::npos) return dynamic;
    if (auto found = at(folder, quoted)) return only(std::move(found));
    return dynamic;
  }

  ProjectView project_;
  std::map<std::string, std::optional<std::uint32_t>, std::less<>> paths_;
  std::set<std::string, std::less<>> gems_;
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> constants_;
  std::map<std::uint32_t, std::vector<std::string>> names_;
};

}  // namespace

std::unique_ptr<Resolver> ruby_resolver(const ProjectView& project) { return std::make_unique<RubyResolver>(project); }

}  // namespace oyer::datasets::detail
