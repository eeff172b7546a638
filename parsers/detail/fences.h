// Code blocks of Markdown as models write it.
//
// CommonMark's rules, with these differences: a fence may be indented by any amount, may open at the end of a line of
// prose and close at the end of a line of code; a fence inside a triple-quoted Python string is text; an opening fence
// that names a language ends a block that was still open; the last block need not be closed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"

namespace oyer::parsers::detail {

enum class Tag {
  none,   // no language, or one that says nothing ("text", "code")
  asked,  // the language asked for
  other,  // another language, a shell, data, output
};

struct FencedBlock {
  std::string text;  // its lines, less the indentation of the opening fence; line breaks as they came
  Tag tag = Tag::none;
  bool unclosed = false;
};

// What the first word behind a fence says when `language` is asked for.
Tag tag_of(std::string_view word, Language language);

// All blocks in order.
std::vector<FencedBlock> fenced_blocks(std::string_view text, Language language);

}  // namespace oyer::parsers::detail
