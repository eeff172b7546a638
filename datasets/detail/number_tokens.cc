#include "datasets/detail/number_tokens.h"

#include <algorithm>

namespace oyer::datasets::detail {
namespace {

bool is_real(std::string_view token) {
  if (token.front() == '-' || token.front() == '+') token.remove_prefix(1);
  const auto digits = std::count_if(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto points = std::count(token.begin(), token.end(), '.');
  return points == 1 && digits > 0 && digits + 1 == static_cast<std::ptrdiff_t>(token.size());
}

}  // namespace

bool has_real_token(std::string_view text) {
  constexpr std::string_view blanks = " \t\n\v\f\r";
  for (std::size_t at = text.find_first_not_of(blanks); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(blanks, at), text.size());
    if (is_real(text.substr(at, end - at))) return true;
    at = text.find_first_not_of(blanks, end);
  }
  return false;
}

}  // namespace oyer::datasets::detail
