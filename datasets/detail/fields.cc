#include "datasets/detail/fields.h"

#include <algorithm>
#include <limits>

namespace oyer::datasets::detail {

Result<Fields> Fields::of(std::string_view text, std::string what, std::size_t most_depth) {
  Result<std::vector<RawField>> fields = split_object(text, most_depth);
  if (!fields.has_value()) {
    return fail(invalid_input(what + ": " + fields.error().what + "; write it as one JSON object"));
  }
  return Fields(std::move(*fields), std::move(what));
}

tl::unexpected<Error> Fields::wrong(std::string_view key, const std::string& wanted) const {
  return fail(invalid_input(what_ + " needs \"" + std::string(key) + "\" to be " + wanted + "; mend the field"));
}

bool Fields::has(std::string_view key) const {
  return std::any_of(fields_.begin(), fields_.end(), [&](const RawField& field) { return field.key == key; });
}

std::optional<std::string_view> Fields::optional_raw(std::string_view key) {
  const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const RawField& f) { return f.key == key; });
  if (found == fields_.end()) return std::nullopt;
  const std::string_view value = found->value;
  fields_.erase(found);
  return value;
}

Result<std::string_view> Fields::raw(std::string_view key) {
  const std::optional<std::string_view> value = optional_raw(key);
  if (!value.has_value()) {
    return fail(invalid_input(what_ + " has no field \"" + std::string(key) + "\"; add it (docs/formats.md)"));
  }
  return *value;
}

// The scanner has passed `text`; what can still be wrong with it is told here.
Result<json::value> Fields::decode(std::string_view key, std::string_view text) const {
  Result<json::value> value = json::parse(text);
  if (value.has_value()) return value;
  if (text.front() == '"') return wrong(key, "a string without lone surrogates (\\ud800 to \\udfff)");
  return fail(std::move(value).error().with_context(what_ + ", \"" + std::string(key) + "\""));
}

// nullopt for an absent field and for null.
Result<std::optional<json::value>> Fields::parsed(std::string_view key) {
  const std::optional<std::string_view> text = optional_raw(key);
  if (!text.has_value() || *text == "null") return std::optional<json::value>{};
  OYER_TRY(json::value value, decode(key, *text));
  return std::optional<json::value>(std::move(value));
}

Result<std::optional<std::string>> Fields::optional_text(std::string_view key) {
  OYER_TRY(const std::optional<json::value> value, parsed(key));
  if (!value.has_value()) return std::optional<std::string>{};
  if (!value->is_string()) return wrong(key, "a string");
  return std::optional<std::string>(json::view(value->get_string()));
}

Result<std::string> Fields::text(std::string_view key) {
  OYER_TRY(const std::string_view raw_text, raw(key));
  OYER_TRY(const json::value value, decode(key, raw_text));
  if (!value.is_string()) return wrong(key, "a string");
  return std::string(json::view(value.get_string()));
}

Result<std::string> Fields::name(std::string_view key) {
  OYER_TRY(std::string value, text(key));
  if (value.empty()) return wrong(key, "a string that is not empty");
  return value;
}

Result<std::string> Fields::text_or(std::string_view key, std::string_view otherwise) {
  OYER_TRY(std::optional<std::string> value, optional_text(key));
  return value.has_value() ? std::move(*value) : std::string(otherwise);
}

Result<std::optional<std::uint64_t>> Fields::optional_count(std::string_view key) {
  OYER_TRY(const std::optional<json::value> value, parsed(key));
  if (!value.has_value()) return std::optional<std::uint64_t>{};
  if (value->is_uint64()) return std::optional<std::uint64_t>(value->get_uint64());
  if (!value->is_int64() || value->get_int64() < 0) return wrong(key, "a whole number, 0 or more");
  return std::optional<std::uint64_t>(static_cast<std::uint64_t>(value->get_int64()));
}

Result<double> Fields::number_or(std::string_view key, double otherwise) {
  OYER_TRY(const std::optional<json::value> value, parsed(key));
  if (!value.has_value()) return otherwise;
  if (!value->is_number()) return wrong(key, "a number");
  return value->to_number<double>();
}

Result<bool> Fields::flag_or(std::string_view key, bool otherwise) {
  OYER_TRY(const std::optional<json::value> value, parsed(key));
  if (!value.has_value()) return otherwise;
  if (!value->is_bool()) return wrong(key, "true or false");
  return value->get_bool();
}

Result<std::vector<std::string>> Fields::texts_or_none(std::string_view key) {
  OYER_TRY(const std::optional<json::value> value, parsed(key));
  std::vector<std::string> texts;
  if (!value.has_value()) return texts;
  if (!value->is_array()) return wrong(key, "a list of strings");
  for (const json::value& element : value->get_array()) {
    if (!element.is_string()) return wrong(key, "a list of strings");
    texts.emplace_back(json::view(element.get_string()));
  }
  return texts;
}

Result<std::string> Fields::id(std::string_view key) {
  OYER_TRY(const std::string_view raw_text, raw(key));
  OYER_TRY(const json::value value, decode(key, raw_text));
  if (value.is_int64() || value.is_uint64()) return std::string(raw_text);
  if (!value.is_string() || value.get_string().empty()) return wrong(key, "a string that is not empty, or an integer");
  return std::string(json::view(value.get_string()));
}

Result<Provenance> Fields::provenance() {
  Provenance provenance;
  OYER_TRY(provenance.origin, text_or("origin", ""));
  OYER_TRY(const std::optional<std::uint64_t> generation, optional_count("generation"));
  if (generation.value_or(0) > std::numeric_limits<std::uint32_t>::max()) {
    return wrong("generation", "below 4294967296");
  }
  provenance.generation = static_cast<std::uint32_t>(generation.value_or(0));
  OYER_TRY(provenance.parents, texts_or_none("parents"));
  return provenance;
}

Result<json::object> Fields::rest() {
  json::object object;
  for (const RawField& field : fields_) {
    OYER_TRY(json::value value, decode(field.key, field.value));
    object[field.key] = std::move(value);
  }
  fields_.clear();
  return object;
}

Status Fields::finish() const {
  if (fields_.empty()) return {};
  return fail(invalid_input(what_ + " has an unknown field \"" + fields_.front().key +
                            "\"; remove it or mend its name (docs/formats.md)"));
}

}  // namespace oyer::datasets::detail
