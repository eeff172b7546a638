// Result<T>: a value, or the Error that kept us from having one.
//
// The one place that includes tl/expected.hpp. Callers use only has_value, *, ->, error and value_or, so that the
// alias can become std::expected when the house moves to C++23.
#pragma once

#include <utility>

#include <tl/expected.hpp>

#include "base/error.h"

namespace oyer {

template <class T>
using Result = tl::expected<T, Error>;

using Status = Result<void>;

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace oyer

#define OYER_CONCAT_INNER(a, b) a##b
#define OYER_CONCAT(a, b) OYER_CONCAT_INNER(a, b)

// OYER_TRY(auto name, expression): evaluates a Result, returns its error from this function, or binds its value.
#define OYER_TRY(declaration, ...) OYER_TRY_IMPL(OYER_CONCAT(oyer_result_, __LINE__), declaration, __VA_ARGS__)
#define OYER_TRY_IMPL(name, declaration, ...)     \
  auto name = (__VA_ARGS__);                      \
  if (!name.has_value()) [[unlikely]]             \
    return ::oyer::fail(std::move(name).error()); \
  declaration = std::move(*name)

// OYER_TRY_STATUS(expression): the same for Results whose value is not needed.
#define OYER_TRY_STATUS(...)                               \
  do {                                                     \
    auto oyer_status = (__VA_ARGS__);                      \
    if (!oyer_status.has_value()) [[unlikely]]             \
      return ::oyer::fail(std::move(oyer_status).error()); \
  } while (false)
