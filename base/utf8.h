// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace oyer {

// Length in bytes (1 to 4) of the well-formed sequence that starts at `at`, which must be < bytes.size(); 0 when the
// bytes there are not one.
std::size_t utf8_sequence(std::string_view bytes, std::size_t at) noexcept;

// True when `bytes` is well-formed.
bool is_utf8(std::string_view bytes) noexcept;

}  // namespace oyer
