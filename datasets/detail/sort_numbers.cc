#include "datasets/detail/sort_numbers.h"

#include <algorithm>
#include <array>

namespace oyer::datasets::detail {

void sort_numbers(std::vector<std::uint32_t>& numbers) {
  constexpr unsigned digit_bits = 11, digits = 3;
  constexpr std::size_t values = std::size_t{1} << digit_bits;
  constexpr std::size_t few = 300;  // below, counting digits costs more than comparing
  if (numbers.size() < few) return std::sort(numbers.begin(), numbers.end());
  std::array<std::array<std::uint32_t, values>, digits> places{};
  for (const std::uint32_t number : numbers)
    for (unsigned d = 0; d < digits; ++d) ++places[d][(number >> (d * digit_bits)) % values];
  std::vector<std::uint32_t> moved(numbers.size());
  for (unsigned d = 0; d < digits; ++d) {
    std::uint32_t before = 0;
    for (std::uint32_t& place : places[d]) {
      const std::uint32_t count = place;
      place = before;
      before += count;
    }
    for (const std::uint32_t number : numbers) moved[places[d][(number >> (d * digit_bits)) % values]++] = number;
    numbers.swap(moved);
  }
}

}  // namespace oyer::datasets::detail
