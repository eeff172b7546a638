#include "datasets/detail/manifest_license.h"

#include <algorithm>

namespace oyer::datasets::detail {
namespace {

constexpr std::size_t bytes_read = 64 * 1024;
constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// The text between the first two equal quotation marks.
std::string_view quoted(std::string_view text) {
  const std::size_t open = text.find_first_of("\"'");
  if (open == std::string_view::npos) return {};
  const std::size_t close = text.find(text[open], open + 1);
  return close == std::string_view::npos ? std::string_view{} : text.substr(open + 1, close - open - 1);
}

// What stands behind `key` and `sign` on a line of its own, the key at the line's beginning.
std::optional<DeclaredLicense> on_line(std::string_view text, std::string_view key, char sign, bool needs_quotes) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = trimmed(text.substr(at, end - at));
    at = end + 1;
    if (!line.starts_with(key)) continue;
    const std::string_view rest = trimmed(line.substr(key.size()));
    if (rest.empty() || rest.front() != sign) continue;
    const std::string_view value = trimmed(rest.substr(1));
    // Python's table form: license = {text = "MIT"}.
    const bool is_file = value.starts_with("{") && value.find("file") != std::string_view::npos;
    const std::string_view name = needs_quotes ? quoted(value) : value;
    if (!is_file && !name.empty() && name.size() < 200) return DeclaredLicense{std::string(name), std::string(line)};
  }
  return std::nullopt;
}

// "license": "MIT" wherever it stands; "license": {"type": "MIT"} is the form of old.
std::optional<DeclaredLicense> in_json(std::string_view text) {
  constexpr std::string_view key = "\"license\"";
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    std::string_view rest = text.substr(at + key.size(), 400);
    const std::size_t colon = rest.find_first_not_of(" \t\r\n");
    if (colon == std::string_view::npos || rest[colon] != ':') continue;
    rest = rest.substr(colon + 1);
    const std::size_t value = rest.find_first_not_of(" \t\r\n");
    if (value == std::string_view::npos) continue;
    if (rest[value] == '{') {
      const std::size_t type = rest.find("\"type\"");
      if (type == std::string_view::npos) continue;
      rest = rest.substr(type + 6);
    } else if (rest[value] != '"') {
      continue;
    }
    const std::string_view name = quoted(rest);
    if (!name.empty() && name.size() < 200) return DeclaredLicense{std::string(name), "license: " + std::string(name)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<DeclaredLicense> license_in_manifest(std::string_view file_name, std::string_view text) {
  text = text.substr(0, bytes_read);
  if (file_name == "package.json" || file_name == "composer.json") return in_json(text);
  if (file_name == "Cargo.toml" || file_name == "pyproject.toml") return on_line(text, "license", '=', true);
  if (file_name == "setup.cfg") return on_line(text, "license", '=', false);
  if (file_name.ends_with(".gemspec")) {
    for (const std::string_view key : {"s.license", "spec.license", "gem.license", "s.licenses", "spec.licenses"}) {
      if (auto found = on_line(text, key, '=', true)) return found;
    }
  }
  return std::nullopt;
}

}  // namespace oyer::datasets::detail
