// JavaScriptModules: from a specifier in a file to the file it means, as Node.js and TypeScript would find it in a
// project whose packages are linked to each other and whose sources are not yet built.
//
// Relative specifiers go by the endings of javascript_files.h and by a folder's package.json. Others, in this order:
// `#name` by the imports of the nearest package.json; `paths` and `baseUrl` of the nearest tsconfig.json; the package
// itself and those around it by name; `node_modules` that are kept in the repository; the packages of the workspace;
// those that a dependency names by folder; and "@/x" or "~/x", which tools without configuration files read as src/x.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "datasets/detail/javascript_files.h"
#include "datasets/detail/javascript_package.h"
#include "datasets/detail/resolver.h"
#include "datasets/detail/tsconfig.h"

namespace oyer::datasets::detail {

class JavaScriptModules {
 public:
  explicit JavaScriptModules(const ProjectView& project);

  // Every file that a specifier may mean; several only where two packages of one name are equally near.
  std::vector<FoundPath> find(std::string_view from, Language language, const std::string& specifier);

 private:
  using Package = JavaScriptPackage;

  // Who asks.
  struct Asker {
    std::string_view folder;
    bool typescript = false;
    std::vector<std::string> conditions;
    const TsConfig* config = nullptr;
    const Package* package = nullptr;  // the nearest
  };

  void add_manifest(const ManifestText& manifest);
  Asker asker(std::string_view from, Language language);
  const Package* package_at(std::string_view folder) const;
  const Package* package_above(std::string_view folder) const;
  std::vector<const Package*> packages_named(const std::string& name, const Asker& who);
  bool is_member(const std::string& root, const std::string& folder) const;

  std::optional<FoundPath> at_path(const Asker& who, const std::string& path);
  std::optional<FoundPath> in_folder(const Asker& who, const std::string& folder);
  std::optional<FoundPath> relative(const Asker& who, std::string_view specifier);
  std::optional<FoundPath> by_root_dirs(const Asker& who, const std::string& path);
  std::optional<FoundPath> by_paths(const Asker& who, std::string_view specifier);
  std::optional<FoundPath> by_imports(const Asker& who, std::string_view specifier);
  std::optional<FoundPath> by_alias(const Asker& who, std::string_view specifier);
  std::optional<FoundPath> built(const Asker& who, const Package& package, std::string_view target);
  std::optional<FoundPath> entry(const Asker& who, const Package& package, std::string_view below);
  std::vector<FoundPath> by_package(const Asker& who, std::string_view specifier);

  std::map<std::string, Package, std::less<>> packages_;  // by folder
  std::map<std::string, std::vector<const Package*>, std::less<>> by_name_;
  std::map<std::string, std::vector<std::string>, std::less<>> workspaces_;  // patterns by folder
  // Of the packages of one name those that are in the workspace of a folder; by folder and name.
  std::map<std::pair<std::string, std::string>, std::vector<const Package*>> members_;
  JavaScriptFiles files_;
  std::optional<TsConfigs> configs_;
};

}  // namespace oyer::datasets::detail
