#include "datasets/detail/resolve_javascript.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "datasets/detail/dotted_text.h"
#include "datasets/detail/javascript_modules.h"

namespace oyer::datasets::detail {
namespace {

using parsers::Definition;
using parsers::ImportForm;
using parsers::ImportUse;
using parsers::Outline;
using parsers::Reference;

constexpr int kMostReexports = 16;
// Files looked at for one name, against modules that each pass on all of many others.
constexpr int kMostLooks = 2000;

class JavaScriptResolver final : public Resolver {
 public:
  explicit JavaScriptResolver(const ProjectView& project) : project_(project), modules_(project) {
    for (std::uint32_t i = 0; i < project.files.size(); ++i) note_exports(i);
  }

  Resolution resolve(std::uint32_t file, const ImportUse& use) override {
    if (use.computed) return {ImportStatus::dynamic, {}, {}};
    if (use.form == ImportForm::relative) return resolved(file, "./" + use.target);
    return resolved(file, use.target);
  }

  std::optional<std::uint32_t> definition_of(std::uint32_t file, const Reference& reference) override {
    const std::string_view root = first_part(reference.name);
    const auto uses = named_.find({file, root});
    if (uses == named_.end()) return std::nullopt;
    looks_left_ = kMostLooks;
    for (const ImportUse* use : uses->second)
      if (const auto to = through(file, *use, behind_first(reference.name), 0)) return to;
    return std::nullopt;
  }

 private:
  using Key = std::pair<std::uint32_t, std::string_view>;

  void note_exports(std::uint32_t i) {
    const ProjectFile& file = project_.files[i];
    if (!is_in(file, {Language::javascript, Language::typescript, Language::tsx})) return;
    for (const Definition& definition : file.outline->definitions)
      if (!definition.parent) defined_.emplace(i, definition.name);
    for (const ImportUse& use : file.outline->imports) {
      if (use.computed) continue;
      const std::string_view local = use.alias.empty() ? std::string_view(use.name) : std::string_view(use.alias);
      if (!local.empty() && local != "*") named_[{i, local}].push_back(&use);
      if (use.reexported && use.alias.empty() && (use.name == "*" || use.name.empty())) all_[i].push_back(&use);
    }
  }

  const Resolution& resolved(std::uint32_t file, const std::string& target) {
    const auto [at, is_new] = resolved_.try_emplace({file, target});
    if (!is_new) return at->second;
    Resolution& answer = at->second;
    const ProjectFile& from = project_.files[file];
    const std::vector<FoundPath> found = modules_.find(from.path, from.language, target);
    if (found.empty()) return answer;
    answer.status = found.size() == 1 ? ImportStatus::unique : ImportStatus::ambiguous;
    for (const FoundPath& one : found)
      if (one.file) answer.targets.push_back(*one.file);
    std::sort(answer.targets.begin(), answer.targets.end());
    return answer;
  }

  std::optional<std::uint32_t> only(std::uint32_t file, const ImportUse& use) {
    const Resolution& answer = resolved(file, use.target);
    if (answer.status != ImportStatus::unique || answer.targets.size() != 1) return std::nullopt;
    return answer.targets.front();
  }

  // What a file takes by `use`, and of that what `rest` names: the file that defines it, or the one that is asked
  // where the definition cannot be seen.
  std::optional<std::uint32_t> through(std::uint32_t file, const ImportUse& use, std::string_view rest, int depth) {
    const auto to = only(file, use);
    if (!to) return std::nullopt;
    const bool whole = use.name.empty() || use.name == "*";
    if (whole && rest.empty()) return passed_on(*to, "", depth);
    if (whole) return exported(*to, rest, depth).value_or(*to);
    const std::string chain = rest.empty() ? use.name : use.name + "." + std::string(rest);
    return exported(*to, chain, depth).value_or(*to);
  }

  // module.exports = require("…") stands for what it requires.
  std::uint32_t passed_on(std::uint32_t file, std::string_view chain, int depth) {
    const auto all = all_.find(file);
    if (depth >= kMostReexports || all == all_.end()) return file;
    for (const ImportUse* use : all->second)
      if (use->name.empty())
        if (const auto to = through(file, *use, chain, depth + 1)) return *to;
    return file;
  }

  // The file that defines what `file` exports under the chain's first name.
  std::optional<std::uint32_t> exported(std::uint32_t file, std::string_view chain, int depth) {
    if (depth > kMostReexports || --looks_left_ < 0) return std::nullopt;
    const std::string_view name = first_part(chain);
    if (defined_.contains({file, name})) return file;
    if (const auto uses = named_.find({file, name}); uses != named_.end()) {
      for (const ImportUse* use : uses->second)
        if (use->reexported)
          if (const auto to = through(file, *use, behind_first(chain), depth + 1)) return to;
    }
    const auto all = all_.find(file);
    if (all == all_.end() || name == "default") return std::nullopt;
    for (const ImportUse* use : all->second)
      if (const auto next = only(file, *use); next && *next != file)
        if (const auto to = exported(*next, chain, depth + 1)) return to;
    return std::nullopt;
  }

  ProjectView project_;
  JavaScriptModules modules_;
  std::set<Key> defined_;                                       // names at the top of files
  std::map<Key, std::vector<const ImportUse*>> named_;          // by the name that the file has for it
  std::map<std::uint32_t, std::vector<const ImportUse*>> all_;  // passed on under no name of its own
  std::map<std::pair<std::uint32_t, std::string>, Resolution> resolved_;
  int looks_left_ = 0;
};

}  // namespace

std::unique_ptr<Resolver> javascript_resolver(const ProjectView& project) {
  return std::make_unique<JavaScriptResolver>(project);
}

}  // namespace oyer::datasets::detail
