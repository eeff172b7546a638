#include "graders/detail/brief.h"

#include <array>
#include <charconv>
#include <cmath>

#include "graders/detail/text.h"

namespace oyer::graders::detail {

namespace {

class Writer {
 public:
  Writer(const Value& value, std::size_t most) : value_(value), most_(most) {}

  // Depth is limited to a few levels, so this recursion is too.
  void write(Index i, unsigned depth) {
    if (text_.size() >= most_) return;
    switch (value_.kind(i)) {
      case Kind::none: text_ += "None"; return;
      case Kind::boolean: text_ += value_.boolean(i) ? "True" : "False"; return;
      case Kind::integer: return whole(value_.integer(i));
      case Kind::real: return real(value_.real(i));
      case Kind::complex:
        text_ += "(";
        real(value_.real(i));
        text_ += value_.imaginary(i) < 0 ? "" : "+";
        real(value_.imaginary(i));
        text_ += "j)";
        return;
      case Kind::text: text_ += "'" + scrub(value_.string(i), most_ - text_.size()) + "'"; return;
      case Kind::bytes: text_ += "b'" + scrub(value_.string(i), most_ - text_.size()) + "'"; return;
      case Kind::list: return items("[", value_.children(i), "]", depth);
      case Kind::tuple: return items("(", value_.children(i), value_.children(i).size() == 1 ? ",)" : ")", depth);
      case Kind::set: return items("{", value_.children(i), "}", depth);
      case Kind::frozenset: return items("frozenset({", value_.children(i), "})", depth);
      case Kind::dict: return items("{", value_.children(i), "}", depth, true);
      case Kind::tagged: return items(std::string(value_.tag(i)) + "(", value_.items(i), ")", depth);
    }
  }

  std::string take() {
    if (text_.size() <= most_) return std::move(text_);
    return text_.substr(0, most_) + "...";
  }

 private:
  void whole(const Integer& integer) {
    constexpr std::size_t most_digits = 64;
    if (integer.digits.size() > most_digits) {
      text_ += "<int of " + std::to_string(integer.digits.size() / 2 * 15) + " bits>";
    } else {
      text_ += to_decimal(integer);
    }
  }

  void real(double number) {
    std::array<char, 40> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    std::string digits(buffer.data(), end);
    if (std::isfinite(number) && digits.find_first_of(".e") == std::string::npos) digits += ".0";
    text_ += digits;
  }

  void items(std::string_view opened, std::span<const Index> all, std::string_view closed, unsigned depth,
             bool pairs = false) {
    text_ += opened;
    if (depth == 0 && !all.empty()) {
      text_ += "...";
    } else {
      for (std::size_t i = 0; i < all.size() && text_.size() < most_; ++i) {
        if (i > 0) text_ += pairs && i % 2 == 1 ? ": " : ", ";
        write(all[i], depth - 1);
      }
    }
    text_ += closed;
  }

  const Value& value_;
  std::size_t most_;
  std::string text_;
};

}  // namespace

std::string brief(const Value& value, std::size_t most) {
  Writer writer(value, most);
  writer.write(value.root(), 4);
  return writer.take();
}

}  // namespace oyer::graders::detail
