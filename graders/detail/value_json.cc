#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/utf8.h"
#include "graders/detail/value.h"

namespace oyer::graders::detail {

// Reads JSON as Python's json.loads does, with an explicit stack of open containers.
class JsonValueReader {
 public:
  explicit JsonValueReader(std::string_view text) : text_(text) {}

  Result<Value> read() {
    if (text_.size() > frame_limits.bytes) return refuse("is longer than a frame may be");
    if (!is_utf8(text_)) return refuse("is not UTF-8");
    bool good = true;
    while (good && !done_) good = step();
    if (good) skip_space();
    if (!good || at_ != text_.size()) return refuse(why_);
    return std::move(value_);
  }

 private:
  struct Open {
    Kind kind;
    std::size_t first;  // of its children in pending_
    bool wants_key;     // of a dict
  };

  tl::unexpected<Error> refuse(std::string_view why) const {
    return fail(invalid_input("JSON value " + std::string(why) + " at byte " + std::to_string(at_)));
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }
  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  // One value, or the end of a container.
  bool step() {
    skip_space();
    const char c = peek();
    if (!open_.empty() && may_end_ && (c == ']' || c == '}')) {
      if ((c == ']') != (open_.back().kind == Kind::list)) return false;
      ++at_;
      return close();
    }
    if (c == '[' || c == '{') {
      if (wants_key() || open_.size() >= frame_limits.depth) return false;
      ++at_;
      open_.push_back({c == '[' ? Kind::list : Kind::dict, pending_.size(), c == '{'});
      may_end_ = true;
      return true;
    }
    Value::Node node;
    if (c == '"') {
      if (!string(node)) return false;
    } else if (wants_key() || !literal(node)) {
      return false;
    }
    value_.nodes_.push_back(node);
    return finished(static_cast<Index>(value_.nodes_.size() - 1));
  }

  bool wants_key() const { return !open_.empty() && open_.back().wants_key; }

  // What follows a finished value: a colon behind a key, else a comma or the container's end.
  bool finished(Index index) {
    if (open_.empty()) {
      value_.root_ = index;
      done_ = true;
      return true;
    }
    pending_.push_back(index);
    Open& box = open_.back();
    skip_space();
    may_end_ = false;
    if (box.kind == Kind::dict && box.wants_key) {
      box.wants_key = false;
      return take(":");
    }
    if (take(",")) {
      box.wants_key = box.kind == Kind::dict;
      return true;
    }
    may_end_ = true;
    return peek() == ']' || peek() == '}';
  }

  bool close() {
    const Open box = open_.back();
    open_.pop_back();
    Value::Node node;
    node.kind = box.kind;
    node.begin = static_cast<std::uint32_t>(value_.children_.size());
    node.count = static_cast<std::uint32_t>(pending_.size() - box.first);
    value_.children_.insert(value_.children_.end(), pending_.begin() + static_cast<std::ptrdiff_t>(box.first),
                            pending_.end());
    pending_.resize(box.first);
    value_.nodes_.push_back(node);
    return finished(static_cast<Index>(value_.nodes_.size() - 1));
  }

  bool literal(Value::Node& node) {
    if (take("null")) return true;
    node.kind = Kind::boolean;
    node.whole = 1;
    if (take("true")) return true;
    node.whole = 0;
    if (take("false")) return true;
    node.kind = Kind::real;
    node.real = std::nan("");
    if (take("NaN")) return true;
    node.real = HUGE_VAL;
    if (take("Infinity")) return true;
    node.real = -HUGE_VAL;
    if (take("-Infinity")) return true;
    return number(node);
  }

  std::size_t digits() {
    const std::size_t from = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ - from;
  }

