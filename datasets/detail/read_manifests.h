// The texts that import rules read besides sources, out of a scanned repository.
#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "datasets/corpus/graph.h"
#include "datasets/corpus/scan.h"
#include "datasets/git.h"

namespace oyer::datasets::detail {

// In the order of `files`, those that are left out of the corpus too: a manifest's rules hold wherever it goes. One
// that git cannot read is as if it were not there.
Result<std::vector<ManifestText>> read_manifests(const Repository& repository, std::span<const ScannedFile> files);

}  // namespace oyer::datasets::detail
