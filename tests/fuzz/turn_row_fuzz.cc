// rooms: graders base
// Rows of turns: any JSON is a turn or an error. And text that a program wrote: what is made of it is plain.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json.h"
#include "base/utf8.h"
#include "graders/detail/plain_text.h"
#include "graders/turn_row.h"

namespace {

bool is_plain(std::string_view text) {
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f) return false;
  }
  return oyer::is_utf8(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 1 << 16) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string plain = oyer::graders::detail::plain_text(text);
  const std::string error = oyer::graders::detail::plain_error(text);
  const std::string less = oyer::graders::detail::without_middle(plain, size / 2);
  if (!is_plain(plain) || !is_plain(error) || !is_plain(less) || less.size() > size / 2) std::abort();
  const auto parsed = oyer::json::parse(text);
  if (!parsed.has_value() || !parsed->is_object()) return 0;
  (void)oyer::graders::turn_row_from_json(parsed->get_object());
  return 0;
}
