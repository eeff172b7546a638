// WorkPlan: in which portions, and in which order, the workers of a batch take its work.
//
// A portion holds candidates of one task, since these share a judge. Without a deadline portions follow the work and
// grow smaller towards its end, so that no worker is left alone with many. Under a deadline they are small and taken by
// the share of their group (the candidates of one task) that has been taken: every group's first before any group's
// second, then whichever is furthest behind. When time runs out, each group has lost about the same share.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "graders/batch.h"

namespace oyer::graders::detail {

// Positions in the work, `end` excluded.
struct Portion {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  friend bool operator==(const Portion&, const Portion&) = default;
};

std::vector<Portion> portions_in_order(const std::vector<Work>& work, unsigned workers);
std::vector<Portion> portions_by_share(const std::vector<Work>& work);

// Hands out portions, each once. Thread safe.
class WorkPlan {
 public:
  explicit WorkPlan(std::vector<Portion> portions) : portions_(std::move(portions)) {}

  std::optional<Portion> next() {
    const std::size_t at = next_.fetch_add(1);
    return at < portions_.size() ? std::optional(portions_[at]) : std::nullopt;
  }

 private:
  std::vector<Portion> portions_;
  std::atomic<std::size_t> next_{0};
};

}  // namespace oyer::graders::detail
