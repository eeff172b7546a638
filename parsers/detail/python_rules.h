// What the grammar lets pass and Python does not, as far as it decides where an answer ends.
//
// tree-sitter's Python forgives indentation that Python refuses, accepts Python 2's print, and sees nothing wrong with
// `return` outside a function. Errors that Python finds only later (a `break` outside a loop, a duplicate argument)
// never move the end of an answer and are not looked for.
#pragma once

#include <cstdint>
#include <string_view>

#include "parsers/detail/python_names.h"
#include "parsers/detail/syntax.h"

namespace oyer::parsers::detail {

// True when the subtree of `node` (0: the whole text) has no errors and obeys the rules above.
bool is_valid_python(const Syntax& syntax, std::string_view text, std::uint32_t node = 0);

// True when a statement does something: it defines, imports, assigns, calls, controls. Bare words, literals and
// `Word: word`, which is what prose looks like to a parser, do nothing.
bool is_code(const Syntax& syntax, std::string_view text, std::uint32_t statement);

// True when some statement at the top level is code.
bool has_code(const Syntax& syntax, std::string_view text);

// The function or class definition of a top-level statement, decorated or not; kNone for other statements.
std::uint32_t definition_of(const Syntax& syntax, std::uint32_t statement);

// The name of a definition node.
std::string_view name_of_definition(const Syntax& syntax, std::string_view text, std::uint32_t definition);

// The block of a definition; kNone where an error took it away.
std::uint32_t body_of(const Syntax& syntax, std::uint32_t definition);

// True when a definition is only promised: docstring, pass, ellipsis, comments, raise.
bool is_stub(const Syntax& syntax, std::uint32_t definition);

}  // namespace oyer::parsers::detail
