// Kinds of lines in code without comments, counted by words in them as RefineCode does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace oyer::datasets::detail {

struct CodeLines {
  std::uint64_t lines = 0;       // that hold more than white space
  std::uint64_t duplicates = 0;  // that stand there more than once, white space apart; no "}," and no single character
  std::uint64_t asserts = 0, prints = 0, imports = 0, passes = 0, preprocessor = 0;
  std::uint64_t returns = 0;          // that return nothing or one plain word, number or string
  std::uint64_t plain_variables = 0;  // "int x;", "self.x = 1": a declaration or a plain value
  std::uint64_t hex_word_bytes = 0;   // of 0x… numbers
  std::uint64_t mains = 0;
  bool has_variables = false;
};

CodeLines lines_of_code(const std::string& code, std::string_view language);

}  // namespace oyer::datasets::detail
