// The store that libgit2 reads: packs with their deltas, and loose objects, of SHA-1 repositories.
#pragma once

#include <filesystem>
#include <memory>

#include "datasets/detail/git_store.h"

namespace oyer::datasets::detail {

Result<std::unique_ptr<ObjectStore>> open_library_store(const std::filesystem::path& objects, bool verify);

}  // namespace oyer::datasets::detail
