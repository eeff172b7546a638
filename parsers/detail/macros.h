// Macros of C and C++ that are no code to a grammar which runs no preprocessor: attributes, namespace brackets.
#pragma once

#include <string>
#include <string_view>

namespace oyer::parsers::detail {

// The text with blanks for words in capitals (and their arguments) that stand where no expression can: before a
// declaration, between a declarator and its end, alone on a line. Same length, same line ends, so that positions stay.
// Words in directives, comments and literals are left.
std::string without_macros(std::string_view text);

// The text with `1` for each __has_include(…) of a directive, which the grammars do not know. Same length.
std::string without_has_include(std::string_view text);

}  // namespace oyer::parsers::detail
