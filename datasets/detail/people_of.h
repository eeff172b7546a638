// Who worked on a repository, as its commits say.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "datasets/git.h"

namespace oyer::datasets::detail {

// Commits looked at, newest first, first parents only: reading more takes longer than all else.
inline constexpr std::size_t kMostCommits = 5000;

struct Persons {
  std::vector<std::string> names, mails;  // sorted, each once
  std::size_t commits = 0;                // read for them
  std::optional<BlobProblem> gap;         // why those behind could not be
  friend bool operator==(const Persons&, const Persons&) = default;
};

std::string key_of(const Persons& persons);

// Authors and committers of `tip` and of what lies behind it, as far as that can be read. Errors are the host's: who is
// left out for them would stay in texts unseen.
Result<Persons> people_of(const Repository& repository, const GitCommit& tip);

}  // namespace oyer::datasets::detail
