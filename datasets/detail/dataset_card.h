// README.md of a corpus: a dataset card, whose head Hugging Face's loader reads: which files make which split, and
// their columns. The loader takes one format a card: Parquet where it was written, JSON lines otherwise.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "datasets/columns.h"
#include "datasets/detail/shard_set.h"

namespace oyer::datasets::detail {

// `columns` are those of the rows in data/; the manifest is whole.
std::string card_of(const json::object& manifest, const std::vector<Shard>& shards, const Columns& columns);

}  // namespace oyer::datasets::detail
