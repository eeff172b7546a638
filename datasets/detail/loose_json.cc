#include "datasets/detail/loose_json.h"

#include <string>
#include <utility>

namespace oyer::datasets::detail {
namespace {

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// The end of the string that begins at `at`, or of the text.
std::size_t past_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at)
    if (text[at] == '\\') ++at;
  return std::min(at + 1, text.size());
}

// The end of the comment that begins at `at`; `at` itself where none does.
std::size_t past_comment(std::string_view text, std::size_t at) {
  const std::string_view open = text.substr(at, 2);
  if (open == "//") return std::min(text.find('\n', at), text.size());
  if (open != "/*") return at;
  const auto close = text.find("*/", at + 2);
  return close == std::string_view::npos ? text.size() : close + 2;
}

// The same values in plain JSON.
std::string plain(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t comma = std::string::npos;  // in `out`, with nothing but blanks behind it
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '/') {
      const std::size_t past = past_comment(text, at);
      if (past > at) {
        at = past;
        continue;
      }
    }
    if (text[at] == '"') {
      const std::size_t past = past_string(text, at);
      out += text.substr(at, past - at);
      at = past;
      comma = std::string::npos;
      continue;
    }
    const char c = text[at++];
    if ((c == '}' || c == ']') && comma != std::string::npos) out[comma] = ' ';
    if (c == ',') {
      comma = out.size();
    } else if (!is_blank(c)) {
      comma = std::string::npos;
    }
    out += c;
  }
  return out;
}

}  // namespace

std::optional<json::object> loose_json_object(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Result<json::value> value = json::parse(text);
  if (!value.has_value()) value = json::parse(plain(text));
  if (!value.has_value() || !value->is_object()) return std::nullopt;
  return std::move(value->as_object());
}

}  // namespace oyer::datasets::detail
