// Emission: a plan carried out, repository by repository: graph, samples, rows of files, shards, counts.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "datasets/corpus/corpus.h"
#include "datasets/detail/corpus_plan.h"
#include "datasets/detail/corpus_source.h"
#include "datasets/detail/shard_set.h"

namespace oyer::datasets::detail {

struct Emitted {
  std::vector<Shard> shards;
  CorpusTotals totals;
};

// Writes the shards into `folder`. `detector` is the one that the plan was made with.
Result<Emitted> emit_corpus(const std::vector<Source>& sources, const Plan& plan, const CorpusOptions& options,
                            const CorpusRun& run, const Detector* detector, const std::filesystem::path& folder);

}  // namespace oyer::datasets::detail
