// Packs as libgit2 reads them, with their deltas, of SHA-1 repositories.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "datasets/detail/git_store.h"

namespace oyer::datasets::detail {

Result<std::unique_ptr<PackReader>> open_library_packs(std::vector<std::filesystem::path> folders);

}  // namespace oyer::datasets::detail
