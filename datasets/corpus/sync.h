// Sync: a corpus brought to where its repositories are now.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "datasets/corpus/corpus.h"

namespace oyer::datasets {

// Builds the corpus in `out` again from the options and inputs of its own manifest, each input at its revision's
// present commit, URLs fetched, lists (opt-outs, benchmarks, a tokenizer) as their files are now. What comes out is,
// byte for byte, what build_corpus() makes of the same commits in an empty folder; what has not changed is taken from
// facts kept in OUT/.cache. not_found where there is no corpus, unsupported for the manifest of another version, else
// as build_corpus().
Result<CorpusTotals> sync_corpus(const std::filesystem::path& out, unsigned jobs, const CorpusRun& run);

// The options and inputs that a manifest names.
Result<CorpusOptions> options_of(const json::object& manifest);
Result<std::vector<CorpusInput>> inputs_of(const json::object& manifest);

// Bytes of what is kept beside a corpus for the next build, and may be deleted: facts and copies of repositories.
struct CorpusCache {
  Bytes facts, repositories;
};
CorpusCache cache_of(const std::filesystem::path& out);

}  // namespace oyer::datasets
