// Boost.JSON 1.81 parses decimal fractions to within one unit in the last place and prints 0.1 as 1E-1. Values that
// decide a verdict must be the nearest double, and rows are read by people, so numbers are converted here: the parser
// below is Boost's tokenizer with our number handling, the printer is our own.
#include "base/json.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/src.hpp>

#include "base/utf8.h"

namespace oyer::json {
namespace {

using boost::json::error_code;
using Text = boost::json::string_view;

// Receives the events of Boost's tokenizer and stacks values; called by it under the names it prescribes.
struct Builder {
  static constexpr std::size_t max_object_size = object::max_size();
  static constexpr std::size_t max_array_size = array::max_size();
  static constexpr std::size_t max_key_size = string::max_size();
  static constexpr std::size_t max_string_size = string::max_size();

  boost::json::value_stack stack;
  std::string number;  // text of a number so far
  bool out_of_range = false;

  bool on_document_begin(error_code&) {
    stack.reset();
    return true;
  }
  bool on_document_end(error_code&) { return true; }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t size, error_code&) { return stack.push_array(size), true; }
  bool on_object_begin(error_code&) { return true; }
  bool on_object_end(std::size_t size, error_code&) { return stack.push_object(size), true; }
  bool on_string_part(Text text, std::size_t, error_code&) { return stack.push_chars(text), true; }
  bool on_string(Text text, std::size_t, error_code&) { return stack.push_string(text), true; }
  bool on_key_part(Text text, std::size_t, error_code&) { return stack.push_chars(text), true; }
  bool on_key(Text text, std::size_t, error_code&) { return stack.push_key(text), true; }
  bool on_number_part(Text text, error_code&) { return number.append(text.data(), text.size()), true; }
  bool on_int64(std::int64_t value, Text, error_code&) { return number.clear(), stack.push_int64(value), true; }
  bool on_uint64(std::uint64_t value, Text, error_code&) { return number.clear(), stack.push_uint64(value), true; }
  bool on_double(double, Text text, error_code& error) {
    number.append(text.data(), text.size());
    double nearest = 0;
    const auto [end, code] = std::from_chars(number.data(), number.data() + number.size(), nearest);
    // from_chars reports too small and too large by the same code and stores neither; strtod gives 0 or infinity.
    if (code == std::errc::result_out_of_range) nearest = std::strtod(number.c_str(), nullptr);
    out_of_range = std::isinf(nearest);
    if (out_of_range) error = boost::json::error::exponent_overflow;
    number.clear();
    stack.push_double(nearest);
    return !out_of_range;
  }
  bool on_bool(bool value, error_code&) { return stack.push_bool(value), true; }
  bool on_null(error_code&) { return stack.push_null(), true; }
  bool on_comment_part(Text, error_code&) { return true; }
  bool on_comment(Text, error_code&) { return true; }
};

constexpr std::uint64_t kEach = 0x0101010101010101U;

// The high bit of each byte that is 0; perhaps of one above such a byte, too.
constexpr std::uint64_t zeros_in(std::uint64_t bytes) { return (bytes - kEach) & ~bytes & kEach * 0x80; }

// True when eight bytes stand in a string as they are: no control character, quote, backslash, nothing beyond ASCII.
bool are_plain(std::uint64_t bytes) {
  const std::uint64_t control = (bytes - kEach * 0x20) & ~bytes & kEach * 0x80;
  return (control | (bytes & kEach * 0x80) | zeros_in(bytes ^ kEach * '"') | zeros_in(bytes ^ kEach * '\\') |
          zeros_in(bytes ^ kEach * 0x7F)) == 0;
}

std::size_t plain_bytes(std::string_view text, std::size_t at) {
  const std::size_t begin = at;
  for (std::uint64_t bytes = 0; text.size() - at >= sizeof bytes; at += sizeof bytes) {
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    if (!are_plain(bytes)) break;
  }
  return at - begin;
}

void print_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t plain = plain_bytes(text, at); plain > 0) {
      out += text.substr(at, plain);
      at += plain;
      continue;
    }
    const char c = text[at];
    if (const std::size_t length = utf8_sequence(text, at); length != 1) {
      out += length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(at, length);
      at += length == 0 ? 1 : length;
      continue;
    }
    ++at;
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      static constexpr char digits[] = "0123456789abcdef";
      const auto byte = static_cast<unsigned char>(c);
      out += {'\\', 'u', '0', '0', digits[byte >> 4U], digits[byte & 15U]};
    } else {
      out += c;
    }
  }
  out += '"';
}

