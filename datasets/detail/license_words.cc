#include "datasets/detail/license_words.h"

#include <algorithm>
#include <array>

namespace oyer::datasets::detail {
namespace {

constexpr std::array<std::uint32_t, 256> crc_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1U) != 0 ? 0xedb88320U ^ value >> 1U : value >> 1U;
    table[i] = value;
  }
  return table;
}();

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t value = 0xffffffffU;
  for (const char c : bytes) value = crc_table[(value ^ static_cast<std::uint8_t>(c)) & 0xffU] ^ value >> 8U;
  return value ^ 0xffffffffU;
}

// The letter or digit in lower case; 0 for everything that parts words.
char folded(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '\0';
}

// "copyright (c) 2020", "copyright 2020", "copyright <year>", "copyright by": a statement, and not a line that happens
// to begin with the word.
bool is_statement(std::string_view line) {
  constexpr std::string_view first = "copyright ";
  if (!line.starts_with(first)) return false;
  line.remove_prefix(first.size());
  const std::string_view next = line.substr(0, line.find(' '));
  return next.empty() || (next[0] >= '0' && next[0] <= '9') || next == "c" || next == "by" || next == "year" ||
         next == "years" || next == "yyyy";
}

void append_line(std::string_view line, bool with_copyright, std::string& words) {
  const std::size_t line_begin = words.size();
  for (std::size_t at = 0; at < line.size();) {
    while (at < line.size() && folded(line[at]) == '\0') ++at;
    if (at == line.size()) break;
    const std::size_t word = words.size();
    for (; at < line.size() && folded(line[at]) != '\0'; ++at) words.push_back(folded(line[at]));
    if (std::string_view(words).substr(word) == "licence") words.replace(word, std::string::npos, "license");
    words.push_back(' ');
  }
  if (!with_copyright && is_statement(std::string_view(words).substr(line_begin))) words.resize(line_begin);
}

}  // namespace

std::string words_of(std::string_view text, bool with_copyright) {
  std::string words = " ";
  words.reserve(text.size() + 2);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    append_line(text.substr(at, end - at), with_copyright, words);
    at = end + 1;
  }
  return words;
}

std::string_view terms_in(std::string_view words) {
  constexpr std::size_t least = 50;
  const std::size_t end = words.find(" end of terms and conditions ");
  if (end == std::string_view::npos) return words;
  const auto before = std::count(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(end), ' ');
  return before > static_cast<std::ptrdiff_t>(least) ? words.substr(0, end + 1) : words;
}

std::vector<std::uint32_t> grams_of(std::string_view words) {
  std::vector<std::uint32_t> grams;
  for (std::size_t first = 1; first < words.size();) {
    const std::size_t second = words.find(' ', first) + 1;
    if (second >= words.size()) break;
    const std::size_t end = words.find(' ', second);
    grams.push_back(crc32(words.substr(first, end - first)));
    first = second;
  }
  std::sort(grams.begin(), grams.end());
  return grams;
}

}  // namespace oyer::datasets::detail
