// The words of a text: runs of letters, digits, '_' and bytes >= 0x80, ASCII letters in lower case.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/sketch_hash.h"

namespace oyer::datasets::detail {

// 0 for bytes that are part of no word, the byte in lower case otherwise.
inline constexpr auto word_bytes = [] {
  std::array<char, 256> table{};
  for (int c = 0; c < 256; ++c) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool word = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c >= 0x80;
    table[static_cast<std::size_t>(c)] = static_cast<char>(word ? (upper ? c - 'A' + 'a' : c) : 0);
  }
  return table;
}();

inline char word_byte(char c) noexcept { return word_bytes[static_cast<unsigned char>(c)]; }

inline bool is_blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

struct Words {
  std::string joined;         // the words with one space after each
  std::vector<Piece> pieces;  // each word's place in `joined`
};

// The first byte of each word in the text it was taken from; a word is as long there.
std::vector<std::uint32_t> word_places(std::string_view text);

Words words_of(std::string_view text);

}  // namespace oyer::datasets::detail
