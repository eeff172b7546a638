#include "datasets/detail/circle_order.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <random>

namespace oyer::datasets::detail {
namespace {

// Of looking at a neighbour, or of moving a file by one place: altogether, and before the last try begins.
constexpr std::uint64_t kMostSteps = 50'000'000;
constexpr std::uint64_t kMostStepsOfTries = 5'000'000;
constexpr int kMostTries = 400;

class Sifting {
 public:
  Sifting(std::vector<std::uint32_t>& order, std::span<const Need> needs)
      : order_(order), place_(order.size()), first_(order.size() + 1, 0) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, Neighbour> pairs;
    for (const Need& need : needs) {
      if (need.from == need.to) continue;
      pairs.try_emplace({need.from, need.to}, Neighbour{need.to}).first->second.needed += need.weight;
      pairs.try_emplace({need.to, need.from}, Neighbour{need.from}).first->second.needing += need.weight;
    }
    for (const auto& [pair, neighbour] : pairs) {
      ++first_[pair.first + 1];
      neighbours_.push_back(neighbour);
    }
    for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
    for (std::uint32_t i = 0; i < order_.size(); ++i) place_[order_[i]] = i;
  }

  // Behind the first settled order come tries from near the last one that was no worse. Of equal ones the first stays.
  void run() {
    settle();
    std::vector<std::uint32_t> best = order_, here = order_;
    std::uint64_t least = lost(), lost_here = least;
    for (int i = 0; i < kMostTries && least > 0 && steps_ < kMostStepsOfTries; ++i) {
      disturb();
      settle();
      const std::uint64_t now = lost();
      if (now > lost_here) {
        take(here);
        continue;
      }
      here = order_;
      lost_here = now;
      if (now >= least) continue;
      least = now;
      best = order_;
    }
    order_ = std::move(best);
  }

 private:
  // Moves one file after the other to its best place until none moves.
  void settle() {
    for (bool moved = true; moved;) {
      moved = false;
      for (std::uint32_t file = 0; file < order_.size(); ++file) {
        if (steps_ >= kMostSteps) return;
        moved = move(file) || moved;
      }
    }
  }

  // Moves a few files to anywhere.
  void disturb() {
    const std::uint64_t files = 2 + order_.size() / 16;
    for (std::uint64_t i = 0; i < files; ++i) {
      const auto from = static_cast<std::uint32_t>(chance_() % order_.size());
      const auto to = static_cast<std::uint32_t>(chance_() % order_.size());
      if (from != to) shift(from, to);
    }
  }

  void take(const std::vector<std::uint32_t>& order) {
    order_ = order;
    for (std::uint32_t i = 0; i < order_.size(); ++i) place_[order_[i]] = i;
    steps_ += order_.size();
  }

  std::uint64_t lost() {
    std::uint64_t sum = 0;
    for (std::uint32_t file = 0; file < order_.size(); ++file)
      for (std::size_t i = first_[file]; i < first_[file + 1]; ++i)
        if (place_[neighbours_[i].file] > place_[file]) sum += neighbours_[i].needed;
    steps_ += neighbours_.size();
    return sum;
  }

  struct Neighbour {
    std::uint32_t file = 0;
    std::uint64_t needed = 0;   // lost when it stands behind
    std::uint64_t needing = 0;  // lost when it stands before
  };

  // Whether another place is better, and it is there now.
  bool move(std::uint32_t file) {
    const auto neighbours = std::span(neighbours_).subspan(first_[file], first_[file + 1] - first_[file]);
    steps_ += neighbours.size() + 1;
    std::sort(neighbours.begin(), neighbours.end(),
              [&](const Neighbour& a, const Neighbour& b) { return place_[a.file] < place_[b.file]; });
    // What is lost behind the first i of them.
    std::uint64_t lost = 0;
    for (const Neighbour& one : neighbours) lost += one.needed;
    std::size_t here = 0, best = 0;
    while (here < neighbours.size() && place_[neighbours[here].file] < place_[file]) ++here;
    std::uint64_t least = lost, now = lost;
    for (std::size_t i = 0; i < neighbours.size(); ++i) {
      lost = lost - neighbours[i].needed + neighbours[i].needing;
      if (lost < least) {
        least = lost;
        best = i + 1;
      }
      if (i + 1 == here) now = lost;
    }
    if (least == now) return false;
    const std::uint32_t to = best < here ? place_[neighbours[best].file] : place_[neighbours[best - 1].file];
    shift(place_[file], to);
    return true;
  }

  void shift(std::uint32_t from, std::uint32_t to) {
    const auto at = [&](std::uint32_t place) { return order_.begin() + static_cast<std::ptrdiff_t>(place); };
    if (from < to) {
      std::rotate(at(from), at(from + 1), at(to + 1));
    } else {
      std::rotate(at(to), at(from), at(from + 1));
    }
    const auto [low, high] = std::minmax(from, to);
    for (std::uint32_t i = low; i <= high; ++i) place_[order_[i]] = i;
    steps_ += high - low;
  }

  std::vector<std::uint32_t>& order_;
  std::vector<std::uint32_t> place_;
  std::vector<std::size_t> first_;
  std::vector<Neighbour> neighbours_;  // of all files, one behind another
  std::uint64_t steps_ = 0;
  std::mt19937_64 chance_;  // of one seed, and specified to the bit
};

}  // namespace

void sift(std::vector<std::uint32_t>& order, std::span<const Need> needs) { Sifting(order, needs).run(); }

}  // namespace oyer::datasets::detail
