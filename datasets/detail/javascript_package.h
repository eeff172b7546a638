// JavaScriptPackage: what a package.json says of how its package is found and entered (Node.js documentation,
// "Modules: Packages"; the algorithms are those of "Resolution Algorithm Specification").
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace oyer::datasets::detail {

struct JavaScriptPackage {
  std::string folder;  // where its package.json lies
  std::string name;
  std::string main, module, types, source;  // entries, as written
  bool is_module = false;                   // "type": "module"
  std::optional<json::value> exports;
  std::optional<json::object> imports;
  std::vector<std::string> workspaces;              // patterns of folders
  std::map<std::string, std::string> dependencies;  // of every kind, those that name a folder: "file:../x" is "../x"
};

// nullopt where the text is no JSON object.
std::optional<JavaScriptPackage> read_javascript_package(std::string_view path, std::string_view text);

// Patterns under `packages:` of a pnpm-workspace.yaml, and those of a lerna.json.
std::vector<std::string> read_pnpm_workspace(std::string_view text);
std::vector<std::string> read_lerna_packages(std::string_view text);

// What a map of exports or of imports gives for a key ("." or "./sub" or "#name"), every target that the conditions
// allow in the order in which they are tried. Empty where the key is not in the map or is closed by null.
std::vector<std::string> mapped_targets(const json::value& map, std::string_view key,
                                        std::span<const std::string> conditions);

// Whether a folder's path fits a pattern of workspaces: `*` within a part, `**` for any parts, `{a,b}`.
bool fits_pattern(std::string_view pattern, std::string_view path);

}  // namespace oyer::datasets::detail
