// rooms: parsers base
// Texts of any bytes in any language: the same outline twice, and everything in it lies inside the text. The first byte
// chooses the language.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "parsers/outline.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oyer;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto language = static_cast<Language>((data[0] - 'a') % kLanguageCount);
  const parsers::Outline outline = parsers::outline_of(language, text);
  if (outline != parsers::outline_of(language, text)) std::abort();
  if (outline.error_bytes > text.size() || outline.comment_bytes > text.size()) std::abort();
  for (const auto& import : outline.imports)
    if (import.span.byte_begin > import.span.byte_end || import.span.byte_end > text.size()) std::abort();
  for (std::size_t i = 0; i < outline.definitions.size(); ++i) {
    const auto& definition = outline.definitions[i];
    if (definition.span.byte_begin > definition.span.byte_end || definition.span.byte_end > text.size()) std::abort();
    if (definition.parent && *definition.parent >= i) std::abort();
  }
  for (const auto& reference : outline.references)
    if (reference.count == 0 || reference.first.byte_end > text.size()) std::abort();
  return 0;
}
