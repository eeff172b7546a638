// JavaScriptFiles: which file of a project a path without all of its name leads to, for JavaScript and TypeScript.
//
// The importing file decides which endings are tried first: Node's and the bundlers' for JavaScript, TypeScript's for
// TypeScript (where "./x.js" is written for x.ts). What neither would find, the other's endings may.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/language.h"
#include "datasets/detail/javascript_package.h"
#include "datasets/detail/resolver.h"
#include "datasets/detail/tsconfig.h"

namespace oyer::datasets::detail {

// A path of the project. Not every path is in the list of files.
struct FoundPath {
  std::string_view path;
  std::optional<std::uint32_t> file;
};

class JavaScriptFiles {
 public:
  explicit JavaScriptFiles(const ProjectView& project);

  std::optional<FoundPath> exact(std::string_view path) const;
  // The path itself, with an ending, or with another in place of its own.
  std::optional<FoundPath> file(const std::string& path, bool typescript) const;
  // "index" of a folder.
  std::optional<FoundPath> index(std::string_view folder, bool typescript) const;
  // A file that is built from sources and is not here: its source. `package` names the folders of both.
  std::optional<FoundPath> source_of(const JavaScriptPackage& package, const TsConfig* config,
                                     const std::string& built) const;

 private:
  std::optional<FoundPath> swapped(std::string_view path) const;

  std::unordered_map<std::string_view, std::optional<std::uint32_t>> paths_;
};

}  // namespace oyer::datasets::detail
