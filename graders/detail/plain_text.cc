#include "graders/detail/plain_text.h"

#include <algorithm>

#include "base/utf8.h"

namespace oyer::graders::detail {
namespace {

constexpr std::string_view gap = " ... ";
// The shortest digest or nonce that anything of ours writes.
constexpr std::size_t nonce_digits = 32;

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool is_letter_of_path(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || c == '+';
}

std::size_t hex_digits_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_hex(text[end])) ++end;
  return end - at;
}

// Length of the terminal's control sequence at `at` (ECMA-48: CSI, or a string that BEL or ST ends); 0: there is none.
std::size_t control_sequence_at(std::string_view text, std::size_t at) {
  if (text[at] != '\x1b') return 0;
  if (at + 1 >= text.size()) return 1;
  std::size_t end = at + 2;
  if (text[at + 1] == '[') {
    while (end < text.size() && (text[end] < '@' || text[end] > '~')) ++end;
    return std::min(end + 1, text.size()) - at;
  }
  if (text[at + 1] == ']' || text[at + 1] == 'P' || text[at + 1] == '_' || text[at + 1] == '^') {
    while (end < text.size() && text[end] != '\a' && text[end] != '\x1b' && text[end] != '\n') ++end;
    if (end < text.size() && text[end] == '\a') ++end;
    return end - at;
  }
  return 2;
}

// Length of the folders of an absolute path at `at`, its last slash included; 0: there is none.
std::size_t folders_at(std::string_view text, std::size_t at) {
  if (text[at] != '/' || (at > 0 && (is_letter_of_path(text[at - 1]) || text[at - 1] == '/'))) return 0;
  std::size_t last = at, end = at;
  while (end < text.size() && (text[end] == '/' || is_letter_of_path(text[end]))) {
    if (text[end] == '/') last = end;
    ++end;
  }
  return last > at ? last + 1 - at : 0;  // "/" and "/x" alone may be anything, a division for one
}

}  // namespace

std::string plain_text(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (const std::size_t sequence = control_sequence_at(text, at); sequence > 0) {
      at += sequence;
    } else if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f) {
      ++at;
    } else if (const std::size_t size = utf8_sequence(text, at); size == 0) {
      plain += "\xef\xbf\xbd";
      ++at;
    } else {
      // C1 controls (U+0080 to U+009F) steer terminals as escape sequences do.
      if (size != 2 || c != '\xc2' || static_cast<unsigned char>(text[at + 1]) >= 0xa0) plain += text.substr(at, size);
      at += size;
    }
  }
  return plain;
}

std::string plain_error(std::string_view text) {
  const std::string whole = plain_text(text);
  text = whole;
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t folders = folders_at(text, at); folders > 0) {
      at += folders;
    } else if (text.substr(at).starts_with("0x") && hex_digits_at(text, at + 2) >= 6) {
      plain += "0x...";
      at += 2 + hex_digits_at(text, at + 2);
    } else if (const std::size_t digits = hex_digits_at(text, at); digits > 0) {
      plain += digits >= nonce_digits ? std::string_view("...") : text.substr(at, digits);
      at += digits;
    } else {
      plain += text[at++];
    }
  }
  return plain;
}

std::string without_middle(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  if (most <= gap.size()) return "";
  const auto inside = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U; };
  const std::size_t room = most - gap.size();
  std::size_t head = room - room / 2, tail = text.size() - room / 2;
  while (head > 0 && inside(head)) --head;
  while (tail < text.size() && inside(tail)) ++tail;
  return std::string(text.substr(0, head)) + std::string(gap) + std::string(text.substr(tail));
}

}  // namespace oyer::graders::detail
