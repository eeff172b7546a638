// The comments at the beginning of a source file in any language.
#pragma once

#include <string>
#include <string_view>

namespace oyer::datasets::detail {

// The lines of comments among the first 16 KiB, up to the 30th line of code, without their marks. Strings that stand
// for comments (Python's docstrings) belong to them.
std::string leading_comments(std::string_view text);

}  // namespace oyer::datasets::detail
