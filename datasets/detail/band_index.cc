#include "datasets/detail/band_index.h"

#include <algorithm>
#include <bit>

#include "base/sketch_hash.h"

namespace oyer::datasets::detail {

BandIndex::BandIndex(std::size_t bands, std::size_t rows, std::size_t most)
    : bands_(bands), rows_(rows), heads_(std::bit_ceil(std::max<std::size_t>(bands * most, 1024))) {}

std::uint64_t BandIndex::key(std::size_t band, std::span<const std::uint32_t> signature) const noexcept {
  const auto values = std::as_bytes(signature.subspan(band * rows_, rows_));
  return sketch_hash({reinterpret_cast<const char*>(values.data()), values.size()}, band);
}

const std::vector<std::uint32_t>& BandIndex::candidates(std::span<const std::uint32_t> signature) {
  found_.clear();
  for (std::size_t band = 0; band < bands_; ++band) {
    const std::uint64_t hash = key(band, signature);
    const auto check = static_cast<std::uint32_t>(hash >> 32U);
    for (std::uint32_t at = heads_[hash & (heads_.size() - 1)]; at != 0; at = entries_[at - 1].next)
      if (entries_[at - 1].check == check) found_.push_back(entries_[at - 1].number);
  }
  std::sort(found_.begin(), found_.end());
  found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
  return found_;
}

void BandIndex::add(std::uint32_t number, std::span<const std::uint32_t> signature) {
  for (std::size_t band = 0; band < bands_; ++band) {
    const std::uint64_t hash = key(band, signature);
    std::uint32_t& head = heads_[hash & (heads_.size() - 1)];
    entries_.push_back({static_cast<std::uint32_t>(hash >> 32U), number, head});
    head = static_cast<std::uint32_t>(entries_.size());
  }
}

}  // namespace oyer::datasets::detail
