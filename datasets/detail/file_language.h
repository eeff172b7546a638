// The language of a file by linguist's strategies.
#pragma once

#include <optional>
#include <string_view>

#include "base/language.h"

namespace oyer::datasets::detail {

struct FileLanguage {
  std::string_view name, type;  // "" unknown
};

FileLanguage language_of(std::string_view path, std::string_view bytes);

// The grammar that reads a language of linguist's.
std::optional<Language> grammar_for(std::string_view name);

}  // namespace oyer::datasets::detail
