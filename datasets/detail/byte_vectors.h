// Sixteen bytes at once, by the vector types that GCC and Clang share: every machine of theirs has some form of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace oyer::datasets::detail {

using Bytes16 = std::uint8_t __attribute__((vector_size(16)));

constexpr std::size_t lanes = sizeof(Bytes16);

inline Bytes16 all(std::uint8_t value) { return Bytes16{} + value; }

// 0xff in each lane where the condition holds, 0 elsewhere.
template <typename Mask>
Bytes16 mask(Mask condition) {
  static_assert(sizeof(Mask) == sizeof(Bytes16));
  Bytes16 result;
  std::memcpy(&result, &condition, sizeof result);
  return result;
}

inline Bytes16 equal(Bytes16 bytes, std::uint8_t value) { return mask(bytes == all(value)); }

// first <= byte < first + count.
inline Bytes16 within(Bytes16 bytes, std::uint8_t first, std::uint8_t count) {
  return mask(Bytes16(bytes - all(first)) < all(count));
}

// Lanes beyond the end of the text are 0.
inline Bytes16 load(std::string_view text, std::size_t at) {
  Bytes16 bytes{};
  std::memcpy(&bytes, text.data() + at, text.size() - at < lanes ? text.size() - at : lanes);
  return bytes;
}

// Counts the lanes of masks; each lane holds 255 at most, so that the sum has to be taken before.
class LaneCount {
 public:
  static constexpr std::size_t most = 255;

  void add(Bytes16 mask_) { counts_ -= mask_; }
  std::uint64_t take() {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < lanes; ++i) sum += counts_[i];
    counts_ = Bytes16{};
    return sum;
  }

 private:
  Bytes16 counts_{};
};

}  // namespace oyer::datasets::detail
