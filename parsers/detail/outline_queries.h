// The texts of parsers/queries/, as they were when this was built. docs/outline.md explains their captures.
#pragma once

#include <string_view>

namespace oyer::parsers::detail::queries {

extern const std::string_view bash;
extern const std::string_view c;
extern const std::string_view cpp;
extern const std::string_view csharp;
extern const std::string_view go;
extern const std::string_view java;
extern const std::string_view javascript;
extern const std::string_view php;
extern const std::string_view python;
extern const std::string_view ruby;
extern const std::string_view rust;
extern const std::string_view typescript;

}  // namespace oyer::parsers::detail::queries
