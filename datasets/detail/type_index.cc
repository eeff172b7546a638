#include "datasets/detail/type_index.h"

#include <algorithm>

#include "datasets/detail/dotted_text.h"
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

}  // namespace

TypeIndex::TypeIndex(const ProjectView& project, Language language) : project_(project) {
  for (std::uint32_t i = 0; i < project.files.size(); ++i)
    if (is_in(project.files[i], {language})) add_file(i);
  for (const auto& [name, files] : types_) note_name(name);
  for (const std::string& name : packages_) note_name(name);
}

void TypeIndex::note_name(std::string_view full_name) {
  const std::string_view around = without_last(full_name), name = last_part(full_name);
  if (within_[around].insert(name).second) around_[name].push_back(around);
}

const std::set<std::string_view>& TypeIndex::names_in(std::string_view around) const {
  static const std::set<std::string_view> none;
  const auto at = within_.find(around);
  return at == within_.end() ? none : at->second;
}

const std::vector<std::string_view>& TypeIndex::around(std::string_view simple_name) const {
  static const std::vector<std::string_view> none;
  const auto at = around_.find(simple_name);
  return at == around_.end() ? none : at->second;
}

void TypeIndex::add_file(std::uint32_t file) {
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
    // A namespace is the package already.
    const bool is_inner = definition.parent && outline.definitions[*definition.parent].kind != SymbolKind::module;
    if (is_inner && full[*definition.parent].empty()) continue;  // local to a method
    const std::string& around = is_inner ? full[*definition.parent] : outline.package;
    depth[i] = is_inner ? depth[*definition.parent] + 1 : 0;
    if (depth[i] > kDeepestType) continue;
    full[i] = name_within(around, definition.name);
    std::vector<std::uint32_t>& files = types_[full[i]];
    if (files.empty() || files.back() != file) files.push_back(file);
  }
}

std::string_view TypeIndex::root_of(std::uint32_t file) const {
  std::string_view folder = folder_of(project_.files[file].path);
  std::string_view package = project_.files[file].outline->package;
  while (!package.empty()) {
    if (name_in(folder) != last_part(package)) break;
    folder = folder_of(folder);
    package = without_last(package);
  }
  return folder;
}

std::vector<std::uint32_t> TypeIndex::nearest(std::uint32_t from, const std::vector<std::uint32_t>& files) const {
  if (files.size() < 2) return files;
  const std::string_view root = root_of(from), folder = folder_of(project_.files[from].path);
  std::vector<std::uint32_t> best;
  std::pair<bool, std::size_t> most{false, 0};
  for (const std::uint32_t file : files) {
    const std::pair near{root_of(file) == root, shared_folders(folder_of(project_.files[file].path), folder)};
    if (near < most) continue;
    if (near > most) best.clear();
    most = near;
    best.push_back(file);
  }
  return best;
}

std::vector<std::uint32_t> TypeIndex::named(std::uint32_t from, std::string_view full_name) const {
  const auto at = types_.find(full_name);
  return at == types_.end() ? std::vector<std::uint32_t>() : nearest(from, at->second);
}

std::vector<std::uint32_t> TypeIndex::beginning(std::uint32_t from, std::string_view dotted,
                                                std::string& full_name) const {
  while (!dotted.empty()) {
    if (auto files = named(from, dotted); !files.empty()) {
      full_name = dotted;
      return files;
    }
    dotted = without_last(dotted);
  }
  return {};
}

std::optional<std::uint32_t> TypeIndex::only(std::uint32_t from, std::string_view full_name) const {
  const std::vector<std::uint32_t> files = named(from, full_name);
  return files.size() == 1 ? std::optional(files.front()) : std::nullopt;
}

bool TypeIndex::declares(std::uint32_t file, std::string_view simple_name) const {
  return declared_.contains({file, simple_name});
}

std::vector<std::uint32_t> TypeIndex::module(std::string_view name) const {
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
