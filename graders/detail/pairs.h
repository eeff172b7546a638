// Pairs of answers to one task of which one is better, for preference training.
#pragma once

#include <utility>
#include <vector>

#include "graders/export.h"

namespace oyer::graders::detail {

// Chosen and rejected, the largest gaps first. Of pairs whose two texts are the same as another pair's there is one,
// and an answer is never its own opposite: two runs of the same text that came out differently make no pair.
std::vector<std::pair<const ExportItem*, const ExportItem*>> pairs_of(const std::vector<const ExportItem*>& answers,
                                                                      const PairRule& rule);

}  // namespace oyer::graders::detail
