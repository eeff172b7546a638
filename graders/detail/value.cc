#include "graders/detail/value.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace oyer::graders::detail {

namespace {

std::uint32_t read_u32(const char* p) {
  std::uint32_t n = 0;
  for (unsigned i = 0; i < 4; ++i) n |= std::uint32_t{static_cast<unsigned char>(p[i])} << (8 * i);
  return n;
}

double read_double(const char* p) {
  std::uint64_t n = 0;
  for (unsigned i = 0; i < 8; ++i) n |= std::uint64_t{static_cast<unsigned char>(p[i])} << (8 * i);
  return std::bit_cast<double>(n);
}

std::uint32_t digit_at(std::string_view digits, std::size_t i) {
  return static_cast<unsigned char>(digits[2 * i]) |
         static_cast<std::uint32_t>(static_cast<unsigned char>(digits[2 * i + 1])) << 8U;
}

// The value of digits that fit in 64 bits with this sign; nullopt when they do not.
std::optional<std::int64_t> as_small(std::string_view digits, bool negative) {
  const std::size_t count = digits.size() / 2;
  if (count > 5) return std::nullopt;
  unsigned __int128 magnitude = 0;
  for (std::size_t i = count; i-- > 0;) magnitude = magnitude << 15U | digit_at(digits, i);
  const unsigned __int128 most = static_cast<unsigned __int128>(INT64_MAX) + (negative ? 1 : 0);
  if (magnitude > most) return std::nullopt;
  return static_cast<std::int64_t>(negative ? 0 - static_cast<std::uint64_t>(magnitude)
                                            : static_cast<std::uint64_t>(magnitude));
}

std::size_t bit_length(std::string_view digits) {
  const std::size_t count = digits.size() / 2;
  return 15 * (count - 1) + static_cast<std::size_t>(std::bit_width(digit_at(digits, count - 1)));
}

bool bit_at(std::string_view digits, std::size_t bit) { return (digit_at(digits, bit / 15) >> (bit % 15) & 1U) != 0; }

}  // namespace

// ---- numbers ----------------------------------------------------------------------------------------------------

bool same_number(const Integer& integer, double real) noexcept {
  if (!std::isfinite(real) || std::trunc(real) != real) return false;
  constexpr double edge = 9223372036854775808.0;  // 2^63
  if (!integer.big) return real >= -edge && real < edge && static_cast<std::int64_t>(real) == integer.small;
  if (std::signbit(real) != integer.negative) return false;
  int exponent = 0;
  const double fraction = std::frexp(std::fabs(real), &exponent);
  const auto bits = static_cast<std::size_t>(exponent);
  if (exponent <= 53 || bit_length(integer.digits) != bits) return false;
  const auto mantissa = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
  for (std::size_t bit = 0; bit < bits; ++bit) {
    const std::size_t low = bits - 53;
    const bool expected = bit >= low && (mantissa >> (bit - low) & 1U) != 0;
    if (bit_at(integer.digits, bit) != expected) return false;
  }
  return true;
}

std::optional<double> to_double(const Integer& integer) noexcept {
  if (!integer.big) return static_cast<double>(integer.small);
  // The top 64 bits with the rest folded into the lowest one: rounding that to 53 bits is rounding the whole.
  const std::size_t bits = bit_length(integer.digits);
  if (bits > 1025) return std::nullopt;
  const std::size_t low = bits - 64;
  std::uint64_t top = 0;
  for (std::size_t bit = bits; bit-- > low;) top = top << 1U | (bit_at(integer.digits, bit) ? 1U : 0U);
  for (std::size_t bit = 0; bit < low; ++bit) {
    if (bit_at(integer.digits, bit)) {
      top |= 1U;
      break;
    }
  }
  const double magnitude = std::ldexp(static_cast<double>(top), static_cast<int>(low));
  if (std::isinf(magnitude)) return std::nullopt;
  return integer.negative ? -magnitude : magnitude;
}

std::string to_decimal(const Integer& integer) {
  if (!integer.big) return std::to_string(integer.small);
  // Repeated division by 10^9; only numbers that a task or an answer of the size of an input holds come here.
  std::vector<std::uint32_t> digits;
  for (std::size_t i = 0; i < integer.digits.size() / 2; ++i) digits.push_back(digit_at(integer.digits, i));
  std::string reversed;
  while (!digits.empty()) {
    std::uint64_t rest = 0;
    for (std::size_t i = digits.size(); i-- > 0;) {
      const std::uint64_t all = rest << 15U | digits[i];
      digits[i] = static_cast<std::uint32_t>(all / 1000000000U);
      rest = all % 1000000000U;
    }
    while (!digits.empty() && digits.back() == 0) digits.pop_back();
    for (int i = 0; i < 9 && (rest != 0 || !digits.empty()); ++i, rest /= 10) {
      reversed.push_back(static_cast<char>('0' + rest % 10));
    }
  }
  if (integer.negative) reversed.push_back('-');
  std::reverse(reversed.begin(), reversed.end());
  return reversed;
}

