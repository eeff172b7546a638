// Fields: one JSON object taken apart field by field, with errors that name the field and say what it should be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "datasets/detail/raw_json.h"
#include "datasets/task.h"

namespace oyer::datasets::detail {

// Of a row in a benchmark's own format: what is read of it stands a few levels deeper in Oyer's.
inline constexpr std::size_t kMostForeignDepth = kMostDepth - 6;

// Every getter takes the field away; what nobody asked for is left for rest() or refused by finish().
class Fields {
 public:
  // `what` names the object in messages: "the task", "test 3".
  static Result<Fields> of(std::string_view text, std::string what, std::size_t most_depth = kMostDepth);

  bool has(std::string_view key) const;
  Result<std::string_view> raw(std::string_view key);  // required
  std::optional<std::string_view> optional_raw(std::string_view key);
  Result<std::string> text(std::string_view key);
  Result<std::string> name(std::string_view key);  // a string that is not empty
  Result<std::optional<std::string>> optional_text(std::string_view key);
  Result<std::string> text_or(std::string_view key, std::string_view otherwise);
  Result<std::optional<std::uint64_t>> optional_count(std::string_view key);
  Result<double> number_or(std::string_view key, double otherwise);
  Result<bool> flag_or(std::string_view key, bool otherwise);
  Result<std::vector<std::string>> texts_or_none(std::string_view key);
  // A string or an integer, as text.
  Result<std::string> id(std::string_view key);

  // A value of a closed vocabulary. `choices` lists it for the message.
  template <class E>
  Result<E> named_or(std::string_view key, std::optional<E> (*parse)(std::string_view) noexcept, E otherwise,
                     std::string_view choices) {
    OYER_TRY(const std::optional<std::string> name, optional_text(key));
    if (!name.has_value()) return otherwise;
    const std::optional<E> value = parse(*name);
    if (!value.has_value()) return wrong(key, "one of " + std::string(choices));
    return *value;
  }

  // {origin, generation, parents}.
  Result<Provenance> provenance();

  // What is left, parsed.
  Result<json::object> rest();
  // Refuses what is left: nested objects of our own formats have no unknown fields, so that a misspelt one is told.
  Status finish() const;

  tl::unexpected<Error> wrong(std::string_view key, const std::string& wanted) const;

 private:
  Fields(std::vector<RawField> fields, std::string what) : fields_(std::move(fields)), what_(std::move(what)) {}
  Result<json::value> decode(std::string_view key, std::string_view text) const;
  Result<std::optional<json::value>> parsed(std::string_view key);

  std::vector<RawField> fields_;
  std::string what_;
};

}  // namespace oyer::datasets::detail
