#include "graders/detail/fields.h"

namespace oyer::graders::detail {

void Fields::refuse(std::string_view key, const std::string& why) {
  if (status_) status_ = fail(corrupt(where_ + "." + std::string(key) + ": " + why));
}

const json::value* Fields::value(std::string_view key) {
  read_.emplace(key);
  const json::value* found = json::find(object_, key);
  if (found == nullptr) refuse(key, "is missing");
  return found;
}

bool Fields::is_null(std::string_view key) {
  const json::value* found = value(key);
  return found != nullptr && found->is_null();
}

std::string Fields::text(std::string_view key) {
  const json::value* found = value(key);
  if (found == nullptr) return {};
  if (const json::string* string = found->if_string()) return std::string(json::view(*string));
  refuse(key, "is not a string");
  return {};
}

std::uint64_t Fields::number(std::string_view key, std::uint64_t most) {
  const json::value* found = value(key);
  if (found == nullptr) return 0;
  std::uint64_t result = 0;
  if (const auto* is_signed = found->if_int64(); is_signed != nullptr && *is_signed >= 0) {
    result = static_cast<std::uint64_t>(*is_signed);
  } else if (const auto* is_unsigned = found->if_uint64()) {
    result = *is_unsigned;
  } else {
    refuse(key, "is not a whole number from 0");
  }
  if (result > most) refuse(key, "is larger than " + std::to_string(most));
  return result;
}

bool Fields::boolean(std::string_view key) {
  const json::value* found = value(key);
  if (found == nullptr) return false;
  if (const bool* truth = found->if_bool()) return *truth;
  refuse(key, "is not true or false");
  return false;
}

Digest Fields::digest(std::string_view key) {
  const std::string hex = text(key);
  Digest result;
  const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
  bool good = hex.size() == 2 * result.bytes.size();
  for (std::size_t i = 0; good && i < result.bytes.size(); ++i) {
    const int high = digit(hex[2 * i]), low = digit(hex[2 * i + 1]);
    good = high >= 0 && low >= 0;
    if (good) result.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  if (!good) refuse(key, "is not a digest of 64 lower-case hexadecimal digits");
  return good ? result : Digest{};
}

std::vector<std::string> Fields::texts(std::string_view key) {
  std::vector<std::string> result;
  const json::array* items = array(key);
  if (items == nullptr) return result;
  for (const json::value& item : *items) {
    if (const json::string* string = item.if_string()) {
      result.emplace_back(json::view(*string));
    } else {
      refuse(key, "holds something that is not a string");
    }
  }
  return result;
}

const json::object* Fields::object(std::string_view key) {
  const json::value* found = value(key);
  if (found == nullptr) return nullptr;
  if (!found->is_object()) refuse(key, "is not an object");
  return found->if_object();
}

const json::array* Fields::array(std::string_view key) {
  const json::value* found = value(key);
  if (found == nullptr) return nullptr;
  if (!found->is_array()) refuse(key, "is not an array");
  return found->if_array();
}

Status Fields::finish() {
  if (!status_) return status_;
  for (const auto& member : object_) {
    const std::string_view key(member.key().data(), member.key().size());
    if (!read_.contains(key)) refuse(key, "is not a field of this schema");
  }
  return status_;
}

}  // namespace oyer::graders::detail
