// The rule of datasets/corpus/dedup.h over items in their order, shared by files and projects.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "datasets/corpus/dedup.h"

namespace oyer::datasets::detail {

// What became of an item.
struct Fate {
  std::uint32_t survivor = 0;  // index of the survivor: its own where it survives
  DuplicateKind how = DuplicateKind::exact;
  double jaccard = 1;
};

// `items` stand from the best to the worst.
std::vector<Fate> fates_of(const std::vector<DedupItem>& items, const DedupOptions& options);

}  // namespace oyer::datasets::detail
