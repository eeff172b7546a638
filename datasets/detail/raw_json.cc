#include "datasets/detail/raw_json.h"

#include <algorithm>
#include <set>

#include "base/json.h"

namespace oyer::datasets::detail {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Scanner {
 public:
  explicit Scanner(std::string_view text, std::size_t most_depth = kMostDepth) : text_(text), most_depth_(most_depth) {}

  std::size_t at() const { return at_; }
  bool done() const { return at_ == text_.size(); }
  char peek() const { return done() ? '\0' : text_[at_]; }
  std::string_view from(std::size_t begin) const { return text_.substr(begin, at_ - begin); }

  void skip_space() {
    while (!done() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) ++at_;
  }

  // Takes `c` if it stands here.
  bool take(char c) {
    if (done() || peek() != c) return false;
    ++at_;
    return true;
  }

  tl::unexpected<Error> wrong(std::string_view wanted) const {
    const std::string found = done() ? "the end of the text" : "something else";
    return fail(invalid_input("not JSON at byte " + std::to_string(at_) + ": " + std::string(wanted) + " expected, " +
                              found + " found"));
  }

  // A string with its quotes.
  Status string() {
    if (!take('"')) return wrong("a string");
    for (;;) {
      if (done()) return wrong("the end of the string");
      const char c = text_[at_++];
      if (c == '"') return {};
      if (static_cast<unsigned char>(c) < 0x20) {
        --at_;
        return wrong("an escaped control character");
      }
      if (c == '\\') OYER_TRY_STATUS(escape());
    }
  }

  // One value of any depth.
  Status value() {
    std::string open;  // the closing brackets still owed
    for (;;) {
      skip_space();
      bool opened = false;
      if (peek() == '[' || peek() == '{') {
        if (open.size() == most_depth_) {
          return fail(invalid_input("JSON nested deeper than " + std::to_string(most_depth_)));
        }
        open += peek() == '[' ? ']' : '}';
        ++at_;
        skip_space();
        opened = !take(open.back());
        if (!opened) open.pop_back();
      } else {
        OYER_TRY_STATUS(scalar());
      }
      if (!opened) {
        OYER_TRY_STATUS(close(open));
        if (open.empty()) return {};
      }
      if (open.back() == '}') OYER_TRY_STATUS(key());
    }
  }

  // "key":
  Status key() {
    skip_space();
    OYER_TRY_STATUS(string());
    skip_space();
    if (!take(':')) return wrong("':'");
    skip_space();
    return {};
  }

 private:
  // After a value: closes what ends here, and takes the comma before the next value.
  Status close(std::string& open) {
    while (!open.empty()) {
      skip_space();
      if (take(',')) return {};
      if (!take(open.back())) return wrong(open.back() == ']' ? "',' or ']'" : "',' or '}'");
      open.pop_back();
    }
    return {};
  }

  Status escape() {
    const char c = peek();
    if (done() || std::string_view("\"\\/bfnrtu").find(c) == std::string_view::npos) return wrong("an escape");
    ++at_;
    if (c != 'u') return {};
    for (int i = 0; i < 4; ++i, ++at_) {
      if (done() || std::string_view("0123456789abcdefABCDEF").find(peek()) == std::string_view::npos) {
        return wrong("four hexadecimal digits");
      }
    }
    return {};
  }

  Status scalar() {
    if (peek() == '"') return string();
    for (const std::string_view word : {"true", "false", "null", "NaN", "Infinity", "-Infinity"}) {
      if (text_.substr(at_, word.size()) == word) {
        at_ += word.size();
        return {};
      }
    }
    return number();
  }

  Status digits() {
    if (!is_digit(peek())) return wrong("a digit");
    while (is_digit(peek())) ++at_;
    return {};
  }

  Status number() {
    const bool negative = take('-');
    if (!is_digit(peek())) return wrong(negative ? "a digit" : "a value");
    if (!take('0')) OYER_TRY_STATUS(digits());
    if (take('.')) OYER_TRY_STATUS(digits());
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      OYER_TRY_STATUS(digits());
    }
    return {};
  }

  std::string_view text_;
  std::size_t most_depth_;
  std::size_t at_ = 0;
};

Status end(Scanner& scanner) {
  scanner.skip_space();
  if (!scanner.done()) return scanner.wrong("the end of the text");
  return {};
}

Result<std::string> decode_key(std::string_view quoted) {
  const Result<json::value> value = json::parse(quoted);
  if (!value.has_value()) return fail(invalid_input("a field's name has a lone surrogate (\\ud800 to \\udfff)"));
  return std::string(json::view(value->as_string()));
}

}  // namespace

Result<std::vector<RawField>> split_object(std::string_view text, std::size_t most_depth) {
  Scanner scanner(text, most_depth);
  scanner.skip_space();
  if (!scanner.take('{')) return scanner.wrong("'{'");
  std::vector<RawField> fields;
  std::set<std::string> seen;
  scanner.skip_space();
  bool more = !scanner.take('}');
  while (more) {
    scanner.skip_space();
    const std::size_t key_begin = scanner.at();
    OYER_TRY_STATUS(scanner.string());
    OYER_TRY(std::string key, decode_key(scanner.from(key_begin)));
    scanner.skip_space();
    if (!scanner.take(':')) return scanner.wrong("':'");
    scanner.skip_space();
    const std::size_t begin = scanner.at();
    OYER_TRY_STATUS(scanner.value());
    if (!seen.insert(key).second) return fail(invalid_input("the field \"" + key + "\" occurs twice"));
    fields.push_back({std::move(key), scanner.from(begin)});
    scanner.skip_space();
    more = scanner.take(',');
    if (!more && !scanner.take('}')) return scanner.wrong("',' or '}'");
  }
  OYER_TRY_STATUS(end(scanner));
  return fields;
}

Result<std::vector<std::string_view>> split_array(std::string_view text) {
  Scanner scanner(text);
  scanner.skip_space();
  if (!scanner.take('[')) return scanner.wrong("'['");
  std::vector<std::string_view> elements;
  scanner.skip_space();
  bool more = !scanner.take(']');
  while (more) {
    scanner.skip_space();
    const std::size_t begin = scanner.at();
    OYER_TRY_STATUS(scanner.value());
    elements.push_back(scanner.from(begin));
    scanner.skip_space();
    more = scanner.take(',');
    if (!more && !scanner.take(']')) return scanner.wrong("',' or ']'");
  }
  OYER_TRY_STATUS(end(scanner));
  return elements;
}

Result<std::string_view> check_value(std::string_view text) {
  Scanner scanner(text);
  scanner.skip_space();
  const std::size_t begin = scanner.at();
  OYER_TRY_STATUS(scanner.value());
  const std::string_view span = scanner.from(begin);
  OYER_TRY_STATUS(end(scanner));
  return span;
}

}  // namespace oyer::datasets::detail
