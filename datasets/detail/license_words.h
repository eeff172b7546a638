// The words of a licence text: runs of ASCII letters and digits in lower case, "licence" read as "license", lines that
// begin with "copyright" and a year, a "(c)" or the like left out. cmake/rule_tables.py does the same to the texts of
// the SPDX list.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oyer::datasets::detail {

// The words, each between single spaces, with one before the first and behind the last: " a b c ". `with_copyright`
// keeps the lines that are otherwise left out.
std::string words_of(std::string_view text, bool with_copyright = false);

// The words up to "end of terms and conditions", where they stand behind the first 50: what follows tells how to use
// the licence and is left out as often as not.
std::string_view terms_in(std::string_view words);

// CRC-32 of each two neighbouring words ("a b"), ascending; equal pairs as often as they stand there.
std::vector<std::uint32_t> grams_of(std::string_view words);

}  // namespace oyer::datasets::detail
