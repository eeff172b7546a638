// Files that programs write, by what linguist checks: names of lock files and build folders, marks in certain lines of
// files of certain extensions, and the shape of minified text.
#pragma once

#include <string_view>

namespace oyer::datasets::detail {

// The rule that says so ("Cython", "lock file", "minified"); "" when none does.
std::string_view generator_of(std::string_view path, std::string_view text);

}  // namespace oyer::datasets::detail
