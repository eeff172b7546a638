// Value: a plain Python value that came as a frame, held as one flat arena.
//
// Nodes are stored children first, so a parent's index is higher than those of its children and every pass over a
// value is a loop; nothing here recurses on depth. A reference in the frame is the same node used twice (aliasing),
// and cycles cannot be built. The frame is checked whole by oyer_frame_scan before anything is allocated, and the
// number of nodes it counts is what is reserved.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "runners/frame_scan.h"

namespace oyer::graders::detail {

enum class Kind : std::uint8_t {
  none,
  boolean,
  integer,  // of any size
  real,
  complex,
  text,
  bytes,
  list,
  tuple,
  set,
  frozenset,
  dict,    // children: key, value, key, value, ...
  tagged,  // children: name (text), then the items of a tuple (Ellipsis, name, items...)
};

using Index = std::uint32_t;

// Largest frames that the engine decodes: those of the judge, with fewer nodes, so that a value's arena stays below
// some 100 MiB whatever a candidate sends.
inline constexpr oyer_frame_limits frame_limits{16U << 20U, 2U << 20U, 4U << 20U, 256};

// Why bytes are not a value: a name from oyer_frame_error_name.
struct Undecodable {
  std::string reason;
};

// A whole number: small where it fits in 64 bits, else sign and digits to the base 2^15, least significant first,
// the last one not zero, two bytes each.
struct Integer {
  bool big = false;
  bool negative = false;  // of a big one
  std::int64_t small = 0;
  std::string_view digits;  // of a big one
  friend bool operator==(const Integer&, const Integer&) = default;
};

class Value {
 public:
  static std::variant<Value, Undecodable> decode(std::string frame, const oyer_frame_limits& limits = frame_limits);

  // A value from JSON as Python's json.loads reads it: NaN, Infinity and -Infinity are floats, whole numbers are
  // ints of any size, objects are dicts in the order of the text. invalid_input for anything else; depth is limited
  // like a frame's.
  static Result<Value> from_json(std::string_view text);

  Index root() const noexcept { return root_; }
  Kind kind(Index i) const noexcept { return nodes_[i].kind; }
  bool boolean(Index i) const noexcept { return nodes_[i].whole != 0; }
  Integer integer(Index i) const noexcept;          // booleans too
  double real(Index i) const noexcept;              // of a real or complex
  double imaginary(Index i) const noexcept;         // 0 for a real
  std::string_view string(Index i) const noexcept;  // of text (UTF-8, surrogates possible) or bytes
  std::span<const Index> children(Index i) const noexcept;
  std::string_view tag(Index i) const noexcept;          // "" when not tagged
  std::span<const Index> items(Index i) const noexcept;  // of a tagged value: the children behind its name
  std::size_t size() const noexcept { return nodes_.size(); }

  // The value that stands at `i`.
  Value part(Index i) const;
  // list(value) where it is a tuple, and of its items where they are; other values as they are.
  Value as_list(bool items_too) const;

 private:
  friend class FrameReader;
  friend class JsonValueReader;
  struct Node {
    Kind kind = Kind::none;
    bool big = false;  // integer: digits are in the text
    bool negative = false;
    std::uint32_t begin = 0;  // of the text span, or of the children
    std::uint32_t count = 0;
    union {
      std::int64_t whole = 0;  // boolean, small integer
      double real;
    };
  };
  Value() = default;

  std::string text_;  // strings, bytes and big digits lie here: the frame itself, or what JSON escaped
  std::vector<Node> nodes_;
  std::vector<Index> children_;
  std::vector<double> imaginary_;  // by Node::begin
  Index root_ = 0;
};

// Whether a number from 64 bits or a float is the same number.
bool same_number(const Integer& integer, double real) noexcept;
// Nearest float, as Python's float(int): nullopt where it overflows.
std::optional<double> to_double(const Integer& integer) noexcept;
// Decimal digits with a sign, as Python's str(int).
std::string to_decimal(const Integer& integer);

}  // namespace oyer::graders::detail
