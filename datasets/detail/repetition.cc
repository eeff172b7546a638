#include "datasets/detail/repetition.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <vector>

namespace oyer::datasets::detail {
namespace {

// The byte in lower case; 0 for what parts words.
constexpr std::array<std::uint8_t, 256> folded = [] {
  std::array<std::uint8_t, 256> table{};
  for (unsigned b = 0; b < 256; ++b) {
    const bool upper = b >= 'A' && b <= 'Z', other = (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b >= 0x80;
    table[b] = static_cast<std::uint8_t>(upper ? b + 'a' - 'A' : other ? b : 0);
  }
  return table;
}();
std::uint8_t folded_at(std::string_view text, std::size_t at) { return folded[static_cast<std::uint8_t>(text[at])]; }

bool begins_character(std::uint8_t b) { return (b & 0xc0U) != 0x80U; }

std::uint64_t mixed(std::uint64_t value) {
  value ^= value >> 33U;
  value *= 0xff51afd7ed558ccdU;
  value ^= value >> 33U;
  value *= 0xc4ceb9fe1a85ec53U;
  return value ^ value >> 33U;
}

struct Word {
  std::uint64_t hash = 0;
  std::uint32_t length = 0;  // characters
};

std::vector<Word> words_in(std::string_view text) {
  std::vector<Word> words;
  words.reserve(text.size() / 6);
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::uint8_t b = folded_at(text, at);
    if (b == 0) continue;
    // Eight bytes of the word at a time.
    Word word{0xcbf29ce484222325U, 0};
    std::uint64_t eight = 0;
    unsigned bits = 0;
    do {
      eight |= std::uint64_t{b} << bits;
      bits += 8;
      word.length += begins_character(b) ? 1 : 0;
      if (bits == 64) {
        word.hash = mixed(word.hash ^ eight);
        eight = 0;
        bits = 0;
      }
      b = ++at < text.size() ? folded_at(text, at) : std::uint8_t{0};
    } while (b != 0);
    word.hash = mixed(word.hash ^ eight);
    words.push_back(word);
  }
  return words;
}

// Counts keys of 64 bits, each with where it stood first. Two different n-grams of one text with one key: one chance in
// 2^64 for each pair.
class Counts {
 public:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t count = 0, first = 0;
  };

  explicit Counts(std::size_t keys) {
    std::size_t size = 16;
    while (size < keys * 2) size *= 2;
    slots_.resize(size);
  }

  Slot& at(std::uint64_t key) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = static_cast<std::size_t>(key) & mask;
    while (slots_[i].count != 0 && slots_[i].key != key) i = (i + 1) & mask;
    return slots_[i];
  }

 private:
  std::vector<Slot> slots_;
};

// n-grams grow word by word. One that stands there twice has a beginning that does so, too: of each length only the
// places that the last left over are looked at.
class Grams {
 public:
  explicit Grams(std::vector<Word> words) : words_(std::move(words)), keys_(words_.size()) {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      keys_[i] = words_[i].hash;
      characters_ += words_[i].length;
    }
    places_.resize(words_.size());
    std::iota(places_.begin(), places_.end(), 0U);
  }

  std::size_t distinct_words() {
    Counts counts(words_.size());
    std::size_t distinct = 0;
    for (const Word& word : words_) {
      Counts::Slot& slot = counts.at(word.hash);
      distinct += slot.count == 0 ? 1 : 0;
      slot = {word.hash, 1, 0};
    }
    return distinct;
  }

  // Goes on to n-grams of one word more.
  void grow() {
    ++length_;
    std::erase_if(places_, [&](std::uint32_t at) { return at + length_ > words_.size(); });
    Counts counts(places_.size());
    for (const std::uint32_t at : places_) {
      keys_[at] = mixed(keys_[at] * 0x9e3779b97f4a7c15U + words_[at + length_ - 1].hash);
      Counts::Slot& slot = counts.at(keys_[at]);
      if (slot.count == 0) slot = {keys_[at], 0, at};
      ++slot.count;
    }
    top_ = {};
    std::erase_if(places_, [&](std::uint32_t at) {
      const Counts::Slot& slot = counts.at(keys_[at]);
      if (slot.count > 1 && (slot.count > top_.count || (slot.count == top_.count && slot.first < top_.first))) {
        top_ = slot;
      }
      return slot.count < 2;
    });
  }

  double top_share() const {
    if (top_.count < 2 || characters_ == 0) return 0;
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < length_; ++i) length += words_[top_.first + i].length;
    return static_cast<double>(length * top_.count) / static_cast<double>(characters_);
  }

  double duplicate_share() const {
    if (characters_ == 0) return 0;
    std::uint64_t covered = 0;
    std::size_t next = 0;  // words before it are counted
    for (const std::uint32_t at : places_) {
      for (std::size_t i = std::max<std::size_t>(at, next); i < at + length_; ++i) covered += words_[i].length;
      next = at + length_;
    }
    return static_cast<double>(covered) / static_cast<double>(characters_);
  }

 private:
  std::vector<Word> words_;
  std::vector<std::uint64_t> keys_;    // of the n-gram that begins at each word
  std::vector<std::uint32_t> places_;  // ascending
  std::size_t length_ = 1;
  std::uint64_t characters_ = 0;
  Counts::Slot top_;
};

}  // namespace

Repetition repetition_of(std::string_view text) {
  Repetition result;
  std::vector<Word> words = words_in(text);
  if (words.empty()) return result;
  const auto count = static_cast<double>(words.size());
  Grams grams(std::move(words));
  result.distinct_words = static_cast<double>(grams.distinct_words()) / count;
  for (std::size_t n = 2; n <= 10; ++n) {
    grams.grow();
    if (n <= 4) result.top[n - 2] = grams.top_share();
    if (n >= 5) result.duplicates[n - 5] = grams.duplicate_share();
  }
  return result;
}

}  // namespace oyer::datasets::detail
