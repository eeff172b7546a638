#include "datasets/detail/spdx_expression.h"

#include <algorithm>
#include <unordered_map>

#include "datasets/detail/license_tables.h"
#include "datasets/detail/permissive_licenses.h"

namespace oyer::datasets::detail {
namespace {

constexpr std::size_t longest = 4096;

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '+' || c == ':' || c == '_';
}

// Looked up, never walked: the order of the map shows nowhere.
const std::unordered_map<std::string, std::string_view>& spellings() {
  static const auto* map = [] {
    auto* made = new std::unordered_map<std::string, std::string_view>;
    for (const LicenseRow& row : license_rows) made->emplace(lower(row.id), row.id);
    return made;
  }();
  return *map;
}

std::string_view listed_exception(std::string_view name) {
  const std::string wanted = lower(name);
  for (const std::string_view listed : exception_names) {
    if (lower(listed) == wanted) return listed;
  }
  return {};
}

enum class Kind { name, open, close, and_, or_, with, bad };

struct Token {
  Kind kind = Kind::bad;
  std::string_view text;
};

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_name_character(text[end])) ++end;
    if (end == at) {
      const Kind kind = c == '(' ? Kind::open : c == ')' ? Kind::close : c == '/' ? Kind::or_ : Kind::bad;
      tokens.push_back({kind, text.substr(at, 1)});
      ++at;
      continue;
    }
    const std::string_view word = text.substr(at, end - at);
    const std::string low = lower(word);
    const Kind kind = low == "and" ? Kind::and_ : low == "or" ? Kind::or_ : low == "with" ? Kind::with : Kind::name;
    tokens.push_back({kind, word});
    at = end;
  }
  return tokens;
}

struct Value {
  std::string text;
  LicenseType type = LicenseType::non_permissive;
  Kind top = Kind::name;  // the operator that binds least
};

LicenseType stricter(LicenseType a, LicenseType b) { return std::max(a, b); }

Value name_value(std::string_view name) {
  std::string_view base = name;
  if (base.ends_with('+') && listed_license(base).empty()) base.remove_suffix(1);
  const std::string_view listed = listed_license(base);
  Value value;
  value.text = listed.empty() ? std::string(name) : std::string(listed) + std::string(name.substr(base.size()));
  value.type = is_permissive(listed.empty() ? base : listed) ? LicenseType::permissive : LicenseType::non_permissive;
  return value;
}

std::string in_place(const Value& value, Kind around) {
  return around == Kind::and_ && value.top == Kind::or_ ? "(" + value.text + ")" : value.text;
}

// Operator precedence with stacks of our own: depth costs memory of the text's size and nothing else.
class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  std::optional<Value> run() {
    for (const Token& token : tokens_) {
      if (!take(token)) return std::nullopt;
    }
    if (wants_value_) return std::nullopt;
    while (!operators_.empty()) {
      if (operators_.back() == Kind::open || !reduce()) return std::nullopt;
    }
    return values_.size() == 1 ? std::optional(values_.front()) : std::nullopt;
  }

 private:
  bool take(const Token& token) {
    switch (token.kind) {
      case Kind::bad: return false;
      case Kind::open: operators_.push_back(token.kind); return wants_value_ && !wants_exception_;
      case Kind::name: return take_name(token.text);
      case Kind::close: return take_close();
      case Kind::and_:
      case Kind::or_:
      case Kind::with: break;
    }
    if (wants_value_) return false;
    // WITH binds closest, then AND, then OR; an operator waits for those that bind at least as close.
    while (!operators_.empty() && operators_.back() != Kind::open && operators_.back() != Kind::with &&
           (operators_.back() == Kind::and_ || token.kind == Kind::or_) && token.kind != Kind::with) {
      if (!reduce()) return false;
    }
    if (token.kind == Kind::with) {
      if (values_.back().top != Kind::name || after_close_) return false;
      wants_exception_ = true;
    } else {
      operators_.push_back(token.kind);
    }
    wants_value_ = true;
    return true;
  }

  bool take_name(std::string_view name) {
    if (!wants_value_) return false;
    wants_value_ = false;
    after_close_ = false;
    if (!wants_exception_) {
      values_.push_back(name_value(name));
      return true;
    }
    wants_exception_ = false;
    const std::string_view listed = listed_exception(name);
    values_.back().text += " WITH " + std::string(listed.empty() ? name : listed);
    values_.back().top = Kind::with;
    return true;
  }

  bool take_close() {
    if (wants_value_) return false;
    while (!operators_.empty() && operators_.back() != Kind::open) {
      if (!reduce()) return false;
    }
    if (operators_.empty()) return false;
    operators_.pop_back();
    after_close_ = true;
    return true;
  }

  bool reduce() {
    const Kind kind = operators_.back();
    operators_.pop_back();
    if (values_.size() < 2) return false;
    const Value right = std::move(values_.back());
    values_.pop_back();
    Value& left = values_.back();
    left.text = in_place(left, kind) + (kind == Kind::and_ ? " AND " : " OR ") + in_place(right, kind);
    left.type = kind == Kind::and_ ? stricter(left.type, right.type) : std::min(left.type, right.type);
    left.top = kind;
    return true;
  }

  std::vector<Token> tokens_;
  std::vector<Value> values_;
  std::vector<Kind> operators_;
  bool wants_value_ = true, wants_exception_ = false, after_close_ = false;
};

}  // namespace

std::string_view listed_license(std::string_view name) {
  const auto found = spellings().find(lower(name));
  return found == spellings().end() ? std::string_view{} : found->second;
}

std::optional<Expression> parse_expression(std::string_view text) {
  if (text.size() > longest) return std::nullopt;
  const auto value = Parser(tokens_of(text)).run();
  if (!value) return std::nullopt;
  return Expression{value->text, value->type, value->top == Kind::or_};
}

std::string join_expressions(const std::vector<std::string>& expressions, std::string_view by) {
  std::vector<std::string> distinct;
  for (const std::string& expression : expressions) {
    if (!expression.empty() && std::find(distinct.begin(), distinct.end(), expression) == distinct.end()) {
      distinct.push_back(expression);
    }
  }
  if (distinct.size() == 1) return distinct.front();
  std::string joined;
  for (const std::string& expression : distinct) {
    const auto parsed = parse_expression(expression);
    const bool apart = by == "AND" && (!parsed || parsed->is_choice);
    if (!joined.empty()) joined += " " + std::string(by) + " ";
    joined += apart ? "(" + expression + ")" : expression;
  }
  return joined;
}

}  // namespace oyer::datasets::detail
