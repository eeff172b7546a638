#include "datasets/detail/seen_names.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "datasets/detail/dotted_text.h"
#include "datasets/detail/resolver.h"

namespace oyer::datasets::detail {
namespace {

using parsers::Definition;
using parsers::Outline;
using parsers::SymbolKind;

constexpr std::size_t kMostSeen = 4096;      // files that one file is taken to see, the nearest ones
constexpr std::size_t kMostDefiners = 1024;  // a name that more files define says nothing

// Enumerators, but those of a scoped enumeration, are seen where their type is.
bool is_plain_enumeration(const Definition& d) noexcept {
  std::string_view text = d.signature;
  if (text.starts_with("typedef ")) text.remove_prefix(8);
  return text.starts_with("enum") && !text.starts_with("enum class") && !text.starts_with("enum struct");
}

bool is_seen(const Outline& outline, const Definition& d) noexcept {
  if (!d.parent) return true;
  const Definition& parent = outline.definitions[*d.parent];
  if (parent.kind == SymbolKind::module || d.kind == SymbolKind::macro) return true;
  if (parent.kind == SymbolKind::class_) return d.kind == SymbolKind::class_ || is_plain_enumeration(parent);
  return false;
}

}  // namespace

SeenNames::SeenNames(std::span<const ProjectFile> files, Includes includes)
    : files_(files), includes_(std::move(includes)), from_(std::numeric_limits<std::uint32_t>::max()) {
  distance_.resize(files.size(), 0);
  for (std::uint32_t i = 0; i < files.size(); ++i)
    if (is_in(files[i], {Language::c, Language::cpp})) add(i);
}

void SeenNames::add(std::uint32_t file) {
  const Outline& outline = *files_[file].outline;
  const auto define = [&](std::string_view name, bool space) {
    std::vector<Definer>& definers = definers_[name];
    if (definers.empty() || definers.back().file != file) {
      if (definers.size() <= kMostDefiners) definers.push_back({file, space});
    } else {
      definers.back().space = definers.back().space && space;
    }
  };
  for (const Definition& d : outline.definitions) {
    if (d.kind == SymbolKind::method || !is_seen(outline, d)) continue;
    std::string_view name = d.name;
    if (d.kind != SymbolKind::module) {
      define(name, false);
      continue;
    }
    for (; !name.empty(); name.remove_prefix(std::min(name.size(), name.find("::") + 2))) {
      define(name.substr(0, name.find("::")), true);
      if (name.find("::") == std::string_view::npos) break;
    }
  }
}

void SeenNames::look_from(std::uint32_t file) {
  if (from_ == file) return;
  for (const std::uint32_t one : seen_) distance_[one] = 0;
  from_ = file;
  seen_.assign(1, file);
  distance_[file] = 1;
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    for (const std::uint32_t next : includes_(seen_[i])) {
      if (distance_[next] != 0 || seen_.size() >= kMostSeen) continue;
      distance_[next] = distance_[seen_[i]] + 1;
      seen_.push_back(next);
    }
  }
}

std::optional<std::uint32_t> SeenNames::find(std::uint32_t file, std::string_view name) {
  look_from(file);
  while (!name.empty()) {
    const std::string_view part = first_part(name);
    name = behind_first(name);
    const auto at = definers_.find(part);
    // Nothing of this project is called so: a name of a library's.
    if (at == definers_.end() || at->second.size() > kMostDefiners) return std::nullopt;
    std::uint32_t nearest = std::numeric_limits<std::uint32_t>::max();
    std::optional<std::uint32_t> found;
    bool is_space = false;
    for (const auto& [definer, space] : at->second) {
      is_space = is_space || space;
      if (space || distance_[definer] == 0 || distance_[definer] > nearest) continue;
      found = distance_[definer] == nearest ? std::nullopt : std::optional(definer);
      nearest = distance_[definer];
    }
    if (found) return *found == file ? std::nullopt : found;
    if (nearest != std::numeric_limits<std::uint32_t>::max() || !is_space) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace oyer::datasets::detail
