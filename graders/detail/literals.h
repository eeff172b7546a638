// Literals in a text of any language, as far as two texts can share them by knowing the same thing.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace oyer::graders::detail {

// Numbers of three digits and more, and what stands between quotes, of four characters and more: short ones are
// shared by chance. Names are none.
std::set<std::string, std::less<>> literals_of(std::string_view text);

}  // namespace oyer::graders::detail
