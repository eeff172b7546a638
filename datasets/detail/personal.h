// What is personal among the things that look like mail addresses, IP addresses and names.
#pragma once

#include <string_view>

namespace oyer::datasets::detail {

// `span` is a part of `text` that the rule of that id matched; true when it is somebody's.
bool is_personal(std::string_view rule, std::string_view text, std::string_view span);

// True when the line around `span` is a copyright line.
bool in_copyright_line(std::string_view text, std::string_view span);

// The line of `text` that holds the first byte of `span`, without its end. Of lines without end (data, minified code)
// what is near: 1000 bytes before the span, and as many from its beginning.
std::string_view line_around(std::string_view text, std::string_view span);

}  // namespace oyer::datasets::detail
