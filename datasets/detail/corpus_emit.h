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

// Writes the shards into `folder`. `detector` and `facts` are those that the plan was made with, which is left as it
// was: outlines come into it and go, repository by repository.
Result<Emitted> emit_corpus(const std::vector<Source>& sources, Plan& plan, const CorpusOptions& options,
                            const CorpusRun& run, const Detector* detector, FactLog& facts,
                            const std::filesystem::path& folder);

}  // namespace oyer::datasets::detail
