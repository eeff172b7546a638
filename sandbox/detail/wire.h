// The byte form of messages between engine and keeper: little-endian integers and length-prefixed strings.
//
// Reader never reads past its input and never allocates more than the input holds; after the first short or
// out-of-range field every later read gives zeros and ok() is false, so that a decoder is a list of fields.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace oyer::sandbox::detail {

class Writer {
 public:
  template <class T>
  requires std::is_integral_v<T> Writer& number(T value) {
    auto wide = static_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i, wide >>= 8U) bytes_ += static_cast<char>(wide & 0xffU);
    return *this;
  }
  Writer& text(std::string_view value) {
    number(value.size());
    bytes_ += value;
    return *this;
  }
  Writer& texts(const std::vector<std::string>& values) {
    number(values.size());
    for (const std::string& value : values) text(value);
    return *this;
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  requires std::is_integral_v<T> T number() {
    if (rest_.size() < 8) return static_cast<T>(spoil());
    std::uint64_t value = 0;
    for (int i = 7; i >= 0; --i) value = value << 8U | static_cast<unsigned char>(rest_[static_cast<std::size_t>(i)]);
    rest_.remove_prefix(8);
    const T narrow = static_cast<T>(value);
    if (static_cast<std::uint64_t>(narrow) != value) return static_cast<T>(spoil());
    return narrow;
  }
  std::string text() {
    const auto size = number<std::uint64_t>();
    if (size > rest_.size()) {
      spoil();
      return {};
    }
    std::string value(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return value;
  }
  std::vector<std::string> texts() {
    std::vector<std::string> values;
    const auto count = number<std::uint64_t>();
    if (count > rest_.size() / 8) {
      spoil();
      return values;
    }
    for (std::uint64_t i = 0; i < count && ok_; ++i) values.push_back(text());
    return values;
  }
  // The number of elements that follow, each at least 8 bytes long.
  std::uint64_t count() {
    const auto value = number<std::uint64_t>();
    return value > rest_.size() / 8 ? spoil() : value;
  }
  bool ok() const { return ok_; }
  bool done() const { return ok_ && rest_.empty(); }

 private:
  std::uint64_t spoil() {
    ok_ = false;
    rest_ = {};
    return 0;
  }
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace oyer::sandbox::detail
