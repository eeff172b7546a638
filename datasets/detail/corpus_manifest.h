// The manifest of a corpus, and the card beside it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "datasets/corpus/corpus.h"
#include "datasets/detail/corpus_emit.h"
#include "datasets/detail/corpus_source.h"

namespace oyer::datasets::detail {

inline constexpr std::string_view kCorpusFormat = "oyer-corpus/1";

// Everything that decides what the output will be: format, versions of rules, options, inputs with their commits.
json::object heading(const std::vector<Source>& sources, const CorpusOptions& options);

// True when the corpus in `out` was made for this heading and none of its shards has changed since.
bool still_valid(const std::filesystem::path& out, const json::object& wanted);

// What came out, behind the heading.
void add_outcome(json::object& manifest, const Emitted& emitted);

// README.md: a dataset card.
std::string card_of(const json::object& manifest, const std::vector<Shard>& shards);

}  // namespace oyer::datasets::detail
