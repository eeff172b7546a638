// Dice: numbers that look random and are a function of a seed, on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace oyer::graders::detail {

// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  // Unrelated dice for each number of a series.
  Dice(std::uint64_t seed, std::uint64_t number) : state_(Dice(seed).next() ^ Dice(~number).next()) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  bool one_in(std::size_t count) { return below(count) == 0; }
  template <class T>
  const T& pick(const std::vector<T>& list) {
    return list[below(list.size())];
  }
  template <class T>
  void shuffle(std::vector<T>& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[below(i)]);
  }
  std::string word() {  // "qzkfwa": a name that means nothing
    std::string text;
    for (std::size_t length = 5 + below(4); text.size() < length;) text += static_cast<char>('a' + below(26));
    return text + "_";
  }

 private:
  std::uint64_t state_;
};

}  // namespace oyer::graders::detail
