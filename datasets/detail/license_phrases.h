// Licences named in prose: "licensed under the Apache License, Version 2.0".
#pragma once

#include <string>
#include <string_view>

namespace oyer::datasets::detail {

struct PhraseMatch {
  std::string expression;  // "" when nothing is named
  double confidence = 0;   // 1 where the wording is a grant, less where a licence is only mentioned
  std::string evidence;    // the words that decided, as words_of() gives them
};

// `words` as words_of(text, true) gives them. Several licences are joined by OR where the text offers a choice, else
// by AND.
PhraseMatch licenses_named(std::string_view words);

}  // namespace oyer::datasets::detail
