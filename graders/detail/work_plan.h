// WorkPlan: in which portions, and in which order, the workers of a batch take its work.
//
// A portion holds candidates of one task, since these share a judge. Without a deadline portions follow the work and
// grow smaller towards its end, so that no worker is left alone with many. Under a deadline they are small and taken by
// the share of their group (the candidates of one task) that has been taken: every group's first before any group's
// second, then whichever is furthest behind. When time runs out, each group has lost about the same share.
#pragma once

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>
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

// The same portions, those positions out of them and before all others, in their order.
std::vector<Portion> with_first(std::vector<Portion> portions, const std::vector<bool>& first);

// Hands out positions, each once: to every worker those of its portion in order, then another portion's. When no
// portion is left, the later half of the longest rest that another worker holds: endless candidates of one task would
// else be waited for by one worker while the others have nothing to do. Thread safe.
class WorkPlan {
 public:
  WorkPlan(std::vector<Portion> portions, unsigned workers) : portions_(std::move(portions)), held_(workers) {}

  // These positions before all others. Before anything is handed out.
  void put_first(const std::vector<bool>& first) { portions_ = with_first(std::move(portions_), first); }

  // What `worker` judges next. nullopt: everything has been handed out.
  std::optional<std::uint64_t> next(unsigned worker) {
    const std::lock_guard lock(mutex_);
    Portion& mine = held_[worker];
    if (mine.begin == mine.end) mine = next_ < portions_.size() ? portions_[next_++] : take_over();
    if (mine.begin == mine.end) return std::nullopt;
    return mine.begin++;
  }

 private:
  Portion take_over() {
    const auto longest = std::max_element(held_.begin(), held_.end(), [](const Portion& a, const Portion& b) {
      return a.end - a.begin < b.end - b.begin;
    });
    const std::uint64_t end = longest->end;
    longest->end -= (end - longest->begin + 1) / 2;
    return {longest->end, end};
  }

  std::mutex mutex_;
  std::vector<Portion> portions_;
  std::size_t next_ = 0;
  std::vector<Portion> held_;  // by each worker: what of its portion is not handed out
};

}  // namespace oyer::graders::detail
