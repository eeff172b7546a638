// Plan: every repository scanned, and every decision taken that needs all of them. Emission only carries it out.
//
// Between the two no text is held; samples read theirs again. Outlines lie in the log of facts; emission brings those
// of one repository at a time.
#pragma once

#include <vector>

#include "base/result.h"
#include "datasets/corpus/corpus.h"
#include "datasets/corpus/redact.h"
#include "datasets/corpus/scan.h"
#include "datasets/detail/corpus_source.h"

namespace oyer::datasets::detail {

class FactLog;

struct PlannedRepository {
  ScannedRepository scanned;
  bool validation = false;  // its samples go to that split
};

struct Plan {
  std::vector<PlannedRepository> repositories;  // one for each source, in their order
};

Result<Plan> plan_corpus(const std::vector<Source>& sources, const CorpusOptions& options, const CorpusRun& run,
                         const Detector* detector, FactLog& facts);

}  // namespace oyer::datasets::detail
