// What no compiler says: lengths, banned words, foreign files, addresses, dead links.
#pragma once

#include <string>
#include <vector>

#include "tests/house/tree.h"

namespace oyer::house {

inline constexpr std::size_t longest_line = 120;
inline constexpr std::size_t longest_function = 70;
inline constexpr std::size_t largest_file = 256U << 10U;

// Each finding as "path:line: message", ordered.
std::vector<std::string> check_tidy(const Tree& tree);

// First line and number of lines of each function body of a C or C++ file, taken from its blanked text: a brace block
// behind a parameter list, in a namespace, class or file. Good enough to find functions that outgrow a screen.
struct FunctionSpan {
  std::size_t first_line = 0;
  std::size_t lines = 0;
};
std::vector<FunctionSpan> functions_of(std::string_view code);

}  // namespace oyer::house
