// Names in a piece of code: what it defines, what it expects from elsewhere, which modules it imports.
//
// Scopes are those of the language reference (for Python: module, class, function, lambda, comprehension, with
// `global` and `nonlocal`). Code that is built at run time (exec, getattr, star imports) is not seen. Text with syntax
// errors gives the names of what could be read. Only Python is known; other languages give empty lists. Thread safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"

namespace oyer::parsers {

// Names bound at the top level: functions, classes, imports, assignments, loop and `with` targets, also inside `if`,
// `try`, `for` and `with` at the top level, and names that functions declare `global` and assign. Each once, in the
// order of first binding.
std::vector<std::string> defined_names(Language language, std::string_view code);

// Names that the code reads and that resolve to neither a scope of its own nor its top level: what it needs from its
// surroundings. Built-ins are among them (a task may define `sum`); see is_builtin. Each once, in the order of first
// use.
std::vector<std::string> free_names(Language language, std::string_view code);

// First components of all modules imported anywhere in the code, at any depth ("os" for `import os.path`; relative
// imports have none). Each once, in the order of appearance.
std::vector<std::string> imported_modules(Language language, std::string_view code);

// Names that the code binds and that nobody outside it knows it by, in the order of first appearance: what it could
// call otherwise. Not among them: built-ins, imports, what classes hold as attributes, keywords of calls.
std::vector<std::string> own_names(Language language, std::string_view code);

// The code with own names replaced, wherever they stand for a variable (and nowhere in strings). Names of the map that
// are not own names stay.
std::string rename(Language language, std::string_view code, const std::map<std::string, std::string>& names);

// True for names of the language's built-in scope (CPython 3.9 to 3.13: `len`, `print`, `ValueError`, `__name__`).
bool is_builtin(Language language, std::string_view name) noexcept;

}  // namespace oyer::parsers
