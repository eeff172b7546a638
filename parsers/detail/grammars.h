// Grammars: the one list of tree-sitter grammars in this build.
#pragma once

#include "base/language.h"

struct TSLanguage;

namespace oyer::parsers::detail {

// nullptr where this build has none.
const TSLanguage* grammar_of(Language language) noexcept;

}  // namespace oyer::parsers::detail
