// The store that libgit2 reads: packs with their deltas, and loose objects, of SHA-1 repositories.
#pragma once

#include <filesystem>
#include <memory>

#include "datasets/detail/git_store.h"

namespace oyer::datasets::detail {

// `folders` of objects: the repository's own, and what its alternates lend it.
Result<std::unique_ptr<ObjectStore>> open_library_store(std::span<const std::filesystem::path> folders,
                                                        const GitOptions& options);

}  // namespace oyer::datasets::detail
