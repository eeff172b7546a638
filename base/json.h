// JSON values, parsing and printing. The one place that includes Boost.JSON.
#pragma once

#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "base/result.h"

namespace oyer::json {

using boost::json::array;
using boost::json::object;
using boost::json::string;
using boost::json::value;
using boost::json::value_from;

// Parses one JSON text. Depth is limited to 256. invalid_input carries the byte offset and the reason. Numbers such
// as NaN and trailing commas are refused, as RFC 8259 says.
Result<value> parse(std::string_view text);

// One line, keys in insertion order, no spaces; doubles in their shortest round-trip form.
std::string print(const value& v);

// Typed look-ups for objects of our own formats: nullptr / nullopt when absent or of another type.
const value* find(const object& o, std::string_view key) noexcept;
const string* find_string(const object& o, std::string_view key) noexcept;
const array* find_array(const object& o, std::string_view key) noexcept;
const object* find_object(const object& o, std::string_view key) noexcept;

inline std::string_view view(const string& s) noexcept { return {s.data(), s.size()}; }

}  // namespace oyer::json
