// RepoMap: the files and signatures of a project that the rest of it leans on most, within a budget of tokens.
//
// Files are ranked by PageRank (Brin and Page, 1998; damping 0.85, 100 rounds) over the project graph. From a file to
// another leads, for each name that is used from there, the square root of the number of its uses (a tenth for a name
// that begins with an underscore); where an import is followed and no name known, 1 for a strong edge, half of it for a
// weak one and for an ambiguous one.
// A definition gets the part of its file's rank that comes by uses of its name. A quarter of what did not come by a name
// is shared out among those at the top of the file (variables count a quarter, what is not public a tenth); of what a
// class gets, a quarter goes on to its members in the same shares. Namespaces of C++ are looked through.
//
// Definitions are taken in the order of rank, each with its file's name and the headers around it; one that no longer
// fits is passed over. A file that defines nothing is worth a tenth of its rank as a bare name. Numbers are added in one fixed order: the same project gives the same map.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "datasets/corpus/graph.h"

namespace oyer::datasets {

struct MappedDefinition {
  std::uint32_t definition = 0;  // place in the outline's list
  unsigned depth = 0;            // headers around it that the map shows
  std::string line;              // its signature, or its name where it has none; cut at 160 bytes
  double rank = 0;
  friend bool operator==(const MappedDefinition&, const MappedDefinition&) = default;
};

struct MappedFile {
  std::uint32_t file = 0;
  double rank = 0;                            // of all files together: 1
  std::vector<MappedDefinition> definitions;  // in the order of the text
  friend bool operator==(const MappedFile&, const MappedFile&) = default;
};

struct RepoMap {
  std::vector<MappedFile> files;  // the highest rank first, of equals by number
  std::uint64_t tokens = 0;       // of map_text(); a token is estimated as four bytes
  std::uint64_t files_left_out = 0, definitions_left_out = 0;
  friend bool operator==(const RepoMap&, const RepoMap&) = default;
};

// One number for each file of the graph, together 1. `files` are those the graph was made from.
std::vector<double> rank_files(std::span<const ProjectFile> files, const ProjectGraph& graph);

// Definitions inside functions are not shown. tokens <= budget.
RepoMap repo_map(std::span<const ProjectFile> files, const ProjectGraph& graph, std::uint64_t budget);

// A file's name and a colon; under it, indented, a line for each definition.
std::string map_text(std::span<const ProjectFile> files, const RepoMap& map);

}  // namespace oyer::datasets
