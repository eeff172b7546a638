// CargoManifest: what a Cargo.toml says of the crates in its folder. Of TOML as much is read as manifests use: tables,
// strings, arrays, inline tables, dotted keys; what is malformed is as if it were not there.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace oyer::datasets::detail {

struct CargoDependency {
  std::string path;     // as written; empty for one that is fetched
  std::string package;  // where it is known here by another name
  bool workspace = false;
};

struct CargoTarget {
  std::string name, path;
};

struct CargoManifest {
  std::string folder;
  std::string package;  // empty where there is only a workspace
  bool is_workspace = false;
  std::string edition;  // "2015" where none is written; "workspace" where the workspace says it
  std::string workspace_edition;
  std::string build;  // path of the build script, if it is not build.rs
  CargoTarget library;
  std::vector<CargoTarget> programs;                           // bin, example, test, bench with a path of their own
  std::map<std::string, CargoDependency> dependencies;         // of all kinds, by the name that sources use
  std::map<std::string, CargoDependency> shared_dependencies;  // of the workspace
  std::map<std::string, CargoDependency> patches;
};

CargoManifest read_cargo_manifest(std::string_view folder, std::string_view text);

// "my-crate" as sources write it: my_crate.
std::string crate_name(std::string_view package);

}  // namespace oyer::datasets::detail
