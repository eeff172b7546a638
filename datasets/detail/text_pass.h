// The last look at the texts that are left when duplicates are gone: whether they hold a benchmark.
#pragma once

#include <stop_token>

#include "base/result.h"
#include "datasets/corpus/decontaminate.h"
#include "datasets/corpus/scan.h"
#include "datasets/detail/corpus_source.h"

namespace oyer::datasets::detail {

struct TextPass {
  const BenchmarkIndex* benchmarks = nullptr;
  unsigned jobs = 0;  // threads beside the reading one
};

// Fills in `contamination`, and drops what has any.
Status pass_texts(const Source& source, ScannedRepository& scanned, const TextPass& pass, const std::stop_token& stop);

}  // namespace oyer::datasets::detail
