// The language of a file by linguist's strategies, in linguist's order: what an editor was told in the file itself, the
// file's name, the interpreter it asks for, its extension, XML's first line, manual pages' names, and where several
// languages are left, patterns. Linguist would then ask a classifier that was trained on samples; here the popular
// language is taken, or the first by name.
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

// What "-*- mode: c++ -*-" and "vim: ft=cpp" name in the first or last five lines; "" for none.
std::string_view modeline_of(std::string_view text);

// The interpreter of "#!/usr/bin/env -S python3.11 -u": "python3.11"; "" for none.
std::string_view interpreter_of(std::string_view text);

}  // namespace oyer::datasets::detail
