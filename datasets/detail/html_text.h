// What a reader of an HTML page would see, counted.
#pragma once

#include <cstdint>
#include <string_view>

namespace oyer::datasets::detail {

// Characters outside tags, comments, scripts, styles and templates; runs of white space count as one character, at the
// ends as none; a character reference counts as one.
std::uint64_t visible_characters(std::string_view html);

}  // namespace oyer::datasets::detail
