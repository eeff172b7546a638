#include "runners/detail/marshal_writer.h"

#include <bit>
#include <cstdint>
#include <limits>

#include "base/utf8.h"

namespace oyer::runners::detail {

namespace {

void put_bytes(std::string& out, std::uint64_t value, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
}

void put_text(std::string& out, std::string_view text) {
  out.push_back('u');
  if (is_utf8(text)) {
    put_bytes(out, text.size(), 4);
    out += text;
    return;
  }
  std::string mended;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_sequence(text, at);
    mended += length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(at, length);
    at += length == 0 ? 1 : length;
  }
  put_bytes(out, mended.size(), 4);
  out += mended;
}

// Digits of 15 bits, the least first; their number carries the sign.
void put_integer(std::string& out, bool negative, std::uint64_t magnitude) {
  if (magnitude <= static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max())) {
    out.push_back('i');
    put_bytes(out, negative ? ~magnitude + 1 : magnitude, 4);
    return;
  }
  std::string digits;
  for (; magnitude != 0; magnitude >>= 15U) put_bytes(digits, magnitude & 0x7FFFU, 2);
  const std::uint64_t count = digits.size() / 2;
  out.push_back('l');
  put_bytes(out, negative ? ~count + 1 : count, 4);
  out += digits;
}

void put(std::string& out, const json::value& value);

void put(std::string& out, const json::object& object) {
  out.push_back('{');
  for (const auto& [key, item] : object) {
    put_text(out, key);
    put(out, item);
  }
  out.push_back('0');
}

void put(std::string& out, const json::array& array) {
  out.push_back('[');
  put_bytes(out, array.size(), 4);
  for (const json::value& item : array) put(out, item);
}

void put(std::string& out, const json::value& value) {
  if (value.is_null()) return out.push_back('N');
  if (const bool* flag = value.if_bool()) return out.push_back(*flag ? 'T' : 'F');
  if (const std::uint64_t* number = value.if_uint64()) return put_integer(out, false, *number);
  if (const std::int64_t* number = value.if_int64()) {
    const auto bits = static_cast<std::uint64_t>(*number);
    return put_integer(out, *number < 0, *number < 0 ? ~bits + 1 : bits);
  }
  if (const double* number = value.if_double()) {
    out.push_back('g');
    return put_bytes(out, std::bit_cast<std::uint64_t>(*number), 8);
  }
  if (const json::string* text = value.if_string()) return put_text(out, json::view(*text));
  if (const json::array* array = value.if_array()) return put(out, *array);
  put(out, value.get_object());
}

}  // namespace

std::string marshal(const json::value& value) {
  std::string out;
  put(out, value);
  return out;
}

}  // namespace oyer::runners::detail
