// The rows of a corpus as JSON. Columns are called as in The Stack v2 where it has them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "datasets/corpus/corpus.h"
#include "datasets/corpus/scan.h"
#include "datasets/detail/blob_copies.h"
#include "datasets/detail/corpus_plan.h"

namespace oyer::datasets::detail {

// The row of one file, kept or dropped; `samples` are the ids of those that hold it.
json::object file_row(const ScannedRepository& repository, const ScannedFile& file,
                      const std::vector<std::string>& samples, const CopiesOf& copies);

// One file inside a sample.
struct RowFile {
  const ScannedFile* file = nullptr;
  bool repeated = false;
  std::string text;  // as samples carry it
  std::uint64_t marks_broken = 0;
};

struct SampleRow {
  std::string id;
  CorpusUnit unit = CorpusUnit::project;
  std::vector<RowFile> files;
  std::uint64_t tokens = 0;
  ContextResolution context;
  std::optional<FimCut> cut;  // of the last file's text
};

json::object sample_row(const ScannedRepository& repository, const SampleRow& sample, const CorpusOptions& options,
                        const CopiesOf& copies);

json::object cluster_row(const PlannedCluster& cluster);

// Text that need not be UTF-8 (a path, an author's name) as JSON can hold it: as it is, or with its bad bytes as \xNN.
std::string json_text(std::string_view bytes);

// "2026-11-22T17:40:00Z"
std::string utc_time(std::int64_t seconds);

// What rows of functions and commits say of their repository, of a file, and of what was asked.
void add_repository(json::object& row, const ScannedRepository& repository);
json::object file_columns(const ScannedFile& file);
// Every place of the blob, this one, too.
void add_copies(json::object& row, const ScannedFile& file, const CopiesOf& copies);
json::array licenses_json(const LicenseVerdict& verdict);
json::array evidence_json(const LicenseVerdict& verdict);
json::array decisions_json(const std::vector<Decision>& decisions);
// utc_time, or null for a time that has no year of four digits.
json::value time_json(std::int64_t seconds);

json::object options_json(const CorpusOptions& options);
json::object totals_json(const CorpusTotals& totals);

}  // namespace oyer::datasets::detail
