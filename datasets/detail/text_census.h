// Counts over the characters, lines and words of a text, and the runs of encoded data in it.
#pragma once

#include <cstdint>
#include <string_view>

namespace oyer::datasets::detail {

struct TextCensus {
  std::uint64_t chars = 0, lines = 0, line_max = 0;  // a line's length without its line feed, in characters
  std::uint64_t letters = 0, digits = 0, white_space = 0, replacement = 0;
  std::uint64_t words = 0, word_chars = 0;
};

// One walk over the bytes where they are ASCII, a second over the others.
TextCensus census_of_text(std::string_view text);

struct EncodedRuns {
  std::uint64_t longest = 0, total = 0;  // bytes
};

// StarCoder2's three patterns: 64 and more of [a-zA-Z0-9+/\n=]; 8 and more pairs of hexadecimal digits with or without
// 0x or \x, parted by commas or white space; 8 and more \uXXXX. What two patterns see is counted by both.
EncodedRuns encoded_runs(std::string_view text);

// At most `characters` code points.
std::string_view first_characters(std::string_view text, std::size_t characters);

// True where the bytes of a letter outside ASCII are: no sign, symbol, punctuation or space. Coarse: by block.
bool is_letter(char32_t code) noexcept;

}  // namespace oyer::datasets::detail
