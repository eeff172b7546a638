#include "graders/detail/field_checkers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "graders/detail/compare.h"

namespace oyer::graders::detail {

namespace {

using Texts = std::vector<std::string_view>;

// ---- Python's str -------------------------------------------------------------------------------------------------

unsigned char byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

// Bytes of the white space character (str.isspace) that begins at `at`; 0 where there is none.
std::size_t space_at(std::string_view text, std::size_t at) {
  const unsigned a = byte_at(text, at), b = byte_at(text, at + 1), c = byte_at(text, at + 2);
  if (at >= text.size()) return 0;
  if ((a >= 0x09 && a <= 0x0D) || (a >= 0x1C && a <= 0x20)) return 1;
  if (a == 0xC2 && (b == 0x85 || b == 0xA0)) return 2;
  if (a == 0xE1 && b == 0x9A && c == 0x80) return 3;
  if (a == 0xE2 && b == 0x80 && ((c >= 0x80 && c <= 0x8A) || c == 0xA8 || c == 0xA9 || c == 0xAF)) return 3;
  if (a == 0xE2 && b == 0x81 && c == 0x9F) return 3;
  if (a == 0xE3 && b == 0x80 && c == 0x80) return 3;
  return 0;
}

// Bytes of the line end (str.splitlines) that begins at `at`.
std::size_t line_end_at(std::string_view text, std::size_t at) {
  const unsigned a = byte_at(text, at), b = byte_at(text, at + 1), c = byte_at(text, at + 2);
  if (at >= text.size()) return 0;
  if (a == '\r' && b == '\n') return 2;
  if ((a >= 0x0A && a <= 0x0D) || (a >= 0x1C && a <= 0x1E)) return 1;
  if (a == 0xC2 && b == 0x85) return 2;
  if (a == 0xE2 && b == 0x80 && (c == 0xA8 || c == 0xA9)) return 3;
  return 0;
}

std::string_view stripped(std::string_view text) {
  while (const std::size_t length = space_at(text, 0)) text.remove_prefix(length);
  while (!text.empty()) {
    std::size_t length = 0;
    for (std::size_t n = 1; n <= 3 && n <= text.size(); ++n) {
      if (space_at(text, text.size() - n) == n) length = n;
    }
    if (length == 0) break;
    text.remove_suffix(length);
  }
  return text;
}

Texts splitlines(std::string_view text) {
  Texts lines;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = line_end_at(text, at);
    if (length == 0) {
      ++at;
      continue;
    }
    lines.push_back(text.substr(begin, at - begin));
    begin = at += length;
  }
  if (begin < text.size()) lines.push_back(text.substr(begin));
  return lines;
}

Texts split_words(std::string_view text) {
  Texts words;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t length = space_at(text, at);
    if (length == 0 && at < text.size()) {
      ++at;
      continue;
    }
    if (at > begin) words.push_back(text.substr(begin, at - begin));
    if (at == text.size()) break;
    begin = at += length;
  }
  return words;
}

bool equals_word(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b; });
}

bool is_special(std::string_view text) {
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  return equals_word(text, "inf") || equals_word(text, "infinity") || equals_word(text, "nan");
}

bool is_digit(unsigned char c) { return c >= '0' && c <= '9'; }

// [+-] digits [. digits] [e [+-] digits], one digit at least; nothing else.
bool is_decimal(std::string_view text) {
  std::size_t at = 0;
  const auto sign = [&] { at += byte_at(text, at) == '+' || byte_at(text, at) == '-' ? 1 : 0; };
  const auto run = [&] {
    const std::size_t from = at;
    while (is_digit(byte_at(text, at))) ++at;
    return at - from;
  };
  sign();
  std::size_t digits = run();
  if (byte_at(text, at) == '.') {
    ++at;
    digits += run();
  }
  if (digits == 0) return false;
  if (byte_at(text, at) == 'e' || byte_at(text, at) == 'E') {
    ++at;
    sign();
    if (run() == 0) return false;
  }
  return at == text.size();
}

// float(text); nullopt where it raises. Digits of other scripts are not read.
std::optional<double> python_float(std::string_view text) {
  std::string plain(stripped(text));
  for (std::size_t at = plain.find('_'); at != std::string::npos; at = plain.find('_', at)) {
    if (at == 0 || !is_digit(byte_at(plain, at - 1)) || !is_digit(byte_at(plain, at + 1))) return std::nullopt;
    plain.erase(at, 1);
  }
  if (!is_decimal(plain) && !is_special(plain)) return std::nullopt;
  return std::strtod(plain.c_str(), nullptr);
}

// round(x, 3): of the exact value, halves to even.
double rounded(double value) {
  if (!std::isfinite(value)) return value;
  std::array<char, 400> text;
  std::snprintf(text.data(), text.size(), "%.3f", value);
  return std::strtod(text.data(), nullptr);
}

// ---- APPS ---------------------------------------------------------------------------------------------------------

