// Encodings of source files, told without any table of languages.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace oyer::datasets::detail {

// "utf-8", "utf-8-bom", "utf-16le", "utf-16be", "latin-1", "binary", or "unknown-8bit" for text whose bytes above 127
// stand in longer runs than any language written in Latin letters has (Cyrillic, Chinese, Japanese code pages).
std::string_view encoding_of(std::string_view bytes);

// Bytes 0x80 to 0x9f of "latin-1" are read as Windows-1252, as browsers do. nullopt as in to_utf8().
std::optional<std::string> decode(std::string_view bytes, std::string_view encoding);

void append_utf8(std::string& out, char32_t code);

}  // namespace oyer::datasets::detail
