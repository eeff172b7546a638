#include "parsers/detail/lines.h"

#include <algorithm>

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

// `at` stands on a quote. Returns the place behind the string, or the line's end when it goes on or is broken.
std::size_t OpenState::skip_string(std::string_view line, std::size_t at) {
  const char quote = line[at];
  const bool triple = line.substr(at, 3) == std::string(3, quote);
  if (triple) {
    quote_ = quote;
    return at + 3;
  }
  for (++at; at < line.size(); ++at) {
    if (line[at] == '\\') {
      ++at;
    } else if (line[at] == quote) {
      return at + 1;
    }
  }
  return line.size();
}

void OpenState::feed(std::string_view line) {
  continued_ = false;
  for (std::size_t at = 0; at < line.size();) {
    const char c = line[at];
    if (quote_ != 0) {
      if (c == '\\') {
        at += 2;
      } else if (c == quote_ && line.substr(at, 3) == std::string(3, quote_)) {
        quote_ = 0;
        at += 3;
      } else {
        ++at;
      }
      continue;
    }
    if (c == '#') return;
    if (c == '"' || c == '\'') {
      at = skip_string(line, at);
      continue;
    }
    if (c == '(' || c == '[' || c == '{') ++depth_;
    if ((c == ')' || c == ']' || c == '}') && depth_ > 0) --depth_;
    if (c == '\\' && at + 1 == line.size()) continued_ = true;
    ++at;
  }
}

}  // namespace oyer::parsers::detail
