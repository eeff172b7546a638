// Ranks of files and definitions: the numbers behind datasets/corpus/repo_map.h, where the rule is written.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "datasets/corpus/graph.h"

namespace oyer::datasets::detail {

// Weight that leads from one file to another; by from, then to, then definition.
struct Link {
  std::uint32_t from = 0, to = 0;
  std::optional<std::uint32_t> definition;  // of `to`; nullopt where none is known by its name
  double weight = 0;
};

std::vector<Link> links_of(std::span<const ProjectFile> files, const ProjectGraph& graph);

// PageRank over the links. What nothing leads out of spreads evenly over all.
std::vector<double> page_rank(std::uint32_t files, std::span<const Link> links);

struct DefinitionRank {
  bool mapped = false;  // may stand in a map: not inside a function
  unsigned depth = 0;
  std::optional<std::uint32_t> around;  // the definition it stands in
  double rank = 0;
};

struct FileRank {
  double rank = 0;
  std::vector<DefinitionRank> definitions;  // one for each of the outline's
};

// One for each file; those without an outline have rank and nothing else.
std::vector<FileRank> rank_definitions(std::span<const ProjectFile> files, const ProjectGraph& graph);

}  // namespace oyer::datasets::detail
