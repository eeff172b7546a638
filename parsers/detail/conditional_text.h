// Which parts of a C or C++ text stand under #if. Read off the lines and not the tree: code in which conditions cut
// through braces fits no tree, and loses just those conditions.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace oyer::parsers::detail {

struct ConditionalPart {
  std::uint64_t begin = 0, end = 0;  // bytes
};

// The outermost parts, rising, none within another. What a file's include guard holds is no such part, and neither is
// the condition of a guard: #ifndef X or #if !defined(X), with #define X as the next directive.
std::vector<ConditionalPart> conditional_parts(std::string_view text);

bool is_conditional(const std::vector<ConditionalPart>& parts, std::uint64_t byte) noexcept;

}  // namespace oyer::parsers::detail
