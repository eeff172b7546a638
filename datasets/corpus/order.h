// The order of a project's files in a sample.
//
// Dependency order puts what is used before what uses it: depth first from the first path on. Where files need each
// other in a circle there is no such order; there weak edges give way first, then the file that waits for the fewest
// others goes first, then the first by path. From there on files of the circle are moved to where fewer strong edges,
// and then fewer references, are left without what they ask for (circle_order.h). Nothing is left to chance.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "datasets/corpus/graph.h"

namespace oyer::datasets {

enum class OrderPolicy { dependency, path, random };
inline constexpr std::array all_order_policies = {OrderPolicy::dependency, OrderPolicy::path, OrderPolicy::random};
std::string_view name_of(OrderPolicy policy) noexcept;

// All files of the graph, each once. Files are taken to be numbered by path; `random` is a shuffle that the seed and
// nothing else decides (the same on every machine).
std::vector<std::uint32_t> order_files(const ProjectGraph& graph, OrderPolicy policy, std::uint64_t seed = 0);

// Groups of files that need each other in a circle, by all edges or by strong edges alone; each rising, ordered by
// their first member.
std::vector<std::vector<std::uint32_t>> cycles(const ProjectGraph& graph, bool strong_only = false);

}  // namespace oyer::datasets
