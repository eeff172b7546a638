// Licences that ask for no more than notices to be kept, by their SPDX names. After the Blue Oak Council's list and
// what ScanCode calls permissive, with dedications to the public domain.
#pragma once

#include <string_view>

namespace oyer::datasets::detail {

bool is_permissive(std::string_view id);

}  // namespace oyer::datasets::detail
