// TsConfigs: what the tsconfig.json and jsconfig.json of a project say of where modules are (TypeScript's handbook,
// "Modules - Reference", and its reference of compiler options).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "datasets/corpus/graph.h"

namespace oyer::datasets::detail {

// What holds for a file after `extends`. Folders are paths from the project's root.
struct TsConfig {
  std::optional<std::string> base_url;
  std::string paths_folder;  // what the targets of `paths` are relative to
  std::vector<std::pair<std::string, std::vector<std::string>>> paths;
  std::vector<std::string> root_dirs;
  std::optional<std::string> out_dir, declaration_dir, root_dir;
  std::vector<std::string> custom_conditions;
};

class TsConfigs {
 public:
  // Gives the folder of a package of this project by its name, for `extends` of a package.
  using PackageFolder = std::function<std::optional<std::string>(std::string_view name)>;

  TsConfigs(std::span<const ManifestText> manifests, PackageFolder package_folder);

  // The one of the nearest folder above a file that has any; where that one merely lists others (`references`), what
  // they say together. nullptr where there is none.
  const TsConfig* of_folder(std::string_view folder);

 private:
  const TsConfig* read(const std::string& path);
  void apply(const std::string& path, TsConfig& config, int depth);
  void apply_options(std::string_view folder, const json::object& options, TsConfig& config) const;
  void add_references(const std::string& path, TsConfig& config);
  std::optional<std::string> extended(std::string_view folder, std::string_view name) const;

  PackageFolder package_folder_;
  std::map<std::string, json::object, std::less<>> objects_;  // by path
  std::map<std::string, TsConfig, std::less<>> read_;
  std::map<std::string, const TsConfig*, std::less<>> of_folder_;
  int files_left_ = 0;  // of one configuration's `extends`
};

}  // namespace oyer::datasets::detail
