// PHP's names in an outline: backslashes stand between their parts, and what is before the first decides where the
// name is looked for.
#pragma once

#include <cstdint>
#include <string_view>

#include "parsers/detail/flat_tree.h"

namespace oyer::parsers::detail {

// What stands before the chain that begins with this leaf: "\" where it is fully qualified, "namespace." where it says
// that it lies in the namespace around it, else nothing.
std::string_view php_prefix(const FlatTree& tree, std::string_view text, std::uint32_t leaf);

// Names of the class around, and constants that the language knows itself.
bool is_php_word(std::string_view name);

}  // namespace oyer::parsers::detail
