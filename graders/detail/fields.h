// Fields: one JSON object read strictly. Each look-up names the field it wanted; what nobody asked for is refused.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/json.h"
#include "base/result.h"

namespace oyer::graders::detail {

// Keeps its first error and reports it once, from finish(); look-ups after an error give empty values. The object
// must outlive the reader.
class Fields {
 public:
  Fields(const json::object& object, std::string where) : object_(object), where_(std::move(where)) {}

  bool has(std::string_view key) const { return json::find(object_, key) != nullptr; }
  std::string text(std::string_view key);
  std::uint64_t number(std::string_view key, std::uint64_t most = UINT64_MAX);
  bool boolean(std::string_view key);
  Digest digest(std::string_view key);
  std::vector<std::string> texts(std::string_view key);
  const json::object* object(std::string_view key);  // nullptr after an error
  const json::array* array(std::string_view key);
  bool is_null(std::string_view key);  // present and null; marks the key as read
  const json::value* value(std::string_view key);

  // A name of a closed set, by the set's own parser.
  template <class Parse>
  auto named(std::string_view key, Parse parse) {
    const std::string name = text(key);
    const auto found = parse(name);
    if (!found) refuse(key, "\"" + name + "\" is not one of its names");
    return found ? *found : typename decltype(parse(name))::value_type{};
  }

  // Folds in what a nested reader found.
  template <class T>
  T take(Result<T> nested) {
    if (nested) return std::move(*nested);
    if (status_) status_ = fail(nested.error());
    return T{};
  }

  void refuse(std::string_view key, const std::string& why);
  bool ok() const noexcept { return status_.has_value(); }
  // corrupt as "WHERE.KEY: reason".
  Status finish();

 private:
  const json::object& object_;
  std::string where_;
  std::set<std::string, std::less<>> read_;
  Status status_;
};

}  // namespace oyer::graders::detail