// ---- access -----------------------------------------------------------------------------------------------------

Integer Value::integer(Index i) const noexcept {
  const Node& node = nodes_[i];
  Integer result;
  if (!node.big) {
    result.small = node.whole;
    return result;
  }
  result.big = true;
  result.negative = node.negative;
  result.digits = std::string_view(text_).substr(node.begin, node.count);
  return result;
}

double Value::real(Index i) const noexcept { return nodes_[i].real; }

double Value::imaginary(Index i) const noexcept {
  return nodes_[i].kind == Kind::complex ? imaginary_[nodes_[i].begin] : 0.0;
}

std::string_view Value::string(Index i) const noexcept {
  return std::string_view(text_).substr(nodes_[i].begin, nodes_[i].count);
}

std::span<const Index> Value::children(Index i) const noexcept {
  if (nodes_[i].kind < Kind::list) return {};
  return std::span(children_).subspan(nodes_[i].begin, nodes_[i].count);
}

std::string_view Value::tag(Index i) const noexcept {
  return nodes_[i].kind == Kind::tagged ? string(children(i)[0]) : std::string_view();
}

std::span<const Index> Value::items(Index i) const noexcept { return children(i).subspan(1); }

// ---- frames -----------------------------------------------------------------------------------------------------

// Builds a value from a frame that oyer_frame_scan has accepted. Every step still checks what it reads against the
// frame's end, so that a disagreement between scan and reader is a refusal and never a read out of bounds.
class FrameReader {
 public:
  explicit FrameReader(Value& value) : value_(value), at_(value.text_.data()), end_(at_ + value.text_.size()) {}

  bool read() {
    while (!done_) {
      if (at_ == end_ || !read_one()) return false;
    }
    return at_ == end_;
  }

 private:
  static constexpr Index no_reference = UINT32_MAX;
  struct Open {
    Kind kind = Kind::list;
    std::uint32_t remaining = 0;  // of a dict: until its NULL
    std::size_t first = 0;        // of its children in pending_
    Index reference = no_reference;
  };

  bool have(std::size_t n) const { return static_cast<std::size_t>(end_ - at_) >= n; }

  bool length(bool small, std::uint32_t& n) {
    if (!have(small ? 1 : 4)) return false;
    n = small ? static_cast<unsigned char>(*at_) : read_u32(at_);
    at_ += small ? 1 : 4;
    return have(n);
  }

  Index add(Value::Node node) {
    value_.nodes_.push_back(node);
    return static_cast<Index>(value_.nodes_.size() - 1);
  }

  bool read_one() {
    const auto byte = static_cast<unsigned char>(*at_++);
    const bool flagged = (byte & 0x80U) != 0;
    const char type = static_cast<char>(byte & 0x7fU);
    switch (type) {
      case '(': return open(Kind::tuple, false, flagged);
      case ')': return open(Kind::tuple, true, flagged);
      case '[': return open(Kind::list, false, flagged);
      case '<': return open(Kind::set, false, flagged);
      case '>': return open(Kind::frozenset, false, flagged);
      case '{': return open(Kind::dict, false, flagged);
      case '0': return !open_.empty() && open_.back().kind == Kind::dict && close();
      case '.': return ellipsis();
      case 'r': return reference();
      default: return atom(type, flagged);
    }
  }

  bool ellipsis() {
    if (open_.empty() || open_.back().kind != Kind::tuple || pending_.size() != open_.back().first) return false;
    if (open_.back().remaining < 2) return false;
    open_.back().kind = Kind::tagged;
    --open_.back().remaining;
    return true;
  }

  bool reference() {
    if (!have(4)) return false;
    const std::uint32_t n = read_u32(at_);
    at_ += 4;
    return n < references_.size() && references_[n] != no_reference && child(references_[n]);
  }

  bool atom(char type, bool flagged) {
    Value::Node node;
    if (!fill(type, node)) return false;
    const Index index = add(node);
    if (flagged) references_.push_back(index);
    return child(index);
  }

  bool fill(char type, Value::Node& node) {
    switch (type) {
      case 'N': node.kind = Kind::none; return true;
      case 'T':
      case 'F':
        node.kind = Kind::boolean;
        node.whole = type == 'T';
        return true;
      case 'i':
        if (!have(4)) return false;
        node.kind = Kind::integer;
        node.whole = static_cast<std::int32_t>(read_u32(at_));
        at_ += 4;
        return true;
      case 'l': return whole(node);
      case 'g':
      case 'y': return floating(type == 'y', node);
      case 's': return string(Kind::bytes, false, node);
      case 'u':
      case 't':
      case 'a':
      case 'A': return string(Kind::text, false, node);
      case 'z':
      case 'Z': return string(Kind::text, true, node);
      default: return false;
    }
  }

