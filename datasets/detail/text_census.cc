#include "datasets/detail/text_census.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/utf8.h"
#include "datasets/detail/byte_vectors.h"

namespace oyer::datasets::detail {
namespace {

std::uint8_t byte(std::string_view text, std::size_t at) { return static_cast<std::uint8_t>(text[at]); }

constexpr bool is_digit(std::uint8_t b) { return b >= '0' && b <= '9'; }
constexpr bool is_ascii_letter(std::uint8_t b) { return (b | 0x20U) >= 'a' && (b | 0x20U) <= 'z'; }
constexpr bool is_hex(std::uint8_t b) { return is_digit(b) || ((b | 0x20U) >= 'a' && (b | 0x20U) <= 'f'); }
constexpr bool is_white(std::uint8_t b) { return b == ' ' || (b >= 9 && b <= 13) || (b >= 0x1c && b <= 0x1f); }
constexpr bool is_word(std::uint8_t b) { return is_digit(b) || is_ascii_letter(b) || b == '_'; }

using Members = std::array<bool, 256>;
template <typename Predicate>
constexpr Members members(Predicate predicate) {
  Members result{};
  for (unsigned b = 0; b < 256; ++b) result[b] = predicate(static_cast<std::uint8_t>(b));
  return result;
}

constexpr Members in_base64 = members(
    [](std::uint8_t b) { return is_digit(b) || is_ascii_letter(b) || b == '+' || b == '/' || b == '\n' || b == '='; });
constexpr Members in_pairs =
    members([](std::uint8_t b) { return is_hex(b) || is_white(b) || b == ',' || b == 'x' || b == '\\'; });

struct ByteCounts {
  std::uint64_t letters = 0, digits = 0, white = 0, continuations = 0, word_starts = 0, word_bytes = 0, high = 0;
};

Bytes16 word_mask(Bytes16 bytes) {
  return within(bytes | all(0x20), 'a', 26) | within(bytes, '0', 10) | within(bytes, 0x80, 0x80);
}

// Of at most 255 steps from `at`.
void count_bytes(std::string_view text, std::size_t at, std::size_t end, ByteCounts& counts) {
  LaneCount letters, digits, white, continuation, starts, words, high;
  for (; at < end; at += lanes) {
    const Bytes16 bytes = load(text, at);
    Bytes16 before{};
    if (at > 0) {
      before = load(text, at - 1);
    } else {
      std::memcpy(reinterpret_cast<char*>(&before) + 1, text.data(), std::min(text.size(), lanes - 1));
    }
    const Bytes16 word = word_mask(bytes);
    letters.add(within(bytes | all(0x20), 'a', 26));
    digits.add(within(bytes, '0', 10));
    white.add(equal(bytes, ' ') | within(bytes, 9, 5) | within(bytes, 0x1c, 4));
    continuation.add(within(bytes, 0x80, 0x40));
    high.add(within(bytes, 0x80, 0x80));
    words.add(word);
    starts.add(word & ~word_mask(before));
  }
  counts.letters += letters.take();
  counts.digits += digits.take();
  counts.white += white.take();
  counts.continuations += continuation.take();
  counts.high += high.take();
  counts.word_bytes += words.take();
  counts.word_starts += starts.take();
}

std::uint64_t continuations(std::string_view text) {
  std::uint64_t count = 0;
  for (const char c : text) count += (static_cast<std::uint8_t>(c) & 0xC0U) == 0x80U ? 1 : 0;
  return count;
}

void count_lines(std::string_view text, bool ascii, TextCensus& census) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::uint64_t length = end - at;
    ++census.lines;
    if (length > census.line_max) {
      const std::uint64_t characters = ascii ? length : length - continuations(text.substr(at, length));
      census.line_max = std::max(census.line_max, characters);
    }
    at = end + 1;
  }
}

char32_t code_at(std::string_view text, std::size_t at, std::size_t length) {
  constexpr std::uint8_t lead_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  char32_t code = byte(text, at) & lead_bits[length];
  for (std::size_t i = 1; i < length; ++i) code = code << 6U | (byte(text, at + i) & 0x3fU);
  return code;
}

bool is_white_space(char32_t code) {
  return code == 0x85 || code == 0xa0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x2028 ||
         code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x3000;
}

void count_beyond_ascii(std::string_view text, TextCensus& census) {
  census.chars = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = std::max<std::size_t>(utf8_sequence(text, at), 1);
    ++census.chars;
    if (length > 1) {
      const char32_t code = code_at(text, at, length);
      if (is_letter(code)) ++census.letters;
      if (is_white_space(code)) ++census.white_space;
      if (code == 0xfffd) ++census.replacement;
    }
    at += length;
  }
}

