// The words of a licence text: runs of ASCII letters and digits in lower case, "licence" read as "license", lines that
// begin with "copyright" left out. cmake/rule_tables.py does the same to the texts of the SPDX list.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oyer::datasets::detail {

// The words, each between single spaces, with one before the first and behind the last: " a b c ". `with_copyright`
// keeps the lines that are otherwise left out.
std::string words_of(std::string_view text, bool with_copyright = false);

// CRC-32 of each two neighbouring words ("a b"), ascending; equal pairs as often as they stand there.
std::vector<std::uint32_t> grams_of(std::string_view text);

}  // namespace oyer::datasets::detail
