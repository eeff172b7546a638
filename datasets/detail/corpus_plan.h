// Plan: every repository scanned, and every decision taken that needs all of them. Emission only carries it out.
//
// Between the two no text is held; samples read theirs again. Outlines lie in the log of facts; whoever needs them
// brings those of one repository at a time.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "datasets/corpus/corpus.h"
#include "datasets/corpus/dedup.h"
#include "datasets/corpus/license.h"
#include "datasets/corpus/redact.h"
#include "datasets/corpus/scan.h"
#include "datasets/detail/corpus_lists.h"
#include "datasets/detail/corpus_source.h"

namespace oyer::datasets::detail {

class FactLog;

struct PlannedRepository {
  ScannedRepository scanned;
  bool validation = false;  // its samples go to that split
};

// A survivor and what was dropped for it: files, or projects, then without paths and blobs.
struct PlannedCluster {
  struct Entry {
    std::string repository, path, blob_id;
  };
  struct Member {
    Entry entry;
    DuplicateKind how = DuplicateKind::exact;
    double jaccard = 1;
  };
  bool project = false;
  Entry survivor;
  std::vector<Member> members;
  LicenseType worst_license = LicenseType::permissive;  // of survivor, exact and normalised members
};

struct Plan {
  std::vector<PlannedRepository> repositories;  // of the open sources, in their order; then those unread
  std::vector<PlannedCluster> clusters;         // projects, then files
  // What units ask that read more than these files: texts of the history.
  std::optional<BenchmarkIndex> benchmarks;
  const OptOuts* opt_outs = nullptr;  // of the lists it was made with
};

// The benchmarks of `lists` are gone afterwards.
Result<Plan> plan_corpus(const Sources& sources, const CorpusOptions& options, const CorpusRun& run,
                         const Detector* detector, Lists& lists, FactLog& facts);

}  // namespace oyer::datasets::detail
