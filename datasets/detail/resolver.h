// Resolver: the import rules of one language, over the files of one project.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "datasets/corpus/graph.h"

namespace oyer::datasets::detail {

struct Resolution {
  ImportStatus status = ImportStatus::external;
  std::vector<std::uint32_t> targets;  // rising
  // Those of `targets` whose edges are weak: loaded on the way and asked for no name (a package whose submodule was
  // asked for), named only where loading the file does not need them, or perhaps not asked for at all (what C includes
  // under #if).
  std::vector<std::uint32_t> passed;
};

// Numbers are those of the project's list; a resolver is asked only about files of its languages. Not thread safe:
// answers are remembered.
class Resolver {
 public:
  virtual ~Resolver() = default;
  virtual Resolution resolve(std::uint32_t file, const parsers::ImportUse& use) = 0;
  // The file, another than `file`, that defines what the reference names, when there is exactly one.
  virtual std::optional<std::uint32_t> definition_of(std::uint32_t file, const parsers::Reference& reference) = 0;
  // Files that the file needs for using the name, without any import (those of one Java package, of one Go package);
  // it may be among them. Several are weak edges. `definition` is what definition_of says. Usually none.
  virtual std::vector<std::uint32_t> needed_for(std::uint32_t, const parsers::Reference&,
                                                std::optional<std::uint32_t> /*definition*/) {
    return {};
  }
};

// What every resolver is made from.
struct ProjectView {
  std::span<const ProjectFile> files;
  std::span<const std::string> paths;  // of everything in the project
  std::span<const ManifestText> manifests = {};
};

// Whether a file is parsed, and as one of these.
inline bool is_in(const ProjectFile& file, std::initializer_list<Language> languages) noexcept {
  return file.outline != nullptr && std::find(languages.begin(), languages.end(), file.language) != languages.end();
}

std::unique_ptr<Resolver> python_resolver(const ProjectView& project);

}  // namespace oyer::datasets::detail
