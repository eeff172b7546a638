// What surrounds an answer that is neither code nor prose: special tokens, reasoning, tags.
#pragma once

#include <optional>
#include <string_view>

namespace oyer::parsers::detail {

// The text without special tokens at its start and without everything from the next one on: "<|endoftext|>", "</s>",
// any "<|word|>". Call it only for text that is no valid program as it stands, since a program may hold such a token
// in a string.
std::string_view without_special_tokens(std::string_view text);

// What follows the reasoning of a text that begins with <think> or holds </think>; the text itself where there is no
// reasoning; nullopt when the reasoning was never closed, so that no answer was given.
std::optional<std::string_view> after_reasoning(std::string_view text);

// The inside of the last [PYTHON]...[/PYTHON], <code>...</code>, <answer>... or the like; an opening tag without its
// end reaches to the end of the text. nullopt where there is no such tag.
std::optional<std::string_view> inside_tags(std::string_view text);

}  // namespace oyer::parsers::detail
