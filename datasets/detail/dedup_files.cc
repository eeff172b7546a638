#include "datasets/detail/dedup_files.h"

#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>

#include "base/error.h"
#include "datasets/detail/band_index.h"

namespace oyer::datasets::detail {
namespace {

class Sieve {
 public:
  Sieve(const std::vector<DedupItem>& items, const DedupOptions& options)
      : items_(items), options_(options), index_(options.bands, options.rows, options.levels.near ? items.size() : 0) {
    const double error = std::sqrt(options.jaccard * (1 - options.jaccard) / static_cast<double>(sketch_permutations));
    least_estimate_ = options.jaccard - 5 * error;
    fates_.reserve(items.size());
  }

  std::vector<Fate> run() && {
    for (std::uint32_t i = 0; i < items_.size(); ++i) fates_.push_back(fate_of(i));
    return std::move(fates_);
  }

 private:
  const Sketch& sketch(std::uint32_t i) const { return *items_[i].sketch; }

  // Also the one place that remembers: what is known of an item stands under its digest, survivors in every index.
  Fate fate_of(std::uint32_t i) {
    if (options_.levels.exact) {
      const auto [known, fresh] = by_digest_.try_emplace(sketch(i).exact, i);
      if (!fresh) return fates_[known->second];
    }
    if (const auto fate = duplicate(i)) return *fate;
    by_normalised_.try_emplace(sketch(i).normalised, i);
    if (has_shape(i)) by_shape_.try_emplace(sketch(i).shape, i);
    if (options_.levels.near && !sketch(i).minhash.empty()) index_.add(i, sketch(i).minhash);
    return {.survivor = i};
  }

  std::optional<Fate> duplicate(std::uint32_t i) {
    if (options_.levels.normalised) {
      const auto found = by_normalised_.find(sketch(i).normalised);
      if (found != by_normalised_.end()) return member(i, found->second, DuplicateKind::normalised);
    }
    if (options_.levels.near && !sketch(i).minhash.empty()) {
      if (const auto fate = near_duplicate(i)) return fate;
    }
    if (has_shape(i)) {
      const auto found = by_shape_.find(sketch(i).shape);
      if (found != by_shape_.end()) return member(i, found->second, DuplicateKind::shape);
    }
    return std::nullopt;
  }

  std::optional<Fate> near_duplicate(std::uint32_t i) {
    std::vector<std::uint32_t> own_room, other_room;
    std::span<const std::uint32_t> own;
    for (const std::uint32_t other : index_.candidates(sketch(i).minhash)) {
      if (estimated_jaccard(sketch(i).minhash, sketch(other).minhash) < least_estimate_) continue;
      if (own.empty()) own = shingles(i, own_room);
      const double similarity = jaccard(own, shingles(other, other_room));
      if (similarity >= options_.jaccard) return Fate{other, DuplicateKind::near, similarity};
    }
    return std::nullopt;
  }

  Fate member(std::uint32_t i, std::uint32_t survivor, DuplicateKind how) const {
    std::vector<std::uint32_t> room, survivor_room;
    return {survivor, how, jaccard(shingles(i, room), shingles(survivor, survivor_room))};
  }

  bool has_shape(std::uint32_t i) const {
    return options_.levels.shape && sketch(i).shape != 0 && sketch(i).shingle_count >= options_.least_shape_shingles;
  }

  // Those of a sketch that came without them are the caller's to bring; `room` holds them.
  std::span<const std::uint32_t> shingles(std::uint32_t i, std::vector<std::uint32_t>& room) const {
    const Sketch& own = sketch(i);
    if (own.shingles.size() == own.shingle_count || !options_.shingles) return own.shingles;
    room = options_.shingles(items_[i]);
    return room;
  }

  const std::vector<DedupItem>& items_;
  const DedupOptions& options_;
  BandIndex index_;
  double least_estimate_ = 0;
  std::map<Digest, std::uint32_t> by_digest_;
  std::unordered_map<std::uint64_t, std::uint32_t> by_normalised_, by_shape_;  // the best survivor; never iterated
  std::vector<Fate> fates_;
};

}  // namespace

std::vector<Fate> fates_of(const std::vector<DedupItem>& items, const DedupOptions& options) {
  OYER_CHECK(options.bands > 0 && items.size() < std::numeric_limits<std::uint32_t>::max() / options.bands);
  OYER_CHECK(options.rows > 0 && options.bands * options.rows <= sketch_permutations);
  OYER_CHECK(options.jaccard > 0 && options.jaccard <= 1);
  return Sieve(items, options).run();
}

}  // namespace oyer::datasets::detail
