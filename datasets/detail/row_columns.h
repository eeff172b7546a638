// The columns of the rows in data/, for Parquet and for the dataset card. A row that has another is refused when it is
// written, so that rows and columns cannot drift apart.
#pragma once

#include "datasets/columns.h"
#include "datasets/corpus/corpus.h"
#include "datasets/detail/shard_set.h"

namespace oyer::datasets::detail {

Columns columns_of(const CorpusOptions& options);

// As the options want data/ written.
ShardForm data_form(const CorpusOptions& options);

}  // namespace oyer::datasets::detail
