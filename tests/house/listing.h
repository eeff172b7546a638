// Findings as one text, so that a failing test shows them all and nothing else.
#pragma once

#include <string>
#include <vector>

namespace oyer::house {

inline std::string listing(const std::vector<std::string>& findings) {
  std::string text;
  for (const std::string& finding : findings) text += finding + "\n";
  return text;
}

}  // namespace oyer::house
