#include "datasets/detail/javascript_package.h"

#include <algorithm>

#include "datasets/detail/loose_json.h"
#include "datasets/detail/path_text.h"

namespace oyer::datasets::detail {
namespace {

// No package written by people comes near these.
constexpr std::size_t kMostPatterns = 200;
constexpr std::size_t kMostTargets = 64;
constexpr std::size_t kMostParts = 64;

std::string text_at(const json::object& object, std::string_view key) {
  const json::string* text = json::find_string(object, key);
  return text == nullptr ? std::string() : std::string(json::view(*text));
}

std::vector<std::string> texts_of(const json::array* array) {
  std::vector<std::string> texts;
  if (array == nullptr) return texts;
  for (const json::value& value : *array)
    if (value.is_string() && texts.size() < kMostPatterns) texts.emplace_back(json::view(value.as_string()));
  return texts;
}

void add_dependencies(const json::object& object, std::string_view key, JavaScriptPackage& package) {
  const json::object* all = json::find_object(object, key);
  if (all == nullptr) return;
  for (const auto& [name, value] : *all) {
    if (!value.is_string()) continue;
    const std::string_view text = json::view(value.as_string());
    for (const std::string_view protocol : {"file:", "link:", "portal:", "workspace:"})
      if (text.starts_with(protocol) && text.substr(protocol.size()).starts_with('.'))
        package.dependencies.emplace(name, text.substr(protocol.size()));
  }
}

bool is_pattern_key(std::string_view key) noexcept { return std::count(key.begin(), key.end(), '*') == 1; }

// Targets of one value of the map, in the order of trying. `star` is what the pattern stands for.
class Targets {
 public:
  Targets(std::span<const std::string> conditions, std::string_view star) : conditions_(conditions), star_(star) {}

  // False: the value says null, and nothing behind it counts. JSON is nested 256 deep at most.
  bool add(const json::value& value) {
    if (value.is_null()) return false;
    if (value.is_string()) {
      if (found_.size() < kMostTargets) found_.push_back(filled(json::view(value.as_string())));
    } else if (value.is_array()) {
      for (const json::value& one : value.as_array()) add(one);
    } else if (value.is_object()) {
      for (const auto& [condition, one] : value.as_object())
        if (holds(condition) && !add(one)) return false;
    }
    return true;
  }

  std::vector<std::string> take() { return std::move(found_); }

 private:
  bool holds(std::string_view condition) const {
    return condition == "default" || std::find(conditions_.begin(), conditions_.end(), condition) != conditions_.end();
  }

  std::string filled(std::string_view target) const {
    std::string out;
    for (const char c : target) {
      if (c == '*') {
        out += star_;
      } else {
        out += c;
      }
    }
    return out;
  }

  std::span<const std::string> conditions_;
  std::string_view star_;
  std::vector<std::string> found_;
};

// Of the keys that hold a star, the one with the longest text before it that fits.
const json::value* best_pattern(const json::object& map, std::string_view key, std::string_view& star) {
  const json::value* best = nullptr;
  std::size_t best_before = 0, best_size = 0;
  for (const auto& [pattern_key, value] : map) {
    const std::string_view pattern = pattern_key;
    if (!is_pattern_key(pattern)) continue;
    const std::size_t before = pattern.find('*');
    const std::string_view behind = pattern.substr(before + 1);
    if (key.size() < pattern.size() || !key.starts_with(pattern.substr(0, before)) || !key.ends_with(behind)) continue;
    if (best != nullptr && std::pair(before, pattern.size()) <= std::pair(best_before, best_size)) continue;
    best = &value;
    best_before = before;
    best_size = pattern.size();
    star = key.substr(before, key.size() - before - behind.size());
  }
  return best;
}

// One part of a path against one part of a pattern, in linear time but for the stars.
bool fits_part(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.size() && (pattern[p] == text[t] || pattern[p] == '?')) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    if (!part.empty() && part != ".") parts.push_back(part);
    path.remove_prefix(std::min(path.size(), part.size() + 1));
  }
  return parts;
}

