// A text split into code, comments and strings by the marks of its language, without a grammar: fast, total, and wrong
// only where a language's quotes are stranger than its family's. A string that its line does not close ends with it,
// unless the language's strings span lines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace oyer::datasets::detail {

struct CodeScan {
  std::string code;                     // the text without comments
  std::uint64_t comment_bytes = 0;      // with marks; with docstrings
  std::uint64_t string_bytes = 0;       // without quotes
  std::uint64_t long_word_bytes = 0;    // of words over 20 bytes in strings, addresses apart
  std::uint64_t long_string_lines = 0;  // lines of strings with over 20 words
  std::uint64_t prompt_comments = 0;    // lines of comments that ask for code
};

// `language` by linguist's name; one that is not known has neither comments nor strings.
CodeScan scan_code(std::string_view text, std::string_view language);

}  // namespace oyer::datasets::detail
