// A short printable text of a value, much like Python's repr, for feedback and records: never long, never costly.
#pragma once

#include <string>

#include "graders/detail/value.h"

namespace oyer::graders::detail {

std::string brief(const Value& value, std::size_t most = 200);

}  // namespace oyer::graders::detail
