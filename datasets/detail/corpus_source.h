// Sources: the repositories that a corpus is made from, open, each at one commit.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "datasets/corpus/corpus.h"
#include "datasets/corpus/scan.h"
#include "datasets/git.h"

namespace oyer::datasets::detail {

// What an input is at this moment.
struct Source {
  std::size_t number = 0;  // among the inputs
  CorpusInput input;
  Repository repository;
  GitCommit commit;
};

// One that nothing can be read of.
struct UnreadSource {
  std::size_t number = 0;
  CorpusInput input;
  Unread why;
};

// Each in the order of the inputs, and with a name of its own.
struct Sources {
  std::vector<Source> open;
  std::vector<UnreadSource> unread;
};

// What an error about one repository is for a list of several; nullopt where it is about something else: this host,
// this process, or a wish to stop.
std::optional<Unread> unread_for(const Error& error);

// What URLs name is copied into `copies`. A repository that is not there or is broken is no error as long as one can be
// read; nor is one that cannot be fetched, unless `demand_urls`.
Result<Sources> open_sources(std::span<const CorpusInput> inputs, const CorpusOptions& options,
                             const std::filesystem::path& copies, bool demand_urls);

// As the manifest lists them.
json::array inputs_json(const Sources& sources);

}  // namespace oyer::datasets::detail
