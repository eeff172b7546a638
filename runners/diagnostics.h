// What a compiler wrote about a source, cut down to what helps the one who wrote it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace oyer::runners {

inline constexpr std::size_t most_diagnostics = 4096;  // bytes

// The first ten errors of GCC, its assembler and its linker, none twice in a row, each with the function it is in, the
// source lines shown below it, and where a template that failed was asked for. Warnings, notes and include chains are
// left out; a last line in brackets counts them and what came after. Nothing of the host remains: a path is its last
// component, the object file of random name is "<stem of file_name>.o". Where no line is known as an error, the first
// lines stand. The result is UTF-8 without control characters (other than newline and tab), of at most `most` bytes,
// and the same for the same input. `file_name` is the source's own name ("main.cpp").
std::string trim_diagnostics(std::string_view raw, std::string_view file_name, std::size_t most = most_diagnostics);

}  // namespace oyer::runners
