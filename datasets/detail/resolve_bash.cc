// Shells read what `source` names from the folder they run in, which is written nowhere: the script's own folder and
// those above it are tried, the nearest first. A path that is computed is taken for what it nearly always is, one that
// begins with the script's folder ("$(dirname "$0")/x", "${BASH_SOURCE%/*}/x", "$DIR/x"); if no file fits, it is
// dynamic.
#include "datasets/detail/resolve_bash.h"

#include <map>
#include <set>
#include <utility>

#include "datasets/detail/path_text.h"

namespace oyer::datasets::detail {
namespace {

using parsers::ImportUse;
using parsers::Reference;

// What stands behind a computed folder at the begin of a word: "lib/x.sh" of `"$(dirname "$0")/lib/x.sh"`. Empty where
// more than the begin is computed.
std::string behind_folder(std::string_view word) {
  std::string text;
  for (const char c : word)
    if (c != '"' && c != '\'') text += c;
  std::size_t at = 0;
  if (text.starts_with("$(") || text.starts_with("${")) {
    int depth = 0;
    for (at = 1; at < text.size(); ++at) {
      if (text[at] == '(' || text[at] == '{') ++depth;
      if ((text[at] == ')' || text[at] == '}') && --depth == 0) break;
    }
    ++at;
  } else if (text.starts_with('$')) {
    at = text.find('/');
  }
  if (at == 0 || at >= text.size() || text[at] != '/') return {};
  const std::string rest = text.substr(at + 1);
  return rest.find_first_of("$`*") == std::string::npos ? rest : std::string();
}

class BashResolver final : public Resolver {
 public:
  explicit BashResolver(const ProjectView& project) : project_(project) {
    for (const std::string& path : project.paths) paths_.try_emplace(path);
    for (std::uint32_t i = 0; i < project.files.size(); ++i) paths_[project.files[i].path] = i;
    for (std::uint32_t i = 0; i < project.files.size(); ++i) {
      if (!is_in(project.files[i], {Language::bash})) continue;
      for (const auto& definition : project.files[i].outline->definitions)
        if (!definition.parent) defined_[definition.name].insert(i);
    }
  }

  Resolution resolve(std::uint32_t file, const ImportUse& use) override {
    const std::string target = use.computed ? behind_folder(use.target) : use.target;
    const Resolution none{use.computed ? ImportStatus::dynamic : ImportStatus::external, {}, {}};
    if (target.empty() || target[0] == '/' || target[0] == '~') return none;
    for (std::string_view folder = folder_of(project_.files[file].path);; folder = folder_of(folder)) {
      const auto path = normalized(folder, target);
      const auto at = path ? paths_.find(*path) : paths_.end();
      if (at != paths_.end())
        return {ImportStatus::unique, at->second ? std::vector{*at->second} : std::vector<std::uint32_t>(), {}};
      if (folder.empty()) return none;
    }
  }

  // A function that a file which is read by this one defines.
  std::optional<std::uint32_t> definition_of(std::uint32_t file, const Reference& reference) override {
    const auto [at, is_new] = sourced_.try_emplace(file);
    if (is_new)
      for (const ImportUse& use : project_.files[file].outline->imports)
        for (const std::uint32_t to : resolve(file, use).targets) at->second.insert(to);
    const auto definers = defined_.find(reference.name);
    if (definers == defined_.end()) return std::nullopt;
    const bool by_sourced = at->second.size() < definers->second.size();
    for (const std::uint32_t to : by_sourced ? at->second : definers->second)
      if ((by_sourced ? definers->second : at->second).contains(to)) return to;
    return std::nullopt;
  }

 private:
  ProjectView project_;
  std::map<std::string, std::optional<std::uint32_t>, std::less<>> paths_;
  std::map<std::string_view, std::set<std::uint32_t>, std::less<>> defined_;
  std::map<std::uint32_t, std::set<std::uint32_t>> sourced_;
};

}  // namespace

std::unique_ptr<Resolver> bash_resolver(const ProjectView& project) { return std::make_unique<BashResolver>(project); }

}  // namespace oyer::datasets::detail
