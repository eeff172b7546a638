// "stdio" of Oyer's own task format: tests that are a program's input and output.
#pragma once

#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "datasets/task.h"

namespace oyer::datasets::detail {

// Bytes are a string, or {"base64": "..."} where they are not UTF-8.
Result<StdioShape> read_stdio(std::string_view text);
json::object stdio_json(const StdioShape& shape);

}  // namespace oyer::datasets::detail
