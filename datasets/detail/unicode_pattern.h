// UnicodePattern: the regular expressions of tokenizers, written for Oniguruma, matched by RE2 in linear time.
//
// Understood is what such files use: classes, categories, (?i:…), greedy repetition, and at the very end the pair
// "\s+(?!\S)|\s+" (white space but for its last character, where more text follows). \s is Unicode's white space, ^
// and $ are those of lines. Everything else is refused, and so is what matches the empty text.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace oyer::datasets::detail {

class UnicodePattern {
 public:
  // unsupported names what is not understood.
  static Result<UnicodePattern> compile(std::string_view expression);
  // Any of these words, none of them empty; of several at one place the longest.
  static Result<UnicodePattern> compile_words(std::span<const std::string> words);

  UnicodePattern(UnicodePattern&&) noexcept;
  UnicodePattern& operator=(UnicodePattern&&) noexcept;
  ~UnicodePattern();

  struct Match {
    std::size_t begin = 0, end = 0;
  };
  // The leftmost match in UTF-8 that begins at `from` or behind it; it is not empty. False where there is none. Thread
  // safe.
  bool find(std::string_view text, std::size_t from, Match& match) const;

 private:
  struct State;
  explicit UnicodePattern(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace oyer::datasets::detail
