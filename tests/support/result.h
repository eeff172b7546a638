// What a Result says, in words that a test can compare.
#pragma once

#include <string>

#include "base/result.h"

namespace oyer::test {

// "invalid_input: 'x' is not a size" of an error; "ok" of a value.
template <class T>
std::string outcome_of(const Result<T>& result) {
  if (result.has_value()) return "ok";
  return std::string(name_of(result.error().kind)) + ": " + to_string(result.error());
}

}  // namespace oyer::test
