// Lists: what a build reads beside the repositories: opt-outs, benchmarks, plain texts, a tokenizer. Their digests are
// in the manifest, so that a changed list is a changed corpus, and their places, so that a sync reads them again.
#pragma once

#include <optional>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "datasets/corpus/corpus.h"
#include "datasets/corpus/decontaminate.h"
#include "datasets/corpus/opt_out.h"
#include "datasets/corpus/tokenizer.h"

namespace oyer::datasets::detail {

struct Lists {
  OptOuts opt_outs;
  std::vector<BenchmarkText> benchmarks;  // as read, without shapes
  std::vector<std::string> plain_texts;
  std::vector<std::string> muted;
  std::optional<Tokenizer> tokenizer;
};

Result<Lists> read_lists(const CorpusOptions& options);
json::object lists_json(const Lists& lists, const CorpusOptions& options);

// Fills in what the "lists" of a manifest name. False where it is not what lists_json() makes.
bool take_lists(const json::object& named, CorpusOptions& options);

// Of lists.benchmarks, which are gone afterwards; nullopt where none is named. invalid_input for a muted item that no
// benchmark has.
Result<std::optional<BenchmarkIndex>> benchmark_index(Lists& lists);

}  // namespace oyer::datasets::detail
