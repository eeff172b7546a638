// `/// <reference path="x.ts" />` at the head of a TypeScript file: imports that stand in comments.
#pragma once

#include <string_view>
#include <vector>

#include "parsers/detail/flat_tree.h"
#include "parsers/outline.h"

namespace oyer::parsers::detail {

// Adds them to `imports` (form relative, weak). Nothing for other languages, and behind the first statement.
void add_reference_comments(const OutlineLanguage& language, const FlatTree& tree, std::string_view text,
                            std::vector<ImportUse>& imports);

}  // namespace oyer::parsers::detail
