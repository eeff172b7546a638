// The texts of parsers/queries/, as they were when this was built. docs/outline.md explains their captures.
#pragma once

#include <string_view>

namespace oyer::parsers::detail::queries {

extern const std::string_view python;

}  // namespace oyer::parsers::detail::queries
