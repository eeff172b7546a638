#include "graders/expression.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/digest.h"

namespace oyer::graders {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n'; }

double held(double value) { return std::clamp(value, -Expression::most, Expression::most); }

}  // namespace

// Dijkstra's shunting yard: operators wait on a stack of our own until their operands are there, so that no text can
// make us recurse.
class ExpressionReader {
 public:
  ExpressionReader(std::string_view text, std::span<const std::string_view> names) : text_(text), names_(names) {}

  Result<Expression> read() {
    if (text_.size() > Expression::most_characters) {
      return fail(wrong(Expression::most_characters, "longer than " + std::to_string(Expression::most_characters)));
    }
    for (skip(); at_ < text_.size(); skip()) OYER_TRY_STATUS(operand_due_ ? operand() : after_operand());
    if (operand_due_)
      return fail(
          wrong(at_, made_.steps_.empty() && waiting_.empty() ? "there is nothing" : "a number or a name is missing"));
    OYER_TRY_STATUS(settle(0));
    if (!waiting_.empty()) return fail(wrong(waiting_.back().column, "this bracket is not closed"));
    return std::move(made_);
  }

 private:
  using Op = Expression::Op;
  struct Known {
    std::string_view text;
    Op op;
    int rank;  // the higher goes first
    std::uint8_t operands;
  };
  static constexpr int comparison = 4, sign = 8;
  // Longer ones before those they begin with.
  static constexpr Known infixes[] = {
      {"or", Op::or_, 1, 2},           {"and", Op::and_, 2, 2},           {"<=", Op::less_equal, comparison, 2},
      {">=", Op::greater_equal, 4, 2}, {"==", Op::equal, comparison, 2},  {"!=", Op::unequal, comparison, 2},
      {"<", Op::less, comparison, 2},  {">", Op::greater, comparison, 2}, {"+", Op::plus, 5, 2},
      {"-", Op::minus, 5, 2},          {"*", Op::multiply, 6, 2},         {"/", Op::divide, 6, 2}};
  static constexpr Known functions[] = {{"abs", Op::abs, 0, 1},
                                        {"min", Op::min, 0, 0},
                                        {"max", Op::max, 0, 0},
                                        {"clamp", Op::clamp, 0, 3},
                                        {"if", Op::if_, 0, 3}};

  // An operator, or an open bracket (rank 0) with the function before it, if any.
  struct Waiting {
    Op op = Op::number;
    int rank = 0;
    std::uint8_t operands = 0;
    std::size_t column = 0;
    const Known* function = nullptr;
  };

  static Error wrong(std::size_t at, const std::string& what) {
    return invalid_input("column " + std::to_string(at + 1) + ": " + what);
  }

  void skip() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  bool take(std::string_view word) {
    const std::string_view rest = text_.substr(at_);
    if (!rest.starts_with(word)) return false;
    const auto goes_on = [](char c) { return is_letter(c) || is_digit(c); };
    if (is_letter(word[0]) && rest.size() > word.size() && goes_on(rest[word.size()])) return false;
    at_ += word.size();
    return true;
  }

  Status emit(Expression::Step step) {
    if (made_.steps_.size() == Expression::most_steps) return fail(wrong(at_, "too many operations"));
    values_ += 1 - step.operands;
    if (values_ > static_cast<int>(Expression::most_waiting)) return fail(wrong(at_, "too deep"));
    made_.steps_.push_back(step);
    return {};
  }

  Status wait(Waiting one) {
    if (waiting_.size() == Expression::most_waiting) return fail(wrong(one.column, "too deep"));
    waiting_.push_back(one);
    return {};
  }

  // What binds at least as strongly as `rank` has all its operands. Stops at a bracket.
  Status settle(int rank) {
    while (!waiting_.empty() && waiting_.back().rank > 0 && waiting_.back().rank >= rank) {
      OYER_TRY_STATUS(emit({waiting_.back().op, waiting_.back().operands, 0, 0}));
      waiting_.pop_back();
    }
    return {};
  }

  Status operand() {
    const std::size_t begin = at_;
    if (take("-")) return wait({Op::negative, sign, 1, begin, nullptr});
    if (take("(")) return wait({Op::number, 0, 0, begin, nullptr});
    if (take("not")) return wait({Op::not_, 3, 1, begin, nullptr});
    if (is_digit(text_[at_]) || text_[at_] == '.') return number();
    if (is_letter(text_[at_])) return name();
    return fail(wrong(at_, "a number or a name is missing"));
  }

  Status number() {
    double value = 0;
    const char* const from = text_.data() + at_;
    const auto [end, error] = std::from_chars(from, text_.data() + text_.size(), value);
    if (error != std::errc() || !(value <= Expression::most)) return fail(wrong(at_, "not a number from 0 to 1e9"));
    at_ += static_cast<std::size_t>(end - from);
    operand_due_ = false;
    return emit({Op::number, 0, 0, value});
  }

