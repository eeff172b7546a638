// rooms: runners base
// Whatever a compiler was made to write: the result stays within its bounds, is UTF-8 and shows no host path.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.h"
#include "runners/diagnostics.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view raw(reinterpret_cast<const char*>(data), size);
  for (const std::size_t most : {std::size_t{0}, std::size_t{120}, oyer::runners::most_diagnostics}) {
    const std::string text = oyer::runners::trim_diagnostics(raw, "main.cpp", most);
    if (text.size() > most || !oyer::is_utf8(text)) std::abort();
    for (const char c : text) {
      if (static_cast<unsigned char>(c) < 0x20U && c != '\n' && c != '\t') std::abort();
    }
    if (text != oyer::runners::trim_diagnostics(raw, "main.cpp", most)) std::abort();
  }
  return 0;
}