// Calls `found(begin, end)` for every longest run of at least `least` members. Looks at every least-th byte only, as
// long as that is no member.
template <typename Found>
void each_run(std::string_view text, const Members& set, std::size_t least, Found found) {
  std::size_t from = 0;  // nothing before it can belong to a further run
  while (from + least <= text.size()) {
    std::size_t begin = from + least;
    while (begin > from && set[byte(text, begin - 1)]) --begin;
    if (begin > from) {
      from = begin;
      continue;
    }
    std::size_t end = from + least;
    while (end < text.size() && set[byte(text, end)]) ++end;
    found(from, end);
    from = end;
  }
}

class Pairs {
 public:
  explicit Pairs(std::string_view text) : text_(text) {}

  // One `(?:0x|\\x)?[0-9a-fA-F]{2}(?:,|\b\s*)` behind a word boundary; 0 where there is none.
  std::size_t pair(std::size_t at) const {
    if (!boundary(at)) return 0;
    std::size_t i = at;
    if (i + 1 < text_.size() && (text_[i] == '0' || text_[i] == '\\') && text_[i + 1] == 'x') i += 2;
    if (i + 2 > text_.size() || !is_hex(byte(text_, i)) || !is_hex(byte(text_, i + 1))) return 0;
    i += 2;
    if (i < text_.size() && text_[i] == ',') return i + 1 - at;
    if (!boundary(i)) return 0;
    while (i < text_.size() && is_white(byte(text_, i))) ++i;
    return i - at;
  }

 private:
  bool boundary(std::size_t at) const {
    const bool before = at > 0 && is_word(byte(text_, at - 1));
    const bool after = at < text_.size() && is_word(byte(text_, at));
    return before != after;
  }

  std::string_view text_;
};

void add(EncodedRuns& runs, std::uint64_t length) {
  runs.longest = std::max(runs.longest, length);
  runs.total += length;
}

void add_pairs(std::string_view text, EncodedRuns& runs) {
  const Pairs pairs(text);
  // Eight pairs and the seven marks between them.
  each_run(text, in_pairs, 23, [&](std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < end;) {
      std::size_t count = 0, next = at;
      while (const std::size_t length = next < text.size() ? pairs.pair(next) : 0) {
        next += length;
        ++count;
      }
      if (count >= 8) add(runs, next - at);
      at = count > 0 ? next : at + 1;
    }
  });
}

void add_escapes(std::string_view text, EncodedRuns& runs) {
  const auto escape = [&](std::size_t at) {
    if (text.size() - at < 6 || text[at] != '\\' || text[at + 1] != 'u') return false;
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at + 2),
                       text.begin() + static_cast<std::ptrdiff_t>(at + 6),
                       [](char c) { return is_hex(static_cast<std::uint8_t>(c)); });
  };
  for (std::size_t at = text.find("\\u"); at != std::string_view::npos; at = text.find("\\u", at)) {
    std::size_t next = at;
    while (next < text.size() && escape(next)) next += 6;
    if (next - at >= 48) add(runs, next - at);
    at = std::max(next, at + 1);
  }
}

}  // namespace

bool is_letter(char32_t code) noexcept {
  if (code < 0x80) return is_ascii_letter(static_cast<std::uint8_t>(code));
  if (code < 0xc0) return code == 0xaa || code == 0xb5 || code == 0xba;
  if (code == 0xd7 || code == 0xf7) return false;
  const auto within = [code](char32_t first, char32_t last) { return code >= first && code <= last; };
  return !within(0x300, 0x36f) && !within(0x2000, 0x2bff) && !within(0x2e00, 0x2fff) && !within(0x3000, 0x3004) &&
         !within(0x3007, 0x3030) && !within(0x3200, 0x33ff) && !within(0xe000, 0xf8ff) && !within(0xfe00, 0xfe6f) &&
         !within(0xff00, 0xff20) && !within(0xfff0, 0xffff) && !within(0x1d000, 0x1d3ff) && !within(0x1f000, 0x1faff) &&
         code < 0xe0000;
}

TextCensus census_of_text(std::string_view text) {
  constexpr std::size_t stretch = LaneCount::most * lanes;
  ByteCounts counts;
  for (std::size_t at = 0; at < text.size(); at += stretch) {
    count_bytes(text, at, std::min(at + stretch, text.size()), counts);
  }
  TextCensus census;
  census.chars = text.size();
  census.letters = counts.letters;
  census.digits = counts.digits;
  census.white_space = counts.white;
  census.words = counts.word_starts;
  census.word_chars = counts.word_bytes - counts.continuations;
  if (counts.high > 0) count_beyond_ascii(text, census);
  count_lines(text, counts.high == 0, census);
  return census;
}

EncodedRuns encoded_runs(std::string_view text) {
  EncodedRuns runs;
  each_run(text, in_base64, 64, [&](std::size_t begin, std::size_t end) { add(runs, end - begin); });
  add_pairs(text, runs);
  add_escapes(text, runs);
  return runs;
}

std::string_view first_characters(std::string_view text, std::size_t characters) {
  std::size_t at = 0;
  while (at < text.size() && characters-- > 0) at += std::max<std::size_t>(utf8_sequence(text, at), 1);
  return text.substr(0, at);
}

}  // namespace oyer::datasets::detail
