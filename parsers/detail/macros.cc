// One pass over the text by a scanner that knows comments, literals and directives and nothing else of the language.
#include "parsers/detail/macros.h"

#include <algorithm>
#include <array>

namespace oyer::parsers::detail {
namespace {

constexpr std::size_t kFarthest = 4000;  // bytes looked ahead for the end of arguments and for what follows
constexpr std::size_t kShortestMacro = 3;

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v'; }

bool looks_like_macro(std::string_view word) {
  if (word.size() < kShortestMacro) return false;
  bool letter = false;
  for (const char c : word) {
    if (c >= 'a' && c <= 'z') return false;
    letter = letter || (c >= 'A' && c <= 'Z');
  }
  return letter && !(word[0] >= '0' && word[0] <= '9');
}

// Words after which an expression stands, so that a name in capitals is a value.
bool precedes_value(std::string_view word) {
  static constexpr std::array<std::string_view, 10> kWords = {"return", "case",   "else",   "throw", "new",
                                                              "delete", "sizeof", "typeof", "goto",  "co_return"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text), out_(text) {}

  std::string run() {
    while (at_ < text_.size()) step();
    return std::move(out_);
  }

 private:
  char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }

  void step() {
    const char c = text_[at_];
    if (c == '\n') {
      line_start_ = true;
      ++at_;
    } else if (is_blank(c)) {
      ++at_;
    } else if (c == '/' && (at(at_ + 1) == '/' || at(at_ + 1) == '*')) {
      at_ = past_comment(at_);
    } else if (c == '#' && line_start_) {
      at_ = past_directive(at_);
      previous_ = ';';
      previous_word_ = {};
    } else if (c == '"' || c == '\'') {
      at_ = past_literal(at_);
      take(c, {});
    } else if (is_word(c)) {
      word();
    } else {
      take(c, {});
      ++at_;
    }
  }

  void take(char c, std::string_view word) {
    previous_ = c;
    previous_word_ = word;
    line_start_ = false;
  }

  std::size_t past_comment(std::size_t i) const {
    const auto end = at(i + 1) == '/' ? text_.find('\n', i) : text_.find("*/", i + 2);
    if (end == std::string_view::npos) return text_.size();
    return at(i + 1) == '/' ? end : end + 2;
  }

  std::size_t past_directive(std::size_t i) const {
    while (i < text_.size() && text_[i] != '\n') {
      if (text_[i] == '/' && at(i + 1) == '*') {
        i = past_comment(i);
      } else if (text_[i] == '\\' && at(i + 1) == '\n') {
        i += 2;
      } else {
        ++i;
      }
    }
    return i;
  }

  // Also of raw strings; a literal that does not end on its line ends there.
  std::size_t past_literal(std::size_t i) const {
    const char quote = text_[i];
    if (quote == '"' && i > 0 && text_[i - 1] == 'R') {
      const auto open = text_.substr(i, 20).find('(');
      if (open != std::string_view::npos) {
        const std::string close = ")" + std::string(text_.substr(i + 1, open - 1)) + "\"";
        const auto end = text_.find(close, i);
        return end == std::string_view::npos ? text_.size() : end + close.size();
      }
    }
    for (++i; i < text_.size() && text_[i] != '\n'; ++i) {
      if (text_[i] == quote) return i + 1;
      if (text_[i] == '\\') ++i;
    }
    return std::min(i, text_.size());
  }

  // Past the ) that closes the ( at i; 0 where it is too far away.
  std::size_t past_arguments(std::size_t i) const {
    const std::size_t last = std::min(text_.size(), i + kFarthest);
    int depth = 0;
    while (i < last) {
      const char c = text_[i];
      if (c == '"' || c == '\'') {
        i = past_literal(i);
        continue;
      }
      ++i;
      if (c == '(') ++depth;
      if (c == ')' && --depth == 0) return i;
    }
    return 0;
  }

  std::size_t past_blanks(std::size_t i) const {
    const std::size_t last = std::min(text_.size(), i + kFarthest);
    while (i < last) {
      if (is_blank(text_[i])) {
        ++i;
      } else if (text_[i] == '/' && (at(i + 1) == '/' || at(i + 1) == '*')) {
        i = past_comment(i);
      } else {
        break;
      }
    }
    return i;
  }

  void word() {
    const std::size_t begin = at_;
    std::size_t end = begin;
    while (end < text_.size() && is_word(text_[end])) ++end;
    const auto name = text_.substr(begin, end - begin);
    const bool prefix_of_literal = at(end) == '"' || at(end) == '\'';
    if (!looks_like_macro(name) || prefix_of_literal) {
      take(text_[end - 1], name);
      at_ = end;
      return;
    }
    // With its arguments, if it has any and is no macro without them before a parenthesis.
    std::size_t past = end;
    const std::size_t next = past_blanks(end);
    if (at(next) == '(') {
      past = past_arguments(next);
      if (past == 0) past = end;
    }
    if (!stands_for_nothing(past, past != end)) {
      take(text_[end - 1], name);
      at_ = end;
      return;
    }
    for (std::size_t i = begin; i < past; ++i)
      if (out_[i] != '\n') out_[i] = ' ';
    at_ = past;
    line_start_ = false;
  }

  // Whether what ends at `past` can be left out where it stands.
  bool stands_for_nothing(std::size_t past, bool called) const {
    const std::size_t after = past_blanks(past);
    const char next = at(after);
    const bool before_statement = previous_ == '\0' || previous_ == ';' || previous_ == '{' || previous_ == '}' ||
                                  previous_ == ':' || previous_ == '>';
    const bool after_word = is_word(previous_) && !precedes_value(previous_word_);
    if (is_word(next) || next == '~' || (next == '[' && at(after + 1) == '[')) {
      // NAME(args) word: a loop or a condition made by a macro is code.
      return before_statement || after_word || (previous_ == ')' && !called) || (previous_ == ')' && next != '(');
    }
    if (next == ';' || next == '{' || next == '=' || next == ',' || next == ')')
      return (after_word || previous_ == ')') && next != '\0' && (called || next != '(');
    const bool ends_block = next == '}' || next == '#' || next == '\0';
    return before_statement && ends_block;
  }

  std::string_view text_;
  std::string out_;
  std::size_t at_ = 0;
  char previous_ = '\0';            // the last character that was neither blank, comment nor directive
  std::string_view previous_word_;  // the word that it ends, if it ends one
  bool line_start_ = true;
};

}  // namespace

std::string without_macros(std::string_view text) { return Scanner(text).run(); }

std::string without_has_include(std::string_view text) {
  std::string out(text);
  static constexpr std::string_view kName = "__has_include";
  for (auto at = text.find(kName); at != std::string_view::npos; at = text.find(kName, at + 1)) {
    auto i = at + kName.size();
    if (text.substr(i).starts_with("_next")) i += 5;
    while (i < text.size() && (text[i] == ' ' || text[i] == '\t')) ++i;
    if (i >= text.size() || text[i] != '(') continue;  // #ifdef __has_include
    const auto end = text.substr(i, kFarthest).find_first_of(")\n");
    if (end == std::string_view::npos || text[i + end] != ')') continue;
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(at), out.begin() + static_cast<std::ptrdiff_t>(i + end + 1),
              ' ');
    out[at] = '1';
  }
  return out;
}

}  // namespace oyer::parsers::detail
