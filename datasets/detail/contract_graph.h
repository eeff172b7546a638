// Contraction: the graph of a project in which duplicates stand, as the graph of what stays.
#pragma once

#include <cstdint>
#include <vector>

#include "datasets/corpus/graph.h"

namespace oyer::datasets::detail {

struct Contraction {
  std::uint32_t files = 0;            // of the graph that comes out
  std::vector<std::uint32_t> number;  // of each file there: its own, or that of the one that stands for it
  std::vector<bool> stays;            // false: another file stands for it
  // The outlines of what the old graph was made from, by old numbers, and for each that does not stay the old number of
  // what stands for it.
  std::vector<const parsers::Outline*> outlines;
  std::vector<std::uint32_t> stand_in;
};

// What was asked of a file is asked of the one that stands for it; what it asked itself is asked no more. A reference
// goes over only where the stand-in defines that name, too: a near duplicate need not.
ProjectGraph contracted(const ProjectGraph& graph, const Contraction& how);

}  // namespace oyer::datasets::detail
