// The manifest of a corpus.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "datasets/corpus/corpus.h"
#include "datasets/detail/corpus_emit.h"
#include "datasets/detail/corpus_lists.h"
#include "datasets/detail/corpus_source.h"

namespace oyer::datasets::detail {

inline constexpr std::string_view kCorpusFormat = "oyer-corpus/1";

// Everything that decides what the output will be: format, versions of rules, options, digests of lists, inputs with
// their commits.
json::object heading(const Sources& sources, const CorpusOptions& options, const Lists& lists);

// True when the corpus in `out` was made for this heading and none of its shards has changed since.
bool still_valid(const std::filesystem::path& out, const json::object& wanted);

// The shards that a manifest lists. corrupt where one is called as no shard of a corpus is: what a manifest says is no
// reason to read, or to digest, anything outside of its corpus.
Result<std::vector<Shard>> shards_of(const json::object& manifest);

// What came out, behind the heading.
void add_outcome(json::object& manifest, const Emitted& emitted);

}  // namespace oyer::datasets::detail
