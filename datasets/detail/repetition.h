// How much of a text says the same again, in n-grams of words.
#pragma once

#include <array>
#include <string_view>

namespace oyer::datasets::detail {

struct Repetition {
  double distinct_words = 1;           // share of the words that are different
  std::array<double, 3> top{};         // shares of the characters in the most frequent 2-, 3- and 4-gram
  std::array<double, 6> duplicates{};  // in 5- to 10-grams that stand there more than once, each character once
};

// Words are runs of letters and digits in lower case; bytes beyond ASCII belong to words. Of equally frequent n-grams
// the first counts.
Repetition repetition_of(std::string_view text);

}  // namespace oyer::datasets::detail
