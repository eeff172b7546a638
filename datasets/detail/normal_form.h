// Unicode's normal form C.
#pragma once

#include <string>
#include <string_view>

namespace oyer::datasets::detail {

// Of UTF-8; other bytes come back as they are.
std::string normal_form(std::string_view text);

}  // namespace oyer::datasets::detail
