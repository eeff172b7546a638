#include "datasets/detail/java_types.h"

#include <algorithm>

#include "datasets/detail/path_text.h"

namespace oyer::datasets::detail {
namespace {

using parsers::Definition;
using parsers::SymbolKind;

// Types within types within types: nobody goes deeper, and full names grow with each.
constexpr std::size_t kDeepestType = 8;
constexpr std::size_t kMostSupertypes = 50;

bool is_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// How many folders two paths begin with alike.
std::size_t shared_folders(std::string_view a, std::string_view b) noexcept {
  std::size_t shared = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i) shared += a[i] == '/' ? 1 : 0;
  return shared;
}

}  // namespace

JavaTypes::JavaTypes(const ProjectView& project) : project_(project) {
  for (std::uint32_t i = 0; i < project.files.size(); ++i)
    if (project.files[i].outline != nullptr && project.files[i].language == Language::java) add_file(i);
}

void JavaTypes::add_file(std::uint32_t file) {
  const parsers::Outline& outline = *project_.files[file].outline;
  if (name_in(project_.files[file].path) == "module-info.java") {
    modules_[outline.package].push_back(file);
    return;
  }
  packages_.insert(outline.package);
  std::vector<std::string> full(outline.definitions.size());
  std::vector<std::size_t> depth(outline.definitions.size(), 0);
  for (std::size_t i = 0; i < outline.definitions.size(); ++i) {
    const Definition& definition = outline.definitions[i];
    if (definition.kind != SymbolKind::class_) continue;
    declared_.emplace(file, definition.name);
    if (definition.parent && full[*definition.parent].empty()) continue;  // local to a method
    const std::string& around = definition.parent ? full[*definition.parent] : outline.package;
    depth[i] = definition.parent ? depth[*definition.parent] + 1 : 0;
    if (depth[i] > kDeepestType) continue;
    full[i] = around.empty() ? definition.name : around + "." + definition.name;
    std::vector<std::uint32_t>& files = types_[full[i]];
    if (files.empty() || files.back() != file) files.push_back(file);
  }
}

std::string_view JavaTypes::root_of(std::uint32_t file) const {
  std::string_view folder = folder_of(project_.files[file].path);
  std::string_view package = project_.files[file].outline->package;
  while (!package.empty()) {
    const auto dot = package.rfind('.');
    const std::string_view part = dot == std::string_view::npos ? package : package.substr(dot + 1);
    if (name_in(folder) != part) break;
    folder = folder_of(folder);
    package = dot == std::string_view::npos ? std::string_view{} : package.substr(0, dot);
  }
  return folder;
}

std::vector<std::uint32_t> JavaTypes::nearest(std::uint32_t from, const std::vector<std::uint32_t>& files) const {
  if (files.size() < 2) return files;
  const std::string_view root = root_of(from);
  std::vector<std::uint32_t> best;
  std::pair<bool, std::size_t> most{false, 0};
  for (const std::uint32_t file : files) {
    const std::pair near{root_of(file) == root, shared_folders(project_.files[file].path, project_.files[from].path)};
    if (near < most) continue;
    if (near > most) best.clear();
    most = near;
    best.push_back(file);
  }
  return best;
}

std::vector<std::uint32_t> JavaTypes::named(std::uint32_t from, std::string_view full_name) const {
  const auto at = types_.find(full_name);
  return at == types_.end() ? std::vector<std::uint32_t>() : nearest(from, at->second);
}

std::vector<std::uint32_t> JavaTypes::beginning(std::uint32_t from, std::string_view dotted,
                                                std::string& full_name) const {
  while (!dotted.empty()) {
    if (auto files = named(from, dotted); !files.empty()) {
      full_name = dotted;
      return files;
    }
    const auto dot = dotted.rfind('.');
    if (dot == std::string_view::npos) break;
    dotted = dotted.substr(0, dot);
  }
  return {};
}

std::optional<std::uint32_t> JavaTypes::only(std::uint32_t from, std::string_view full_name) const {
  const std::vector<std::uint32_t> files = named(from, full_name);
  return files.size() == 1 ? std::optional(files.front()) : std::nullopt;
}

bool JavaTypes::declares(std::uint32_t file, std::string_view simple_name) const {
  return declared_.contains({file, simple_name});
}

std::vector<std::uint32_t> JavaTypes::module(std::string_view name) const {
  const auto at = modules_.find(name);
  return at == modules_.end() ? std::vector<std::uint32_t>() : at->second;
}

std::vector<std::string> java_supertypes(std::string_view signature) {
  std::vector<std::string> names;
  std::string word;
  bool taking = false;
  int depth = 0;  // of brackets
  const auto finish = [&] {
    if (word == "extends" || word == "implements") {
      taking = true;
    } else if (word == "permits") {
      taking = false;
    } else if (taking && !word.empty() && names.size() < kMostSupertypes) {
      names.push_back(word);
    }
    word.clear();
  };
  for (const char c : signature) {
    if (c == '<' || c == '(' || c == '[') ++depth;
    const bool inside = depth > 0;
    if (c == '>' || c == ')' || c == ']') depth = std::max(0, depth - 1);
    if (inside) continue;
    if (is_word(c) || c == '.' || c == '@') {
      word += c;
    } else {
      finish();
    }
  }
  finish();
  std::erase_if(names, [](const std::string& name) { return name.find('@') != std::string::npos; });
  return names;
}

}  // namespace oyer::datasets::detail
