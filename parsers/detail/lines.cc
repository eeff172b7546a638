#include "parsers/detail/lines.h"

#include <algorithm>
#include <array>

namespace oyer::parsers::detail {

Line line_at(std::string_view text, std::size_t at) {
  const auto newline = text.find('\n', at);
  if (newline == std::string_view::npos) return {at, text.size(), text.size()};
  const bool carriage = newline > at && text[newline - 1] == '\r';
  return {at, carriage ? newline - 1 : newline, newline + 1};
}

std::size_t indentation_of(std::string_view line) {
  const auto at = line.find_first_not_of(" \t");
  return at == std::string_view::npos ? line.size() : at;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos; }

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n\f\v");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n\f\v") - first + 1);
}

std::string dedented(std::string_view text) {
  std::string_view common;
  bool first = true;
  for (std::size_t at = 0; at < text.size();) {
    const Line line = line_at(text, at);
    at = line.next;
    const auto content = text_of(line, text);
    if (is_blank(content)) continue;
    const auto margin = content.substr(0, indentation_of(content));
    if (first) common = margin;
    first = false;
    const auto differs = std::mismatch(common.begin(), common.end(), margin.begin(), margin.end()).first;
    common = common.substr(0, static_cast<std::size_t>(differs - common.begin()));
  }
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Line line = line_at(text, at);
    at = line.next;
    const auto content = text_of(line, text);
    out += content.substr(std::min(content.size(), content.starts_with(common) ? common.size() : 0));
    out += text.substr(line.end, line.next - line.end);
  }
  return out;
}

std::string indented(std::string_view text, std::string_view indent) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (std::size_t at = 0; at < text.size();) {
    const Line line = line_at(text, at);
    at = line.next;
    if (!is_blank(text_of(line, text))) out += indent;
    out += text.substr(line.begin, line.next - line.begin);
  }
  return out;
}

// `at` stands inside a string. Returns the place behind its end; line.size() where it goes on, or is broken off.
std::size_t OpenState::skip_string(std::string_view line, std::size_t at) {
  for (; at < line.size(); ++at) {
    if (line[at] == '\\') {
      ++at;
    } else if (line[at] == quote_ && (!triple_ || line.substr(at, 3) == std::string(3, quote_))) {
      const std::size_t length = triple_ ? 3 : 1;
      quote_ = 0;
      return at + length;
    }
  }
  // A plain string ends with its line unless the last character is a backslash.
  if (!triple_ && at == line.size()) quote_ = 0;
  return line.size();
}

void OpenState::feed(std::string_view line, std::string* code) {
  continued_ = false;
  std::size_t at = quote_ != 0 ? skip_string(line, 0) : 0;
  while (at < line.size()) {
    const char c = line[at];
    if (c == '#') return;
    if (code != nullptr) *code += c;
    ++at;
    if (c == '"' || c == '\'') {
      quote_ = c;
      triple_ = line.substr(at - 1, 3) == std::string(3, c);
      at = skip_string(line, at + (triple_ ? 2 : 0));
    } else if (c == '(' || c == '[' || c == '{') {
      ++depth_;
    } else if ((c == ')' || c == ']' || c == '}') && depth_ > 0) {
      --depth_;
    } else if (c == '\\' && at == line.size()) {
      continued_ = true;
    }
  }
}

namespace {

bool is_word_character(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// Words that may stand beside a name: keywords, soft keywords, and Python 2's statements, which the parser knows.
bool may_stand_beside_names(std::string_view word) {
  constexpr std::array<std::string_view, 39> words = {
      "False", "None",     "True",  "and",    "as",     "assert", "async",  "await", "break",    "case",
      "class", "continue", "def",   "del",    "elif",   "else",   "except", "exec",  "finally",  "for",
      "from",  "global",   "if",    "import", "in",     "is",     "lambda", "match", "nonlocal", "not",
      "or",    "pass",     "print", "raise",  "return", "try",    "type",   "while", "with"};
  return word == "yield" || std::find(words.begin(), words.end(), word) != words.end();
}

// `code` is a line without strings and comments.
bool has_stray_words(std::string_view code) {
  std::string_view last;
  for (std::size_t at = 0; at < code.size();) {
    if (code[at] == ' ' || code[at] == '\t') {
      ++at;
      continue;
    }
    if (!is_word_character(code[at])) {
      last = {};
      ++at;
      continue;
    }
    const auto begin = at;
    while (at < code.size() && is_word_character(code[at])) ++at;
    const auto word = code.substr(begin, at - begin);
    const bool number = word.front() >= '0' && word.front() <= '9';
    // "1if x" and "0or y" are Python, so numbers are left alone.
    const bool plain = !number && !may_stand_beside_names(word);
    if (plain && !last.empty()) return true;
    last = plain ? word : std::string_view{};
  }
  return false;
}

}  // namespace

bool surely_not_python(std::string_view text, OpenState state) {
  std::string code;
  for (std::size_t at = 0; at < text.size();) {
    const Line line = line_at(text, at);
    at = line.next;
    const auto content = text_of(line, text);
    code.clear();
    state.feed(content, &code);
    // Since Python 3.12 an f-string may hold its own quotes, which the state does not follow.
    const bool formatted =
        content.find("f\"") != std::string_view::npos || content.find("f'") != std::string_view::npos;
    if (!formatted && has_stray_words(code)) return true;
  }
  return false;
}

}  // namespace oyer::parsers::detail
