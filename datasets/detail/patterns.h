// Linguist's patterns, compiled once. Matching is linear in the text.
#pragma once

#include <cstddef>
#include <string_view>

namespace oyer::datasets::detail {

// The first of vendor_patterns that matches the path; "" when none does.
std::string_view vendor_pattern_of(std::string_view path);

// heuristic_tests[test], its sign included.
bool heuristic_holds(std::size_t test, std::string_view text);

}  // namespace oyer::datasets::detail
