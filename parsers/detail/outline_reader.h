// OutlineReader: an outline out of a flattened tree and its marks.
//
// Two passes in the order of the text. The first gives every bound name to its scope. The second opens and closes
// scopes and counts, for every name, the open scopes that bind it; so a use is looked up in one step however deep it
// stands. Names of imports never count as bound at the top: to use them is to use another file.
#pragma once

#include <string_view>

#include "parsers/detail/flat_tree.h"
#include "parsers/detail/outline_language.h"
#include "parsers/detail/outline_marks.h"
#include "parsers/outline.h"

namespace oyer::parsers::detail {

// Fills definitions, imports, references and package.
void read_outline(const OutlineLanguage& language, const FlatTree& tree, const OutlineMarks& marks,
                  std::string_view text, Outline& out);

}  // namespace oyer::parsers::detail
