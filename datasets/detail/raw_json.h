// Where the parts of a JSON text stand, without turning any of it into values.
//
// Test inputs hold integers of hundreds of digits, NaN and Infinity: a parser that makes doubles of them, or refuses
// them, cannot be used on such rows. This scanner checks the syntax of RFC 8259, widened by the three names that
// Python's json module writes (NaN, Infinity, -Infinity), and hands out spans of the text. It does not recurse, and
// refuses nesting deeper than `most_depth`. The text must be UTF-8; that is checked where lines are read.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace oyer::datasets::detail {

inline constexpr std::size_t kMostDepth = 256;

struct RawField {
  std::string key;         // decoded
  std::string_view value;  // exact text, without white space around it
  friend bool operator==(const RawField&, const RawField&) = default;
};

// The fields of one JSON object, in their order. A key that occurs twice is refused, since which one is meant cannot
// be told. Errors are invalid_input with the byte offset in `text`. The spans point into `text`.
Result<std::vector<RawField>> split_object(std::string_view text, std::size_t most_depth = kMostDepth);

// The elements of one JSON array.
Result<std::vector<std::string_view>> split_array(std::string_view text);

// Checks one JSON value with nothing but white space around it; its span without that.
Result<std::string_view> check_value(std::string_view text);

}  // namespace oyer::datasets::detail
