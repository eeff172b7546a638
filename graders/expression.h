// Expression: a number worked out of named numbers, in a language that always ends and never gives NaN or infinity.
//
//   expression  or, and, not; then < <= > >= == != (one of them); then + -; then * /; then a leading -
//   operand     a number, a name, (expression), abs(x), min(x, ...), max(x, ...), clamp(x, low, high), if(c, x, y)
//
// Comparisons give 1 or 0; what is not 0 counts as true. x / 0 is 0. Every result is held within -1e9 and 1e9. There
// are no loops, no assignments and no text; all operands are worked out, also those that `if` does not choose.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace oyer::graders {

class Expression {
 public:
  static constexpr std::size_t most_characters = 1000;
  static constexpr std::size_t most_steps = 256;   // operands and operators
  static constexpr std::size_t most_waiting = 32;  // values, and open brackets, at one time
  static constexpr double most = 1e9;

  // `names` are those it may use. invalid_input as "column 7: reason", columns from 1.
  static Result<Expression> parse(std::string_view text, std::span<const std::string_view> names);

  // `numbers` stand for the names, in their order.
  double value(std::span<const double> numbers) const noexcept;

  // The first 12 hexadecimal digits of a SHA-256 over its parts: white space and brackets that change nothing do not
  // belong to it.
  std::string digest() const;

  friend bool operator==(const Expression&, const Expression&) = default;

 private:
  friend class ExpressionReader;
  enum class Op : std::uint8_t {
    number,
    name,
    negative,
    not_,
    multiply,
    divide,
    plus,
    minus,
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    unequal,
    and_,
    or_,
    abs,
    min,
    max,
    clamp,
    if_
  };
  // In the order in which they are worked out, operands first.
  struct Step {
    Op op = Op::number;
    std::uint8_t operands = 0;
    std::uint16_t name = 0;
    double number = 0;
    friend bool operator==(const Step&, const Step&) = default;
  };
  std::vector<Step> steps_;
};

}  // namespace oyer::graders
