// GoModules: which folder of a project an import path of Go means, as the go command looks for it.
//
// The modules that a file may import from this project are the one it lies in (the nearest go.mod), those that this
// one's go.mod replaces by a folder, and, where a go.work lists its module, all that the go.work lists. The longest
// module path that begins the import path decides. What no module has may lie in the module's `vendor`. A module
// that merely lies in the same repository is another's: the go command would take its published form. Where a project
// has no go.mod at all it dates from GOPATH, and the path before its folders is the one that its imports agree on.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/detail/resolver.h"

namespace oyer::datasets::detail {

struct GoModule {
  std::string folder;
  std::string path;                             // "example.com/app"
  std::map<std::string, std::string> replaced;  // module paths by the folder that stands for them
};

// Of a go.mod in a folder; what is malformed in it is left out.
GoModule read_go_mod(std::string_view folder, std::string_view text);

// The folders that a go.work uses.
std::vector<std::string> read_go_work(std::string_view folder, std::string_view text);

class GoModules {
 public:
  // `packages` are the folders that hold Go files.
  GoModules(const ProjectView& project, const std::set<std::string, std::less<>>& packages);

  // The folder that a file in `folder` imports, one of the packages; nullopt for what is not of this project.
  std::optional<std::string> folder_of_import(std::string_view folder, std::string_view path) const;

 private:
  const GoModule* module_of(std::string_view folder) const;
  std::optional<std::string> in_modules(const GoModule& from, std::string_view path) const;
  void add_work(std::string_view folder, std::string_view text);
  void guess_path(const ProjectView& project);
  bool is_package(const std::string& folder) const { return packages_.contains(folder); }

  const std::set<std::string, std::less<>>& packages_;
  std::map<std::string, GoModule, std::less<>> modules_;                   // by folder
  std::map<std::string, std::vector<std::string>, std::less<>> together_;  // folders of modules that a go.work joins
};

}  // namespace oyer::datasets::detail
