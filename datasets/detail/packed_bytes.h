// Values as bytes, for what Oyer itself writes and reads again: numbers as LEB128, strings and lists behind their
// length. A type is packed and unpacked by one function, so that the two cannot differ:
//
//   template <class Io> void fields(Io& io, Finding& f) { io.one_of(f.kind, FindingClass::name); io.text(f.rule); … }
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oyer::datasets::detail {

class Packer {
 public:
  template <std::unsigned_integral Number>
  void number(Number value) {
    std::uint64_t rest = value;
    for (; rest >= 0x80; rest >>= 7U) bytes_ += static_cast<char>(rest | 0x80U);
    bytes_ += static_cast<char>(rest);
  }
  // Numbers that fill their width: hashes.
  void fixed(std::uint64_t value) {
    for (int i = 0; i < 8; ++i) bytes_ += static_cast<char>(value >> (8 * i));
  }
  void real(double value) { fixed(std::bit_cast<std::uint64_t>(value)); }
  void flag(bool value) { bytes_ += value ? '\1' : '\0'; }
  void text(const std::string& value) {
    number(value.size());
    bytes_ += value;
  }
  // Of an enum whose values are 0 to `last`.
  template <class Enum>
  void one_of(Enum value, Enum) {
    number(static_cast<std::uint64_t>(value));
  }
  template <class Item, class Fields>
  void list(std::vector<Item>& items, const Fields& fields) {
    number(items.size());
    for (Item& item : items) fields(*this, item);
  }
  template <class Item, class Fields>
  void maybe(std::optional<Item>& item, const Fields& fields) {
    flag(item.has_value());
    if (item) fields(*this, *item);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Whatever is read from the first bytes that make no sense on is zero and empty; ok() says so at the end.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}

  template <std::unsigned_integral Number>
  void number(Number& value) {
    value = static_cast<Number>(number_up_to(static_cast<Number>(-1)));
  }
  void fixed(std::uint64_t& value) {
    value = 0;
    if (rest_.size() < 8) return broken();
    for (std::size_t i = 0; i < 8; ++i)
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(rest_[i])) << (8 * i);
    rest_.remove_prefix(8);
  }
  void real(double& value) {
    std::uint64_t bits = 0;
    fixed(bits);
    value = std::bit_cast<double>(bits);
  }
  void flag(bool& value) { value = number_up_to(1) == 1; }
  void text(std::string& value) {
    const std::size_t size = number_up_to(rest_.size());
    if (size > rest_.size()) broken();  // the length itself took some bytes
    if (!ok_) return value.clear();
    value = rest_.substr(0, size);
    rest_.remove_prefix(size);
  }
  template <class Enum>
  void one_of(Enum& value, Enum last) {
    value = static_cast<Enum>(number_up_to(static_cast<std::uint64_t>(last)));
  }
  // Each item takes a byte at least, so no count is believed that is larger than the rest.
  template <class Item, class Fields>
  void list(std::vector<Item>& items, const Fields& fields) {
    items.clear();
    const std::uint64_t count = number_up_to(rest_.size());
    for (std::uint64_t i = 0; i < count && ok_; ++i) fields(*this, items.emplace_back());
  }
  template <class Item, class Fields>
  void maybe(std::optional<Item>& item, const Fields& fields) {
    bool there = false;
    flag(there);
    // Not emplace(): clang 19 takes a struct nested in another for one without a default constructor there.
    if (there) fields(*this, item.emplace(Item{}));
  }
  // Everything was read, and all of it made sense.
  bool ok() const noexcept { return ok_ && rest_.empty(); }

 private:
  std::uint64_t number_up_to(std::uint64_t most) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
      if (byte >= 0x80) continue;
      if (value <= most) return value;
      break;
    }
    broken();
    return 0;
  }
  void broken() {
    ok_ = false;
    rest_ = {};
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace oyer::datasets::detail