  Status name() {
    const std::size_t begin = at_;
    std::size_t end = at_;
    while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]))) ++end;
    const std::string_view word = text_.substr(begin, end - begin);
    at_ = end;
    for (const Known& one : functions) {
      if (one.text != word) continue;
      skip();
      if (!take("(")) return fail(wrong(at_, std::string(word) + " needs an open bracket and its arguments"));
      return wait({one.op, 0, 1, begin, &one});
    }
    const auto found = std::find(names_.begin(), names_.end(), word);
    if (found == names_.end()) return fail(wrong(begin, "no number is called " + std::string(word) + known_names()));
    operand_due_ = false;
    return emit({Op::name, 0, static_cast<std::uint16_t>(found - names_.begin()), 0});
  }

  Status after_operand() {
    if (take(")")) return close();
    if (take(",")) return comma();
    const std::size_t begin = at_;
    for (const Known& one : infixes) {
      if (!take(one.text)) continue;
      OYER_TRY_STATUS(settle(one.rank == comparison ? comparison + 1 : one.rank));
      if (one.rank == comparison && !waiting_.empty() && waiting_.back().rank == comparison) {
        return fail(wrong(begin, "comparisons cannot be chained; join them with and"));
      }
      operand_due_ = true;
      return wait({one.op, one.rank, 2, begin, nullptr});
    }
    return fail(wrong(begin, "an operator is missing"));
  }

  Status close() {
    const std::size_t place = at_ - 1;
    OYER_TRY_STATUS(settle(1));
    if (waiting_.empty()) return fail(wrong(place, "no bracket is open"));
    const Waiting bracket = waiting_.back();
    waiting_.pop_back();
    if (bracket.function == nullptr) return {};
    const std::uint8_t wanted = bracket.function->operands;
    if (wanted != 0 && bracket.operands != wanted) {
      return fail(wrong(bracket.column, std::string(bracket.function->text) + " takes " + std::to_string(wanted) +
                                            (wanted == 1 ? " argument" : " arguments")));
    }
    return emit({bracket.op, bracket.operands, 0, 0});
  }

  Status comma() {
    OYER_TRY_STATUS(settle(1));
    if (waiting_.empty() || waiting_.back().function == nullptr) {
      return fail(wrong(at_ - 1, "a comma stands between arguments of a function"));
    }
    ++waiting_.back().operands;
    operand_due_ = true;
    return {};
  }

  std::string known_names() const {
    std::string all = "; there are";
    for (const std::string_view name : names_) (all += all.ends_with("are") ? " " : ", ") += name;
    return all;
  }

  std::string_view text_;
  std::span<const std::string_view> names_;
  std::size_t at_ = 0;
  bool operand_due_ = true;
  int values_ = 0;  // that the steps so far leave
  std::vector<Waiting> waiting_;
  Expression made_;
};

Result<Expression> Expression::parse(std::string_view text, std::span<const std::string_view> names) {
  return ExpressionReader(text, names).read();
}

double Expression::value(std::span<const double> numbers) const noexcept {
  std::array<double, most_waiting + 1> stack{};
  std::size_t top = 0;
  for (const Step& step : steps_) {
    top -= step.operands;
    const double a = stack[top], b = step.operands > 1 ? stack[top + 1] : 0, c = step.operands > 2 ? stack[top + 2] : 0;
    double result = 0;
    switch (step.op) {
      case Op::number: result = step.number; break;
      case Op::name: result = step.name < numbers.size() ? numbers[step.name] : 0; break;
      case Op::negative: result = -a; break;
      case Op::not_: result = a == 0 ? 1 : 0; break;
      case Op::multiply: result = a * b; break;
      case Op::divide: result = b == 0 ? 0 : a / b; break;
      case Op::plus: result = a + b; break;
      case Op::minus: result = a - b; break;
      case Op::less: result = a < b ? 1 : 0; break;
      case Op::less_equal: result = a <= b ? 1 : 0; break;
      case Op::greater: result = a > b ? 1 : 0; break;
      case Op::greater_equal: result = a >= b ? 1 : 0; break;
      case Op::equal: result = a == b ? 1 : 0; break;
      case Op::unequal: result = a != b ? 1 : 0; break;
      case Op::and_: result = a != 0 && b != 0 ? 1 : 0; break;
      case Op::or_: result = a != 0 || b != 0 ? 1 : 0; break;
      case Op::abs: result = std::fabs(a); break;
      case Op::min: result = *std::min_element(&stack[top], &stack[top] + step.operands); break;
      case Op::max: result = *std::max_element(&stack[top], &stack[top] + step.operands); break;
      case Op::clamp: result = std::min(std::max(a, b), c); break;
      case Op::if_: result = a != 0 ? b : c; break;
    }
    stack[top++] = held(result) + 0.0;  // no negative zero
  }
  return top == 1 ? stack[0] : 0;
}

std::string Expression::digest() const {
  Digester digester;
  digester.field("oyer.expression/1").field(steps_.size());
  for (const Step& step : steps_) {
    digester.field(static_cast<std::uint64_t>(step.op)).field(std::uint64_t{step.operands});
    digester.field(std::uint64_t{step.name}).field(std::bit_cast<std::uint64_t>(step.number));
  }
  return to_string(digester.finish()).substr(0, 12);
}

}  // namespace oyer::graders