std::string joined_lines(const Texts& lines, bool strip_each) {
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) text += '\n';
    text += strip_each ? stripped(lines[i]) : lines[i];
  }
  return text;
}

Texts split_at_newlines(std::string_view text) {
  Texts lines;
  for (;;) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::vector<double>> all_floats(const Texts& texts) {
  std::vector<double> values;
  for (const std::string_view text : texts) {
    const auto value = python_float(text);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

// numpy.allclose with its own tolerances.
bool all_close(const Texts& got, const Texts& wanted) {
  if (got.size() != wanted.size()) return false;
  const auto a = all_floats(got), b = all_floats(wanted);
  if (!a || !b) return false;
  return std::equal(a->begin(), a->end(), b->begin(), [](double x, double y) {
    if (!std::isfinite(x) || !std::isfinite(y)) return x == y;
    return std::abs(x - y) <= 1e-8 + 1e-5 * std::abs(y);
  });
}

using WordSets = std::set<std::set<std::string_view>>;

WordSets word_sets(const Texts& lines, bool keep_empty) {
  WordSets sets;
  for (const std::string_view line : lines) {
    const Texts words = split_words(line);
    if (!words.empty() || keep_empty) sets.emplace(words.begin(), words.end());
  }
  return sets;
}

// The same sets with each word as a number of three digits; nullopt where a word is none, or not a number at all: a
// NaN is in no set but its own.
std::optional<std::set<std::set<double>>> number_sets(const WordSets& sets) {
  std::set<std::set<double>> result;
  for (const auto& words : sets) {
    std::set<double> numbers;
    for (const std::string_view word : words) {
      const auto value = python_float(word);
      if (!value || std::isnan(*value)) return std::nullopt;
      numbers.insert(rounded(*value));
    }
    result.insert(std::move(numbers));
  }
  return result;
}

}  // namespace

bool apps_accepts(std::string_view output, std::string_view expected) {
  Texts got = splitlines(output);
  const std::string_view whole = stripped(expected);
  if (stripped(joined_lines(got, false)) == whole || stripped(joined_lines(got, true)) == whole) return true;
  const auto drop_empty = [](Texts& lines) { std::erase_if(lines, [](std::string_view one) { return one.empty(); }); };
  Texts wanted = split_at_newlines(expected);
  drop_empty(wanted);
  std::transform(wanted.begin(), wanted.end(), wanted.begin(), stripped);
  if (got == wanted) return true;
  drop_empty(got);
  if (got == wanted || all_close(got, wanted)) return true;
  const WordSets got_words = word_sets(got, false), wanted_words = word_sets(wanted, true);
  if (got_words == wanted_words) return true;
  const auto got_numbers = number_sets(got_words), wanted_numbers = number_sets(wanted_words);
  return got_numbers && wanted_numbers && *got_numbers == *wanted_numbers;
}

bool apps_accepts(const Value& output, const Value& expected) {
  const Value got = output.as_list(false);
  if (equal(got, expected)) return true;
  const bool listed = expected.kind(expected.root()) == Kind::list && !expected.children(expected.root()).empty();
  if (!listed) return false;
  const Value first = expected.part(expected.children(expected.root())[0]);
  if (equal(got, first)) return true;
  const bool of_tuples = got.kind(got.root()) == Kind::list && !got.children(got.root()).empty() &&
                         got.kind(got.children(got.root())[0]) == Kind::tuple;
  return of_tuples && equal(got.as_list(true), first);
}

// ---- CodeContests -------------------------------------------------------------------------------------------------

namespace {

std::vector<std::string> lower_tokens(std::string_view text) {
  constexpr std::string_view between = " \n\t\r\v";
  std::vector<std::string> tokens;
  for (std::size_t at = text.find_first_not_of(between); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(between, at), text.size());
    std::string token(text.substr(at, end - at));
    std::transform(token.begin(), token.end(), token.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    tokens.push_back(std::move(token));
    at = text.find_first_not_of(between, end);
  }
  return tokens;
}

// What its number reader takes: a decimal, or an infinity or NaN, which are near nothing. It reads a token between
// form feeds, the one white space that does not part tokens there.
std::optional<double> number_of(std::string_view token) {
  while (!token.empty() && token.front() == '\f') token.remove_prefix(1);
  while (!token.empty() && token.back() == '\f') token.remove_suffix(1);
  if (!is_decimal(token) && !is_special(token)) return std::nullopt;
  return std::strtod(std::string(token).c_str(), nullptr);
}

}  // namespace

bool codecontests_accepts(std::string_view output, std::string_view expected) {
  const auto got = lower_tokens(output), wanted = lower_tokens(expected);
  if (got == wanted) return true;
  return std::equal(got.begin(), got.end(), wanted.begin(), wanted.end(),
                    [](const std::string& a, const std::string& b) {
                      const auto x = number_of(a), y = number_of(b);
                      return x && y ? std::abs(*x - *y) < 1e-5 : a == b;
                    });
}

}  // namespace oyer::graders::detail
