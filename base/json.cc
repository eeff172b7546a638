#include "base/json.h"

#include <boost/json/src.hpp>

namespace oyer::json {

Result<value> parse(std::string_view text) {
  boost::json::error_code error;
  boost::json::parse_options options;
  options.max_depth = 256;
  boost::json::stream_parser parser({}, options);
  const std::size_t used = parser.write_some(text.data(), text.size(), error);
  if (!error && used < text.size()) error = boost::json::error::extra_data;
  if (!error) parser.finish(error);
  if (error) return fail(invalid_input("not JSON at byte " + std::to_string(used) + ": " + error.message()));
  return parser.release();
}

std::string print(const value& v) { return boost::json::serialize(v); }

const value* find(const object& o, std::string_view key) noexcept {
  return o.if_contains({key.data(), key.size()});
}
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

}  // namespace oyer::json
