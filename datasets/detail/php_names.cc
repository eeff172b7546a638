#include "datasets/detail/php_names.h"

#include <algorithm>

namespace oyer::datasets::detail {
namespace {

using parsers::Definition;
using parsers::SymbolKind;

constexpr std::size_t kMostDeclaring = 64;
constexpr std::size_t kMostBlocks = 1000;

}  // namespace

std::string small_letters(std::string_view text) {
  std::string small(text);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return small;
}

std::string php_within(std::string_view space, std::string_view name) {
  if (space.empty()) return std::string(name);
  return std::string(space) + "\\" + std::string(name);
}

PhpNames::PhpNames(const ProjectView& project) : project_(project) {
  for (std::uint32_t i = 0; i < project.files.size(); ++i)
    if (is_in(project.files[i], {Language::php})) add(i);
}

void PhpNames::add(std::uint32_t file) {
  const parsers::Outline& outline = *project_.files[file].outline;
  for (const Definition& definition : outline.definitions) {
    auto& blocks = blocks_[file];
    if (definition.kind == SymbolKind::module && blocks.size() < kMostBlocks)
      blocks.push_back({definition.span.byte_begin, definition.span.byte_end, definition.name});
  }
  for (const Definition& definition : outline.definitions) {
    const Definition* around = definition.parent ? &outline.definitions[*definition.parent] : nullptr;
    const bool is_member = around != nullptr && around->kind == SymbolKind::class_;
    if (is_member || definition.kind == SymbolKind::module || definition.kind == SymbolKind::method) continue;
    const Kind kind = definition.kind == SymbolKind::class_     ? Kind::type
                      : definition.kind == SymbolKind::function ? Kind::function
                                                                : Kind::constant;
    // In a function a constant comes from define(), which knows no namespace.
    const bool is_global = kind == Kind::constant && around != nullptr && around->kind != SymbolKind::module;
    const std::string_view space = is_global ? std::string_view{} : space_at(file, definition.span.byte_begin);
    std::string name = php_within(space, definition.name);
    auto& files = kinds_[static_cast<int>(kind)][small_letters(name)];
    const bool is_again = !files.empty() && files.back().file == file && files.back().name == name;
    if (!is_again && files.size() <= kMostDeclaring) files.push_back({std::move(name), file});
    for (std::string_view within = space; !within.empty();) {
      if (!spaces_.emplace(within).second) break;
      const auto last = within.rfind('\\');
      within = within.substr(0, last == std::string_view::npos ? 0 : last);
    }
  }
}

std::string_view PhpNames::space_at(std::uint32_t file, std::uint32_t byte) const {
  const auto at = blocks_.find(file);
  if (at == blocks_.end() || at->second.empty()) return project_.files[file].outline->package;
  const auto past = std::upper_bound(at->second.begin(), at->second.end(), byte,
                                     [](std::uint32_t place, const Block& block) { return place < block.begin; });
  if (past == at->second.begin() || (past - 1)->end <= byte) return {};
  return (past - 1)->space;
}

std::vector<std::uint32_t> PhpNames::declaring(Kind kind, std::string_view full_name, Case spelling) const {
  const auto& all = kinds_[static_cast<int>(kind)];
  const auto at = all.find(small_letters(full_name));
  if (at == all.end() || at->second.size() > kMostDeclaring) return {};
  std::vector<std::uint32_t> files;
  for (const Declared& declared : at->second)
    if ((spelling == Case::any || declared.name == full_name) && (files.empty() || files.back() != declared.file))
      files.push_back(declared.file);
  return files;
}

}  // namespace oyer::datasets::detail
