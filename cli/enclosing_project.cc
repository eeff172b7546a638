#include "cli/enclosing_project.h"

#include <algorithm>
#include <system_error>

#include "datasets/corpus/graph.h"

namespace oyer::cli {
namespace {

namespace fs = std::filesystem;

// As the person named it: a link keeps its name, since a package is called what its folder is called. Behind ".." only
// the kernel knows where a link has led.
fs::path plain(const fs::path& folder) {
  std::error_code error;
  if (std::find(folder.begin(), folder.end(), "..") != folder.end()) return fs::canonical(folder, error);
  fs::path path = fs::absolute(folder, error).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

bool holds(const fs::path& folder, const char* name) {
  std::error_code error;
  return fs::exists(folder / name, error);
}

// Names of regular files in the folder itself, links left out as they are below it.
std::vector<std::string> files_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator at(folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && at != fs::directory_iterator(); at.increment(error)) {
    std::error_code unknown;
    if (fs::is_regular_file(at->symlink_status(unknown))) names.push_back(at->path().filename().string());
  }
  return names;
}

bool holds_manifest(const fs::path& folder) {
  const std::vector<std::string> names = files_in(folder);
  return std::any_of(names.begin(), names.end(), [](const std::string& name) {
    return datasets::is_import_manifest(name) || name == "pyproject.toml" || name == "setup.py" || name == "setup.cfg";
  });
}

fs::path root_of(const fs::path& folder) {
  for (fs::path at = folder;; at = at.parent_path()) {
    if (holds(at, ".git")) return at;
    if (at == at.parent_path()) break;
  }
  fs::path packages = folder;
  while (holds(packages, "__init__.py") && packages != packages.parent_path()) packages = packages.parent_path();
  for (fs::path at = folder; at != at.parent_path(); at = at.parent_path())
    if (holds_manifest(at)) return at.native().size() < packages.native().size() ? at : packages;
  return packages;
}

}  // namespace

EnclosingProject enclosing_project(const fs::path& folder) {
  const fs::path inside = plain(folder), root = root_of(inside);
  EnclosingProject project{root, "", {}};
  if (inside == root) return project;
  project.prefix = inside.lexically_relative(root).generic_string() + "/";
  for (fs::path above = inside.parent_path();; above = above.parent_path()) {
    for (const std::string& name : files_in(above))
      project.paths.push_back((above / name).lexically_relative(root).generic_string());
    if (above == root) break;
  }
  return project;
}

}  // namespace oyer::cli
