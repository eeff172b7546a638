// Text that came from a candidate, made fit for records: printable ASCII on one line, cut short.
#pragma once

#include <string>
#include <string_view>

namespace oyer::graders::detail {

inline std::string scrub(std::string_view text, std::size_t most = 300) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string result;
  for (const char c : text) {
    if (result.size() >= most) return result + "...";
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) {
      result.push_back(c);
    } else {
      result += {'\\', 'x', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return result;
}

}  // namespace oyer::graders::detail
