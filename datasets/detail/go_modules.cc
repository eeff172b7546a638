#include "datasets/detail/go_modules.h"

#include <algorithm>

#include "datasets/detail/path_text.h"

namespace oyer::datasets::detail {
namespace {

using Words = std::vector<std::string>;

// The words of a line, without its comment; quotes are taken off.
Words words_of(std::string_view line) {
  Words words;
  line = line.substr(0, line.find("//"));
  for (std::size_t at = 0; at < line.size();) {
    const auto begin = line.find_first_not_of(" \t\r", at);
    if (begin == std::string_view::npos) break;
    const char quote = line[begin];
    if (quote == '"' || quote == '`') {
      const auto end = std::min(line.find(quote, begin + 1), line.size());
      words.emplace_back(line.substr(begin + 1, end - begin - 1));
      at = end + 1;
      continue;
    }
    const auto end = std::min(line.find_first_of(" \t\r", begin), line.size());
    words.emplace_back(line.substr(begin, end - begin));
    at = end;
  }
  return words;
}

// The statements of a go.mod or go.work: "replace ( a => b )" gives "replace a => b" for each line of the block.
std::vector<Words> statements_of(std::string_view text) {
  std::vector<Words> statements;
  std::string block;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    Words words = words_of(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (words.empty()) continue;
    if (!block.empty()) {
      if (words.front() == ")") {
        block.clear();
        continue;
      }
      words.insert(words.begin(), block);
    } else if (words.back() == "(" || words.back().ends_with('(')) {
      block = words.front().substr(0, words.front().find('('));
      continue;
    }
    statements.push_back(std::move(words));
  }
  return statements;
}

bool is_local(std::string_view path) noexcept {
  return path == "." || path == ".." || path.starts_with("./") || path.starts_with("../");
}

// Whether an import path is that of the module or of a package in it.
bool begins(std::string_view module, std::string_view path) noexcept { return is_below(path, module); }

std::string_view behind(std::string_view module, std::string_view path) noexcept {
  return path.substr(std::min(path.size(), module.empty() ? 0 : module.size() + 1));
}

// What lies in a folder `internal` is for those who lie where that folder lies.
bool may_import(std::string_view folder, std::string_view package) noexcept {
  for (std::size_t at = 0; at < package.size();) {
    const auto end = std::min(package.find('/', at), package.size());
    if (package.substr(at, end - at) == "internal" && !is_below(folder, package.substr(0, at == 0 ? 0 : at - 1)))
      return false;
    at = end + 1;
  }
  return true;
}

}  // namespace

GoModule read_go_mod(std::string_view folder, std::string_view text) {
  GoModule module{std::string(folder), {}, {}};
  for (const Words& words : statements_of(text)) {
    if (words[0] == "module" && words.size() == 2) module.path = words[1];
    if (words[0] != "replace" || words.size() < 4) continue;
    const auto arrow = std::find(words.begin(), words.end(), "=>");
    if (arrow == words.end() || arrow + 1 == words.end() || !is_local(arrow[1])) continue;
    if (auto to = normalized(folder, arrow[1])) module.replaced[words[1]] = *std::move(to);
  }
  return module;
}

std::vector<std::string> read_go_work(std::string_view folder, std::string_view text) {
  std::vector<std::string> folders;
  for (const Words& words : statements_of(text)) {
    if (words[0] != "use" || words.size() != 2) continue;
    if (auto used = normalized(folder, words[1])) folders.push_back(*std::move(used));
  }
  return folders;
}

GoModules::GoModules(const ProjectView& project, const std::set<std::string, std::less<>>& packages)
    : packages_(packages) {
  for (const ManifestText& manifest : project.manifests)
    if (name_in(manifest.path) == "go.mod")
      modules_.emplace(folder_of(manifest.path), read_go_mod(folder_of(manifest.path), manifest.text));
  for (const ManifestText& manifest : project.manifests)
    if (name_in(manifest.path) == "go.work") add_work(folder_of(manifest.path), manifest.text);
  if (modules_.empty()) guess_path(project);
}

void GoModules::add_work(std::string_view folder, std::string_view text) {
  const std::vector<std::string> used = read_go_work(folder, text);
  for (const std::string& one : used) together_.emplace(one, used);
}

// Without a go.mod: of the prefixes with three parts that imports have, the one below which most folders are there.
void GoModules::guess_path(const ProjectView& project) {
  std::map<std::string, std::set<std::string>> found;
  for (const ProjectFile& file : project.files) {
    if (!is_in(file, {Language::go})) continue;
    for (const parsers::ImportUse& use : file.outline->imports) {
      std::size_t end = 0;
      for (int part = 0; part < 3 && end != std::string::npos; ++part) end = use.target.find('/', end + (part > 0));
      if (use.target.substr(0, use.target.find('/')).find('.') == std::string::npos) continue;
      const std::string prefix = use.target.substr(0, end);
      const std::string folder(behind(prefix, use.target));
      if (is_package(folder)) found[prefix].insert(folder);
    }
  }
  const auto most = std::max_element(found.begin(), found.end(),
                                     [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  modules_.emplace("", GoModule{"", most == found.end() ? std::string() : most->first, {}});
}

const GoModule* GoModules::module_of(std::string_view folder) const {
  for (;; folder = folder_of(folder)) {
    if (const auto at = modules_.find(folder); at != modules_.end()) return &at->second;
    if (folder.empty()) return nullptr;
  }
}

std::optional<std::string> GoModules::in_modules(const GoModule& from, std::string_view path) const {
  std::string_view longest, root;
  const auto consider = [&](std::string_view module, std::string_view folder) {
    if (module.empty() || !begins(module, path) || module.size() < longest.size()) return;
    longest = module;
    root = folder;
  };
  consider(from.path, from.folder);
  for (const auto& [module, folder] : from.replaced) consider(module, folder);
  if (const auto joined_with = together_.find(from.folder); joined_with != together_.end()) {
    for (const std::string& folder : joined_with->second)
      if (const auto at = modules_.find(folder); at != modules_.end()) consider(at->second.path, folder);
  }
  if (longest.empty()) return std::nullopt;
  std::string folder = joined(root, behind(longest, path));
  const GoModule* owner = module_of(folder);
  // A module within the folder is none of this module's.
  if (!is_package(folder) || owner == nullptr || (owner->folder != root && modules_.contains(std::string(root))))
    return std::nullopt;
  return folder;
}

std::optional<std::string> GoModules::folder_of_import(std::string_view folder, std::string_view path) const {
  if (is_local(path)) {
    auto found = normalized(folder, path);
    return found && is_package(*found) ? found : std::nullopt;
  }
  const GoModule* from = module_of(folder);
  if (from == nullptr) return std::nullopt;
  auto found = in_modules(*from, path);
  if (!found) {
    for (std::string_view above = folder;; above = folder_of(above)) {
      std::string vendored = joined(joined(above, "vendor"), path);
      if (is_package(vendored)) return vendored;
      if (above.empty() || above == from->folder) return std::nullopt;
    }
  }
  return may_import(folder, *found) ? found : std::nullopt;
}

}  // namespace oyer::datasets::detail
