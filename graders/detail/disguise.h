// Disguise: Python that says the same as another text and does not look like it.
#pragma once

#include <string>
#include <string_view>

#include "graders/detail/dice.h"

namespace oyer::graders::detail {

// How it was hidden, for people, and the Python that came of it.
struct Disguised {
  std::string how;
  std::string code;
};

// A Python string literal.
std::string literal(std::string_view text);

// An expression whose value is `text`: base64, zlib, a list of numbers, a key, backwards, rot13, pieces.
Disguised hidden_text(std::string_view text, Dice& dice);

// A statement that executes the text `expression` stands for in the dict `names`: exec by its name or by a chain of
// getattr, eval of compiled code, a function made of it.
Disguised hidden_exec(const std::string& expression, const std::string& names, Dice& dice);

// "module.attribute" or a chain of getattr whose strings are in pieces.
std::string hidden_attribute(const std::string& module, const std::string& attribute, Dice& dice);

}  // namespace oyer::graders::detail
