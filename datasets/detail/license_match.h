// Which of the SPDX list's texts a text is, or holds.
#pragma once

#include <string_view>
#include <vector>

namespace oyer::datasets::detail {

struct TextMatch {
  std::string_view id;
  double likeness = 0;  // of a whole text Dice's coefficient; of one held in a longer text the share of it found
};

// One match when the text as a whole is a licence's (at least 0.9 alike); else the licences it holds, longest first, at
// most four; none when there is none.
std::vector<TextMatch> licenses_in(std::string_view text);

}  // namespace oyer::datasets::detail