  bool whole(Value::Node& node) {
    if (!have(4)) return false;
    const auto count = static_cast<std::int32_t>(read_u32(at_));
    at_ += 4;
    node.kind = Kind::integer;
    node.negative = count < 0;
    const std::uint32_t digits = count < 0 ? 0U - static_cast<std::uint32_t>(count) : static_cast<std::uint32_t>(count);
    if (digits == 0 || digits > UINT32_MAX / 2 || !have(std::size_t{2} * digits)) return false;
    const std::string_view text(at_, std::size_t{2} * digits);
    at_ += text.size();
    if (const auto small = as_small(text, node.negative)) {
      node.negative = false;
      node.whole = *small;
      return true;
    }
    node.big = true;
    node.begin = static_cast<std::uint32_t>(text.data() - value_.text_.data());
    node.count = static_cast<std::uint32_t>(text.size());
    return true;
  }

  bool floating(bool complex, Value::Node& node) {
    if (!have(complex ? 16 : 8)) return false;
    node.kind = complex ? Kind::complex : Kind::real;
    node.real = read_double(at_);
    at_ += 8;
    if (!complex) return true;
    node.begin = static_cast<std::uint32_t>(value_.imaginary_.size());
    value_.imaginary_.push_back(read_double(at_));
    at_ += 8;
    return true;
  }

  bool string(Kind kind, bool small, Value::Node& node) {
    std::uint32_t n = 0;
    if (!length(small, n)) return false;
    node.kind = kind;
    node.begin = static_cast<std::uint32_t>(at_ - value_.text_.data());
    node.count = n;
    at_ += n;
    return true;
  }

  bool open(Kind kind, bool small, bool flagged) {
    Open box;
    box.kind = kind;
    if (kind != Kind::dict && !length(small, box.remaining)) return false;
    box.first = pending_.size();
    if (flagged) {
      box.reference = static_cast<Index>(references_.size());
      references_.push_back(no_reference);
    }
    open_.push_back(box);
    return kind == Kind::dict || box.remaining > 0 || close();
  }

  // Puts a finished node into the innermost open container, and closes what is complete by that.
  bool child(Index index) {
    if (open_.empty()) {
      value_.root_ = index;
      done_ = true;
      return true;
    }
    pending_.push_back(index);
    if (open_.back().kind == Kind::dict) return true;
    return --open_.back().remaining > 0 || close();
  }

  // Closing one container may complete the one around it: a loop, since depth is the candidate's choice.
  bool close() {
    for (;;) {
      const Open box = open_.back();
      open_.pop_back();
      const std::size_t count = pending_.size() - box.first;
      if (box.kind == Kind::dict && count % 2 != 0) return false;
      if (box.kind == Kind::tagged && (count == 0 || value_.kind(pending_[box.first]) != Kind::text)) return false;
      Value::Node node;
      node.kind = box.kind;
      node.begin = static_cast<std::uint32_t>(value_.children_.size());
      node.count = static_cast<std::uint32_t>(count);
      value_.children_.insert(value_.children_.end(), pending_.begin() + static_cast<std::ptrdiff_t>(box.first),
                              pending_.end());
      pending_.resize(box.first);
      const Index index = add(node);
      if (box.reference != no_reference) references_[box.reference] = index;
      if (open_.empty()) {
        value_.root_ = index;
        done_ = true;
        return true;
      }
      pending_.push_back(index);
      if (open_.back().kind == Kind::dict || --open_.back().remaining > 0) return true;
    }
  }

  Value& value_;
  const char* at_;
  const char* end_;
  bool done_ = false;
  std::vector<Open> open_;
  std::vector<Index> pending_;
  std::vector<Index> references_;
};

std::variant<Value, Undecodable> Value::decode(std::string frame, const oyer_frame_limits& limits) {
  oyer_frame_stats stats;
  const auto* bytes = reinterpret_cast<const unsigned char*>(frame.data());
  if (const int error = oyer_frame_scan(bytes, frame.size(), &limits, &stats); error != OYER_FRAME_OK) {
    return Undecodable{oyer_frame_error_name(error)};
  }
  Value value;
  value.text_ = std::move(frame);
  value.nodes_.reserve(stats.items);
  FrameReader reader(value);
  if (!reader.read()) return Undecodable{"unreadable"};
  return value;
}

Value Value::part(Index i) const {
  Value value = *this;
  value.root_ = i;
  return value;
}

Value Value::as_list(bool items_too) const {
  Value value = *this;
  const auto to_list = [&](Index i) {
    if (value.nodes_[i].kind == Kind::tuple) value.nodes_[i].kind = Kind::list;
  };
  to_list(root_);
  if (items_too && value.nodes_[root_].kind == Kind::list) {
    for (const Index i : children(root_)) to_list(i);
  }
  return value;
}

}  // namespace oyer::graders::detail
