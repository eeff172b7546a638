// Text of a program as a model may be shown it.
#pragma once

#include <string>
#include <string_view>

namespace oyer::graders::detail {

// Printable UTF-8: control sequences of terminals and control characters are taken out (line ends and tabs stay), and
// bytes that are no UTF-8 become U+FFFD. Linear in the text, as the next.
std::string plain_text(std::string_view text);

// The same of what an interpreter or a compiler wrote, whose words are about the place where it ran: folders are taken
// off absolute paths, addresses become 0x..., and long hexadecimal numbers, such as a nonce is, become "...". Not for
// a program's values, which may be paths and digests in their own right.
std::string plain_error(std::string_view text);

// At most `most` bytes: the middle gives way to " ... ". Never cuts a character in two.
std::string without_middle(std::string_view text, std::size_t most);

}  // namespace oyer::graders::detail
