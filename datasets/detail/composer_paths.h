// ComposerPaths: where Composer looks for a class of PHP by its name (PSR-4 and PSR-0, as the composer.json of a
// project say). Of what they say nothing else is asked: files and folders of `classmap` and `files` are found by what
// they declare.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/corpus/graph.h"

namespace oyer::datasets::detail {

class ComposerPaths {
 public:
  explicit ComposerPaths(std::span<const ManifestText> manifests);

  // Paths at which a class with this full name ("A\B") may lie, in the order in which they are tried: by the
  // composer.json nearest above the folder, by those farther above, by all others.
  std::vector<std::string> paths_of(std::string_view folder, std::string_view name) const;

 private:
  // Folders by the beginning of names that they hold.
  using Folders = std::map<std::string, std::vector<std::string>, std::less<>>;
  struct Package {
    Folders psr4, psr0;
  };

  void add(std::string_view folder, std::string_view text);
  static void add_paths(const Package& package, std::string_view name, std::vector<std::string>& paths);

  std::map<std::string, Package, std::less<>> packages_;  // by the folder of their composer.json
  Package all_;
};

}  // namespace oyer::datasets::detail
