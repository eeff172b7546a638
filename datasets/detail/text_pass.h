// The last look at the texts that are left when duplicates are gone: whether they hold a benchmark, and how many tokens
// they are.
#pragma once

#include <stop_token>

#include "base/result.h"
#include "datasets/corpus/decontaminate.h"
#include "datasets/corpus/scan.h"
#include "datasets/corpus/tokenizer.h"
#include "datasets/detail/corpus_source.h"

namespace oyer::datasets::detail {

struct TextPass {
  const BenchmarkIndex* benchmarks = nullptr;
  const Tokenizer* tokenizer = nullptr;
  unsigned jobs = 0;  // threads beside the reading one
};

// Fills in `contamination`, and drops what has any; `tokens` and `path_tokens` of what stays.
Status pass_texts(const Source& source, ScannedRepository& scanned, const TextPass& pass, const std::stop_token& stop);

}  // namespace oyer::datasets::detail