  bool number(Value::Node& node) {
    const std::size_t from = at_;
    take("-");
    const bool zero = peek() == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (zero && whole > 1)) return false;
    bool real = false;
    if (take(".")) {
      real = true;
      if (digits() == 0) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
      real = true;
      ++at_;
      if (!take("+")) take("-");
      if (digits() == 0) return false;
    }
    const std::string_view text = text_.substr(from, at_ - from);
    if (real) {
      node.kind = Kind::real;
      node.real = std::strtod(std::string(text).c_str(), nullptr);  // as Python: overflow gives infinity
      return true;
    }
    return integer(text, node);
  }

  bool integer(std::string_view text, Value::Node& node) {
    node.kind = Kind::integer;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), node.whole);
    if (error == std::errc() && end == text.data() + text.size()) return true;
    if (text.size() > most_digits) {
      why_ = "holds an integer of too many digits";
      return false;
    }
    node.big = true;
    node.negative = text.front() == '-';
    if (node.negative) text.remove_prefix(1);
    std::vector<std::uint32_t> base;  // 2^15, least significant first
    for (const char c : text) {
      std::uint32_t carry = static_cast<std::uint32_t>(c - '0');
      for (std::uint32_t& digit : base) {
        carry += digit * 10;
        digit = carry & 0x7fffU;
        carry >>= 15U;
      }
      if (carry != 0) base.push_back(carry);
    }
    node.begin = static_cast<std::uint32_t>(value_.text_.size());
    node.count = static_cast<std::uint32_t>(2 * base.size());
    for (const std::uint32_t digit : base) {
      value_.text_.push_back(static_cast<char>(digit & 0xffU));
      value_.text_.push_back(static_cast<char>(digit >> 8U));
    }
    return true;
  }

  bool hex4(std::uint32_t& code) {
    const std::string_view digits = text_.substr(at_, 4);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (error != std::errc() || digits.size() != 4 || end != digits.data() + 4) return false;
    at_ += 4;
    return true;
  }

  // A lone surrogate is kept in three bytes, as Python's "surrogatepass" does.
  void append(std::uint32_t code) {
    std::string& out = value_.text_;
    const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
      put(0xc0U | code >> 6U);
    } else {
      if (code < 0x10000) {
        put(0xe0U | code >> 12U);
      } else {
        put(0xf0U | code >> 18U);
        put(0x80U | (code >> 12U & 0x3fU));
      }
      put(0x80U | (code >> 6U & 0x3fU));
    }
    put(0x80U | (code & 0x3fU));
  }

  bool escape() {
    static constexpr std::string_view from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
    const char c = peek();
    ++at_;
    if (c != 'u') {
      const std::size_t place = from.find(c);
      if (c == '\0' || place == std::string_view::npos) return false;
      value_.text_.push_back(to[place]);
      return true;
    }
    std::uint32_t code = 0;
    if (!hex4(code)) return false;
    if (code >= 0xd800 && code < 0xdc00 && text_.substr(at_, 2) == "\\u") {
      const std::size_t back = at_;
      std::uint32_t low = 0;
      at_ += 2;
      if (!hex4(low)) return false;
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10U) + (low - 0xdc00);
      } else {
        at_ = back;
      }
    }
    append(code);
    return true;
  }

  bool string(Value::Node& node) {
    ++at_;
    node.kind = Kind::text;
    node.begin = static_cast<std::uint32_t>(value_.text_.size());
    for (;;) {
      const char c = peek();
      if (at_ >= text_.size() || static_cast<unsigned char>(c) < 0x20) return false;
      ++at_;
      if (c == '"') break;
      if (c != '\\') {
        value_.text_.push_back(c);
      } else if (!escape()) {
        return false;
      }
    }
    node.count = static_cast<std::uint32_t>(value_.text_.size()) - node.begin;
    return true;
  }

  static constexpr std::size_t most_digits = 20000;

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view why_ = "is malformed";
  Value value_;
  std::vector<Open> open_;
  std::vector<Index> pending_;
  bool may_end_ = false;
  bool done_ = false;
};

Result<Value> Value::from_json(std::string_view text) { return JsonValueReader(text).read(); }

}  // namespace oyer::graders::detail
