// Where a folder lies in its project. Import rules speak of names from the project's root ("base/json.h" for a file in
// base/, pygments.lexer for one in pygments/) and of manifests that lie above: without them a folder by itself seems to
// import nothing of its own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace oyer::cli {

struct EnclosingProject {
  std::filesystem::path root;
  std::string prefix;              // what paths from the folder begin with when told from the root: "" or "src/flask/"
  std::vector<std::string> paths;  // from the root, of regular files in the folders above, the root's own included
};

// The root is the nearest folder with a .git, the folder itself included. Where there is none it is the nearest that a
// manifest lies in or, if that is further out, the one that holds the outermost Python package around the folder; the
// folder itself if nothing of this is found. Reads names alone; of folders that cannot be read there are none.
EnclosingProject enclosing_project(const std::filesystem::path& folder);

}  // namespace oyer::cli
