#include "graders/detail/literals.h"

namespace oyer::graders::detail {
namespace {

constexpr std::size_t shortest_number = 3;
constexpr std::size_t shortest_text = 4;
constexpr std::size_t longest_text = 200;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

}  // namespace

std::set<std::string, std::less<>> literals_of(std::string_view text) {
  std::set<std::string, std::less<>> found;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      const std::size_t end = text.substr(0, at + 1 + longest_text).find_first_of(std::string{c, '\n'}, at + 1);
      if (end != std::string_view::npos && text[end] == c) {
        if (end - at - 1 >= shortest_text) found.emplace(text.substr(at + 1, end - at - 1));
        at = end + 1;
        continue;
      }
      ++at;
    } else if (is_digit(c)) {
      std::size_t end = at;
      while (end < text.size() && (is_digit(text[end]) || text[end] == '.')) ++end;
      while (end > at && text[end - 1] == '.') --end;
      if (end - at >= shortest_number) found.emplace(text.substr(at, end - at));
      at = end;
    } else if (is_letter(c)) {
      while (at < text.size() && (is_letter(text[at]) || is_digit(text[at]))) ++at;
    } else {
      ++at;
    }
  }
  return found;
}

}  // namespace oyer::graders::detail