bool fits_parts(const std::vector<std::string_view>& pattern, const std::vector<std::string_view>& path) {
  if (pattern.size() > kMostParts || path.size() > kMostParts) return false;
  // fits[j]: the pattern's parts so far fit the first j parts of the path.
  std::vector<bool> fits(path.size() + 1, false);
  fits[0] = true;
  for (const std::string_view part : pattern) {
    std::vector<bool> next(path.size() + 1, false);
    if (part == "**") {
      bool any = false;
      for (std::size_t j = 0; j <= path.size(); ++j) next[j] = any = any || fits[j];
    } else {
      for (std::size_t j = 0; j < path.size(); ++j) next[j + 1] = fits[j] && fits_part(part, path[j]);
    }
    fits = std::move(next);
  }
  return fits.back();
}

}  // namespace

std::optional<JavaScriptPackage> read_javascript_package(std::string_view path, std::string_view text) {
  const std::optional<json::object> object = loose_json_object(text);
  if (!object) return std::nullopt;
  JavaScriptPackage package;
  package.folder = folder_of(path);
  package.name = text_at(*object, "name");
  package.main = text_at(*object, "main");
  package.module = text_at(*object, "module");
  package.types = text_at(*object, "types");
  if (package.types.empty()) package.types = text_at(*object, "typings");
  package.source = text_at(*object, "source");
  package.is_module = text_at(*object, "type") == "module";
  if (const json::value* exports = json::find(*object, "exports")) package.exports = *exports;
  if (const json::object* imports = json::find_object(*object, "imports")) package.imports = *imports;
  const json::object* workspaces = json::find_object(*object, "workspaces");
  package.workspaces = texts_of(workspaces == nullptr ? json::find_array(*object, "workspaces")
                                                      : json::find_array(*workspaces, "packages"));
  for (const char* key : {"dependencies", "devDependencies", "peerDependencies", "optionalDependencies"})
    add_dependencies(*object, key, package);
  return package;
}

std::vector<std::string> read_pnpm_workspace(std::string_view text) {
  std::vector<std::string> patterns;
  bool within = false;
  while (!text.empty() && patterns.size() < kMostPatterns) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (const auto comment = line.find(" #"); comment != std::string_view::npos) line = line.substr(0, comment);
    const auto first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos || line[first] == '#') continue;
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    if (first == 0 && line[0] != '-') {
      within = line == "packages:";
    } else if (within && line[first] == '-') {
      std::string_view value = line.substr(std::min(line.find_first_not_of("- \t", first), line.size()));
      if (value.size() >= 2 && (value[0] == '\'' || value[0] == '"')) value = value.substr(1, value.size() - 2);
      if (!value.empty()) patterns.emplace_back(value);
    }
  }
  return patterns;
}

std::vector<std::string> read_lerna_packages(std::string_view text) {
  const std::optional<json::object> object = loose_json_object(text);
  return object ? texts_of(json::find_array(*object, "packages")) : std::vector<std::string>();
}

std::vector<std::string> mapped_targets(const json::value& map, std::string_view key,
                                        std::span<const std::string> conditions) {
  const bool is_paths = map.is_object() && !map.as_object().empty() &&
                        (map.as_object().begin()->key().starts_with('.') || key.starts_with('#'));
  const json::value* value = nullptr;
  std::string_view star;
  if (!is_paths) {
    if (key == ".") value = &map;
  } else if (value = json::find(map.as_object(), key); value == nullptr || is_pattern_key(key)) {
    value = best_pattern(map.as_object(), key, star);
  }
  if (value == nullptr) return {};
  Targets targets(conditions, star);
  targets.add(*value);
  return targets.take();
}

bool fits_pattern(std::string_view pattern, std::string_view path) {
  const auto open = pattern.find('{');
  const auto close = open == std::string_view::npos ? open : pattern.find('}', open);
  if (close == std::string_view::npos) return fits_parts(parts_of(pattern), parts_of(path));
  // The first braces are written out; further ones are taken as they stand.
  std::string_view choices = pattern.substr(open + 1, close - open - 1);
  while (true) {
    const std::string_view choice = choices.substr(0, choices.find(','));
    std::string one(pattern.substr(0, open));
    one += choice;
    one += pattern.substr(close + 1);
    if (fits_parts(parts_of(one), parts_of(path))) return true;
    if (choice.size() == choices.size()) return false;
    choices.remove_prefix(choice.size() + 1);
  }
}

}  // namespace oyer::datasets::detail
