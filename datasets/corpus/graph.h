// ProjectGraph: which file of a project needs which, by each language's own import rules, without running anything.
//
// An import resolves to one file (unique), to one of several that nothing tells apart (ambiguous), to nothing in this
// project (external: the standard library, a package of others, a file that is not there), or says only at run time
// what it wants (dynamic). Edges come from unique and ambiguous imports. A weak edge is not needed to load the file:
// the import stands in a function, under TYPE_CHECKING, asks for types alone, or merely passes through a package on its
// way to a submodule.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "parsers/outline.h"

namespace oyer::datasets {

enum class ImportStatus { unique, ambiguous, external, dynamic };
std::string_view name_of(ImportStatus status) noexcept;
inline constexpr ImportStatus kImportStatuses[] = {ImportStatus::unique, ImportStatus::ambiguous,
                                                   ImportStatus::external, ImportStatus::dynamic};

enum class Strength { strong, weak };
std::string_view name_of(Strength strength) noexcept;

// One file of a project. The outline must outlive the graph's making; a file without one has no language either. It
// asks for nothing, and is asked for only as what it is (JSON, CSS).
struct ProjectFile {
  std::string path;  // from the project's root, '/' between parts
  Language language = Language::python;
  const parsers::Outline* outline = nullptr;
};

// Files are numbers: their places in the list that the graph was made from.
struct Edge {
  std::uint32_t from = 0, to = 0;
  ImportStatus status = ImportStatus::unique;  // unique or ambiguous
  Strength strength = Strength::strong;
  friend auto operator<=>(const Edge&, const Edge&) = default;
};

struct ResolvedImport {
  std::uint32_t file = 0;
  std::uint32_t import = 0;  // place in the outline's list
  ImportStatus status = ImportStatus::external;
  // Rising; empty when external, dynamic, a folder without a file of its own, or a file that is not in the list.
  std::vector<std::uint32_t> targets;
  friend bool operator==(const ResolvedImport&, const ResolvedImport&) = default;
};

// A name that one file uses and another defines.
struct CrossReference {
  std::uint32_t from = 0;
  std::uint32_t reference = 0;  // place in the outline's list
  std::uint32_t to = 0;         // the file that defines it, behind all re-exports
  friend bool operator==(const CrossReference&, const CrossReference&) = default;
};

struct ProjectGraph {
  std::uint32_t files = 0;
  std::vector<ResolvedImport> imports;     // by file, then by place
  std::vector<Edge> edges;                 // by from, then to; one a pair, none to itself; the surer and stronger wins
  std::vector<CrossReference> references;  // by from, then place
};

// The text of a file that import rules read besides sources: package.json, tsconfig.json, go.mod, composer.json.
struct ManifestText {
  std::string path;
  std::string text;  // of any bytes
};

// Whether import rules want the text of the file at this path. By its name alone.
bool is_import_manifest(std::string_view path) noexcept;
inline constexpr std::uint64_t kLargestManifest = std::uint64_t{1} << 20U;  // longer ones are not read

// `paths` are all paths of the project, those of files nobody parses too: rules look at what lies beside a file.
// `manifests` are in the order of their paths; what is missing among them is as if it were not there.
// Pure: the same files in the same order give the same graph. Files should be ordered by path.
ProjectGraph project_graph(std::span<const ProjectFile> files, std::span<const std::string> paths = {},
                           std::span<const ManifestText> manifests = {});

}  // namespace oyer::datasets
