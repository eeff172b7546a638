// Whole texts found in a file, blind to white space and the case of ASCII letters.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/sketch_hash.h"

namespace oyer::datasets::detail {

// Without white space, ASCII letters in lower case.
std::string folded(std::string_view text);

// Each text is looked for where its first `window` folded bytes stand, by a rolling hash; then compared in full.
class SubstringIndex {
 public:
  explicit SubstringIndex(std::size_t window) : window_(window) {}

  // Shorter ones than the window are left out. `number` is the caller's.
  void add(std::string text_folded, std::uint32_t number);
  void finish();  // once, before find()

  // By number, the first place of each text that is in `text`, as a range of it.
  std::map<std::uint32_t, Piece> find(std::string_view text) const;

 private:
  struct Pattern {
    std::uint64_t hash = 0;  // of the window
    std::uint32_t number = 0;
    std::string folded;
  };
  std::size_t window_;
  std::vector<Pattern> patterns_;      // sorted by finish()
  std::vector<std::uint64_t> filter_;  // bits
};

}  // namespace oyer::datasets::detail
