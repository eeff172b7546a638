// Texts in an outline: signatures, documentation, module paths.
#pragma once

#include <string>
#include <string_view>

#include "parsers/detail/flat_tree.h"
#include "parsers/detail/outline_language.h"

namespace oyer::parsers::detail {

// White space collapsed to single blanks, none at the ends; what only opens a body taken from the end.
std::string header_text(std::string_view text);

// Without white space and line continuations: a dotted path.
std::string path_text(std::string_view text);

// Without the marks of comments, and without white space at both ends of the whole and at the ends of lines.
std::string comment_text(std::string_view text);

// The comments that stand directly above a node, from the first to the last; empty spans nothing.
struct CommentBlock {
  std::uint32_t first = kNoNode;  // node of the first
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};
CommentBlock comments_above(const OutlineLanguage& language, const FlatTree& tree, std::string_view text,
                            std::uint32_t node);

// What the string says that is the first statement of a body; empty where there is none.
std::string docstring_in(const OutlineLanguage& language, const FlatTree& tree, std::string_view text,
                         std::uint32_t body);

}  // namespace oyer::parsers::detail
