// Locality-sensitive hashing: finds, for a signature, the earlier ones that agree with it in all rows of a band.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace oyer::datasets::detail {

// Numbers are the caller's, small and each added once, in rising order. A hash table of chains without keys: what falls
// into a chain by chance has another check value, and what passes that by chance is a candidate like others.
class BandIndex {
 public:
  // For at most `most` signatures of bands * rows values or more.
  BandIndex(std::size_t bands, std::size_t rows, std::size_t most);

  // The numbers of those added that share a band with `signature`, rising, each once.
  const std::vector<std::uint32_t>& candidates(std::span<const std::uint32_t> signature);

  void add(std::uint32_t number, std::span<const std::uint32_t> signature);

 private:
  struct Entry {
    std::uint32_t check, number, next;  // next: index of the next entry + 1, 0 at the end
  };
  std::uint64_t key(std::size_t band, std::span<const std::uint32_t> signature) const noexcept;

  std::size_t bands_, rows_;
  std::vector<std::uint32_t> heads_;  // index of the newest entry + 1
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> found_;
};

}  // namespace oyer::datasets::detail
