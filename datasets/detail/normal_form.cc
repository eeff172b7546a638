#include "datasets/detail/normal_form.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>

namespace oyer::datasets::detail {

std::string normal_form(std::string_view text) {
  const auto is_ascii = [](char c) { return (static_cast<unsigned char>(c) & 0x80U) == 0; };
  if (std::all_of(text.begin(), text.end(), is_ascii)) return std::string(text);
  utf8proc_uint8_t* made = nullptr;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const utf8proc_ssize_t size = utf8proc_map(bytes, static_cast<utf8proc_ssize_t>(text.size()), &made,
                                             static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (size < 0) return std::string(text);
  std::string form(reinterpret_cast<const char*>(made), static_cast<std::size_t>(size));
  std::free(made);
  return form;
}

}  // namespace oyer::datasets::detail
