// Sources: the repositories that a corpus is made from, open, each at one commit.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "datasets/corpus/corpus.h"
#include "datasets/git.h"

namespace oyer::datasets::detail {

// What an input is at this moment.
struct Source {
  CorpusInput input;
  Repository repository;
  GitCommit commit;
};

// In the order of the inputs; each has a name of its own. What URLs name is copied into `copies`.
Result<std::vector<Source>> open_sources(std::span<const CorpusInput> inputs, const CorpusOptions& options,
                                         const std::filesystem::path& copies);

// As the manifest lists them.
json::array inputs_json(const std::vector<Source>& sources);

}  // namespace oyer::datasets::detail
