// JSON values, parsing and printing. The one place that includes Boost.JSON.
#pragma once

#include <cstdint>
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
// as NaN and trailing commas are refused, as RFC 8259 says. Integers that fit are int64 or uint64; every other number
// is the nearest double (so large integers lose digits), and one beyond a double's range is refused. Of two members
// with the same key the last stands.
Result<value> parse(std::string_view text);

// One line, keys in insertion order, no spaces. A double is printed in its shortest form that reads back as the same
// double (1.0, 0.1, 1e+300); NaN and infinities, for which JSON has no word, as null. Bytes of a string that are not
// UTF-8 come out as U+FFFD, so that what is printed can always be read again: who must keep them encodes them first.
std::string print(const value& v);

// Typed look-ups for objects of our own formats: nullptr / nullopt when absent or of another type.
const value* find(const object& o, std::string_view key) noexcept;
const string* find_string(const object& o, std::string_view key) noexcept;
const array* find_array(const object& o, std::string_view key) noexcept;
const object* find_object(const object& o, std::string_view key) noexcept;

// The same for rows of which anything may be missing: "" or 0 where it is absent or of another type. A count is a whole
// number that is not negative.
std::string text_in(const object& o, std::string_view key);
std::uint64_t count_of(const value& v) noexcept;
std::uint64_t count_in(const object& o, std::string_view key) noexcept;
double number_in(const object& o, std::string_view key) noexcept;

inline std::string_view view(const string& s) noexcept { return {s.data(), s.size()}; }

}  // namespace oyer::json
