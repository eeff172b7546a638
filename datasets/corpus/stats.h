// CorpusStats: what a corpus holds and what was left out, counted.
//
// The manifest's totals are taken as they are; what they do not tell (how sizes and tokens are spread, what each
// repository gave, which licences) is counted from the rows of files/, dropped/ and data/. One pass, row by row; of
// samples only the numbers are looked at. The answer is a function of the corpus.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <stop_token>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace oyer::datasets {

struct FileTally {
  std::uint64_t files = 0, bytes = 0;
  friend bool operator==(const FileTally&, const FileTally&) = default;
};

struct RepositoryTally {
  std::uint64_t files = 0, kept = 0, bytes_kept = 0;
  friend bool operator==(const RepositoryTally&, const RepositoryTally&) = default;
};

// How often numbers lie in [2^(bin - 1), 2^bin); bin 0 holds zeros.
using DoublingBins = std::map<unsigned, std::uint64_t>;

struct CorpusStats {
  json::object manifest;
  std::map<std::string, RepositoryTally> repositories;
  std::map<std::string, FileTally> languages;            // kept
  std::map<std::string, FileTally> dropped;              // by reason
  std::map<std::string, std::uint64_t> licenses;         // files kept, by expression; "" is none
  std::map<std::string, std::uint64_t> redaction_rules;  // findings in files kept
  DoublingBins file_bytes;                               // of files kept
  DoublingBins sample_tokens;
  // Samples by their share of references resolved, in tenths; 1 is in the last. Those with nothing to resolve apart.
  std::array<std::uint64_t, 10> sample_context{};
  std::uint64_t samples_without_references = 0;
  std::uint64_t samples_over_budget = 0;
  std::uint64_t samples_unread = 0;  // rows of shards that are not JSON lines
};

// not_found where there is no corpus; corrupt where a shard cannot be read; cancelled.
Result<CorpusStats> corpus_stats(const std::filesystem::path& out, const std::stop_token& stop = {});

// The manifest's totals, and behind them what was counted; see docs/formats.md.
json::object stats_json(const CorpusStats& stats);

}  // namespace oyer::datasets
