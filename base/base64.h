// Base64 (RFC 4648, with padding): bytes that are not text, where a format only has text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace oyer {

std::string to_base64(std::string_view bytes);

// nullopt for anything but what to_base64 gives: white space, missing padding, stray bits.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace oyer
