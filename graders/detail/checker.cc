#include "graders/detail/checker.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

#include "base/result.h"
#include "graders/detail/text.h"

namespace oyer::graders::detail {

using datasets::CheckerKind;

namespace {

constexpr std::string_view blanks = " \t\n\v\f\r";
constexpr std::size_t shown = 60;  // bytes of an output in a reason

Checked wrong(std::string reason) { return {Verdict::wrong_answer, std::move(reason)}; }

// Tokens one after another, so that no list of them is ever held.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text) {}

  // nullopt behind the last one.
  std::optional<std::string_view> next() {
    const std::size_t begin = text_.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
      text_ = {};
      return std::nullopt;
    }
    const std::size_t end = std::min(text_.find_first_of(blanks, begin), text_.size());
    const std::string_view token = text_.substr(begin, end - begin);
    text_.remove_prefix(end);
    return token;
  }

 private:
  std::string_view text_;
};

// Walks two texts token by token; `same` decides about two tokens.
template <class Same>
Checked check_tokens(std::string_view output, std::string_view expected, Same same) {
  Tokens got(output), wanted(expected);
  for (std::uint64_t place = 1;; ++place) {
    const auto g = got.next();
    const auto w = wanted.next();
    if (!g && !w) return {};
    if (!g) return wrong("the output ends after " + std::to_string(place - 1) + " tokens");
    if (!w) return wrong("more output than expected: '" + scrub(*g, shown) + "'");
    if (!same(*g, *w)) return wrong("token " + std::to_string(place) + ": got '" + scrub(*g, shown) + "'");
  }
}

bool same_bytes(std::string_view a, std::string_view b) { return a == b; }

// ---- numbers ----------------------------------------------------------------------------------------------------

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Decimal {
  bool negative = false;
  bool whole = true;        // written without point and exponent
  std::string_view digits;  // of a whole number, without leading zeros
  std::string_view unsigned_text;
};

// [+-] digits [. digits] [e [+-] digits], with at least one digit before the exponent. nullopt: a word.
std::optional<Decimal> read_decimal(std::string_view text) {
  Decimal number;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    number.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  number.unsigned_text = text;
  std::size_t at = 0, digits = 0;
  const auto run = [&] {
    const std::size_t from = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - from;
  };
  digits = run();
  if (at < text.size() && text[at] == '.') {
    number.whole = false;
    ++at;
    digits += run();
  }
  if (digits == 0) return std::nullopt;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    number.whole = false;
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (run() == 0) return std::nullopt;
  }
  if (at != text.size()) return std::nullopt;
  if (number.whole) number.digits = text.substr(std::min(text.find_first_not_of('0'), text.size()));
  return number;
}

bool is_zero(const Decimal& number) { return number.digits.empty(); }

bool same_whole(const Decimal& a, const Decimal& b) {
  return a.digits == b.digits && (a.negative == b.negative || is_zero(a));
}

// nullopt where a double cannot hold it: too large, or so small that it would be taken for nothing.
std::optional<double> value_of(const Decimal& number) {
  double value = 0;
  const std::string_view text = number.unsigned_text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
  return number.negative ? -value : value;
}

// "inf", "infinity", "nan", in any case of letters: 'i' or 'n' with the sign before it; 0 for another word.
int special(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  std::string lower(text.substr(0, 9));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (lower == "nan") return 'n';
  if (lower == "inf" || lower == "infinity") return negative ? -'i' : 'i';
  return 0;
}

bool same_number(std::string_view got, std::string_view wanted, double absolute, double relative) {
  if (got == wanted) return true;
  if (const int kind = special(wanted); kind != 0) return special(got) == kind;
  const auto g = read_decimal(got), w = read_decimal(wanted);
  if (!g || !w) return false;
  if (g->whole && w->whole) return same_whole(*g, *w);
  const auto a = value_of(*g), b = value_of(*w);
  if (!a || !b) return false;
  const double off = std::abs(*a - *b);
  return off <= absolute || off <= relative * std::abs(*b);
}

// ---- lines ------------------------------------------------------------------------------------------------------

// Each line as its tokens with one blank between them, sorted; lines without any are left out.
std::vector<std::string> sorted_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    Tokens tokens(text.substr(0, end));
    std::string line;
    while (const auto token = tokens.next()) {
      if (!line.empty()) line += ' ';
      line += *token;
    }
    if (!line.empty()) lines.push_back(std::move(line));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

Checked check_lines(std::string_view output, std::string_view expected) {
  const auto got = sorted_lines(output), wanted = sorted_lines(expected);
  if (got == wanted) return {};
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (i >= wanted.size() || got[i] < wanted[i]) return wrong("not among the lines: '" + scrub(got[i], shown) + "'");
    if (got[i] != wanted[i]) break;
  }
  return wrong("a line is missing");
}

Checked check_exact(std::string_view output, std::string_view expected) {
  if (output == expected) return {};
  Checked by_tokens = check_tokens(output, expected, same_bytes);
  if (by_tokens.verdict != Verdict::accepted) return by_tokens;
  return {Verdict::presentation_error, "right but for white space"};
}

}  // namespace

Checked check_output(const datasets::Checker& checker, std::string_view output, std::string_view expected) {
  switch (checker.kind) {
    case CheckerKind::exact: return check_exact(output, expected);
    case CheckerKind::tokens: return check_tokens(output, expected, same_bytes);
    case CheckerKind::float_tokens:
      return check_tokens(output, expected, [&](std::string_view got, std::string_view wanted) {
        return same_number(got, wanted, checker.absolute, checker.relative);
      });
    case CheckerKind::unordered_lines: return check_lines(output, expected);
    case CheckerKind::program: break;
  }
  check_failed("a checker that is a program has to be run", std::source_location::current());
}

}  // namespace oyer::graders::detail
