// Deduplication of a plan: projects first, then files over all repositories.
//
// Only files that stay so far take part. The survivor is the best by licence, then repository, path and blob (dedup.h).
// Where samples put the files of a project together, files of fewer than kShortShingles shingles never count as
// duplicates: they are alike by their shortness (a blank __init__.py, three lines of re-exports), and a package without
// them is another package. A duplicate whose survivor is of the same repository leaves no hole in its graph either:
// whoever imports it is taken to import the survivor (contract_graph.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "datasets/corpus/dedup.h"
#include "datasets/corpus/scan.h"
#include "datasets/detail/corpus_plan.h"
#include "datasets/detail/corpus_source.h"

namespace oyer::datasets::detail {

inline constexpr std::uint32_t kShortShingles = 16;

// Drops duplicates and says in their rows of what; fills in plan.clusters. Sketches are gone afterwards.
Status deduplicate_plan(Plan& plan, const std::vector<Source>& sources, const CorpusOptions& options);

}  // namespace oyer::datasets::detail