template <class Number>
void print_number(std::string& out, Number number) {
  std::array<char, 40> buffer;
  const auto [end, code] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  OYER_CHECK(code == std::errc{});
  out.append(buffer.data(), end);
}

void print_double(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  const std::size_t begin = out.size();
  print_number(out, number);
  // A whole number keeps its kind when it is read again.
  if (out.find_first_of(".e", begin) == std::string::npos) out += ".0";
}

void print_value(std::string& out, const value& v);

void print_array(std::string& out, const array& items) {
  out += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    print_value(out, items[i]);
  }
  out += ']';
}

void print_object(std::string& out, const object& members) {
  out += '{';
  bool first = true;
  for (const auto& member : members) {
    if (!std::exchange(first, false)) out += ',';
    print_string(out, {member.key().data(), member.key().size()});
    out += ':';
    print_value(out, member.value());
  }
  out += '}';
}

// Recursion is as deep as the value; parse() bounds that, and our own values are shallow.
void print_value(std::string& out, const value& v) {
  switch (v.kind()) {
    case boost::json::kind::null: out += "null"; return;
    case boost::json::kind::bool_: out += v.get_bool() ? "true" : "false"; return;
    case boost::json::kind::int64: print_number(out, v.get_int64()); return;
    case boost::json::kind::uint64: print_number(out, v.get_uint64()); return;
    case boost::json::kind::double_: print_double(out, v.get_double()); return;
    case boost::json::kind::string: print_string(out, view(v.get_string())); return;
    case boost::json::kind::array: print_array(out, v.get_array()); return;
    case boost::json::kind::object: print_object(out, v.get_object()); return;
  }
}

}  // namespace

Result<value> parse(std::string_view text) {
  error_code error;
  boost::json::parse_options options;
  options.max_depth = 256;
  boost::json::basic_parser<Builder> parser(options);
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (parser.handler().out_of_range) {
    return fail(invalid_input("not JSON at byte " + std::to_string(used) + ": a number is out of a double's range"));
  }
  if (!error && used < text.size()) error = boost::json::error::extra_data;
  if (!error && !parser.done()) error = boost::json::error::incomplete;
  if (error) return fail(invalid_input("not JSON at byte " + std::to_string(used) + ": " + error.message()));
  return parser.handler().stack.release();
}

std::string print(const value& v) {
  std::string out;
  print_value(out, v);
  return out;
}

const value* find(const object& o, std::string_view key) noexcept { return o.if_contains({key.data(), key.size()}); }
const string* find_string(const object& o, std::string_view key) noexcept {
  const value* v = find(o, key);
  return v == nullptr ? nullptr : v->if_string();
}
const array* find_array(const object& o, std::string_view key) noexcept {
  const value* v = find(o, key);
  return v == nullptr ? nullptr : v->if_array();
}
const object* find_object(const object& o, std::string_view key) noexcept {
  const value* v = find(o, key);
  return v == nullptr ? nullptr : v->if_object();
}

std::string text_in(const object& o, std::string_view key) {
  const string* text = find_string(o, key);
  return text == nullptr ? "" : std::string(view(*text));
}
std::uint64_t count_of(const value& v) noexcept {
  if (v.is_uint64()) return v.get_uint64();
  return v.is_int64() && v.get_int64() > 0 ? static_cast<std::uint64_t>(v.get_int64()) : 0;
}
std::uint64_t count_in(const object& o, std::string_view key) noexcept {
  const value* v = find(o, key);
  return v == nullptr ? 0 : count_of(*v);
}
double number_in(const object& o, std::string_view key) noexcept {
  const value* v = find(o, key);
  if (v == nullptr) return 0;
  if (v->is_double()) return v->get_double();
  if (v->is_uint64()) return static_cast<double>(v->get_uint64());
  return v->is_int64() ? static_cast<double>(v->get_int64()) : 0;
}

}  // namespace oyer::json
