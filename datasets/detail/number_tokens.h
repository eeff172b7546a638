// Numbers among the tokens of an expected output: what tells which checker is sound for it.
#pragma once

#include <string_view>

namespace oyer::datasets::detail {

// A token that is a decimal number with a point: "0.5", "-3.", not "1.2.3", "v1.0" or "1e5".
bool has_real_token(std::string_view text);

}  // namespace oyer::datasets::detail
