// The mutations of C and C++. What only the compiler looks at (types, templates, macros, sizes of arrays) stays as it
// is; so does what would leave the program without a meaning, like a `return` that is not there.
#include "parsers/detail/mutator.h"

namespace oyer::parsers::detail {
namespace {

using Op = MutationOperator;

constexpr Others kComparisons[] = {{"<", {">", ">=", "==", "!="}}, {"<=", {">", ">=", "==", "!="}},
                                   {">", {"<", "<=", "==", "!="}}, {">=", {"<", "<=", "==", "!="}},
                                   {"==", {"!=", "<=", ">="}},     {"!=", {"==", "<", ">"}}};
constexpr Others kBoundaries[] = {{"<", {"<="}}, {"<=", {"<"}}, {">", {">="}}, {">=", {">"}}};
constexpr Others kArithmetic[] = {{"+", {"-", "*"}}, {"-", {"+", "*"}}, {"*", {"+", "/"}}, {"/", {"*", "-"}},
                                  {"%", {"/", "*"}}, {"<<", {">>"}},    {">>", {"<<"}},    {"&", {"|", "^"}},
                                  {"|", {"&", "^"}}, {"^", {"&", "|"}}};

class CMutator {
 public:
  CMutator(const TokenTree& tree, Drafts& drafts) : tree_(tree), drafts_(drafts) {}

  void run() {
    each_mutable(
        tree_, [&](std::uint32_t i) { return is_unseen(i); }, [&](std::uint32_t i) { visit(i); });
  }

 private:
  bool is_unseen(std::uint32_t i) const {
    const Token& token = tree_[i];
    if (!token.named) return false;
    if (token.type.starts_with("preproc_")) return !is_any_of(token.type, {"preproc_if", "preproc_ifdef"});
    if (token.parent != kNoToken && tree_[token.parent].type == "array_declarator" && token.field == "size")
      return true;
    return is_any_of(token.type, {"comment", "template_argument_list", "template_parameter_list", "type_descriptor",
                                  "using_declaration", "alias_declaration", "static_assert_declaration",
                                  "enumerator_list", "type_definition", "attribute_declaration", "attribute_specifier",
                                  "concept_definition", "bitfield_clause", "requires_clause", "sizeof_expression"});
  }

  void visit(std::uint32_t i) {
    using C = CMutator;
    static constexpr MutatorRow<C> kRows[] = {{"binary_expression", &C::binary},
                                              {"unary_expression", &C::unary},
                                              {"update_expression", &C::update},
                                              {"assignment_expression", &C::assignment},
                                              {"number_literal", &C::number},
                                              {"string_literal", &C::text},
                                              {"true", &C::truth},
                                              {"false", &C::truth},
                                              {"call_expression", &C::call},
                                              {"subscript_expression", &C::subscript},
                                              {"conditional_expression", &C::plain_condition},
                                              {"for_statement", &C::plain_condition},
                                              {"if_statement", &C::bracketed_condition},
                                              {"while_statement", &C::bracketed_condition},
                                              {"do_statement", &C::bracketed_condition}};
    if (const auto mutate = find_row(kRows, tree_[i].type)) (this->*mutate)(i);
    deletion(i);
  }

  // std::cout << a << b: these shift nothing.
  bool is_stream(std::uint32_t i) const {
    while (tree_[i].type == "binary_expression") i = tree_.first_child(i);
    std::string_view text = tree_.text_of(i);
    if (text.starts_with("std::")) text.remove_prefix(5);
    return is_any_of(text, {"cin", "cout", "cerr", "clog", "ss", "iss", "oss", "in", "out", "is", "os", "stream"});
  }

  void binary(std::uint32_t i) {
    const auto left = tree_.child(i, "left"), token = tree_.child(i, "operator"), right = tree_.child(i, "right");
    if (left == kNoToken || token == kNoToken || right == kNoToken) return;
    const std::string_view sign = tree_.text_of(token), first = tree_.text_of(left), last = tree_.text_of(right);
    if (is_any_of(sign, {"<<", ">>"}) && is_stream(i)) return;
    if (is_any_of(sign, {"&&", "||"})) {
      if (first == last) return;
      drafts_.replace(Op::logic, token, sign == "&&" ? "||" : "&&");
      drafts_.replace(Op::operand, i, std::string(first));
      drafts_.replace(Op::operand, i, std::string(last));
      return;
    }
    drafts_.replace_by(Op::boundary, token, kBoundaries);
    drafts_.replace_by(Op::comparison, token, kComparisons);
    const Others* arithmetic = find_others(kArithmetic, sign);
    if (arithmetic == nullptr) return;
    const bool neutral = (last == "0" && (sign == "+" || sign == "-")) || (last == "1" && (sign == "*" || sign == "/"));
    if (!neutral) {
      drafts_.replace_by(Op::arithmetic, token, kArithmetic);
      drafts_.replace(Op::operand, i, std::string(first));
    }
    drafts_.replace(Op::operand, i, std::string(last));
    if (is_any_of(sign, {"-", "/", "%"}) && first != last) {
      drafts_.replace(Op::swap, i, grouped(right) + " " + std::string(sign) + " " + grouped(left));
    }
  }

  std::string grouped(std::uint32_t i) const {
    const std::string inner(tree_.text_of(i));
    const bool tight = is_any_of(tree_[i].type, {"identifier", "number_literal", "call_expression", "field_expression",
                                                 "subscript_expression", "parenthesized_expression", "char_literal"});
    return tight ? inner : "(" + inner + ")";
  }

  void unary(std::uint32_t i) {
    const auto token = tree_.child(i, "operator"), argument = tree_.child(i, "argument");
    if (token == kNoToken || argument == kNoToken || tree_.text_of(argument) == "0") return;
    const std::string_view sign = tree_.text_of(token);
    if (sign == "!") drafts_.replace(Op::condition, i, std::string(tree_.text_of(argument)));
    if (sign == "-" || sign == "~") drafts_.replace(Op::operand, i, std::string(tree_.text_of(argument)));
  }

  void update(std::uint32_t i) {
    const auto token = tree_.child(i, "operator");
    if (token != kNoToken) drafts_.replace(Op::arithmetic, token, tree_.text_of(token) == "++" ? "--" : "++");
  }

  void assignment(std::uint32_t i) {
    const auto token = tree_.child(i, "operator");
    const std::string_view sign = token == kNoToken ? std::string_view() : operator_of_assignment(tree_.text_of(token));
    const Others* known = find_others(kArithmetic, sign);
    if (known == nullptr) return;
    drafts_.replace(Op::arithmetic, token, std::string(known->others[0]) + "=");
    drafts_.replace(Op::operand, token, "=");
  }

  void number(std::uint32_t i) { drafts_.replace_number(i); }

  void text(std::uint32_t i) {
    const std::string_view whole = tree_.text_of(i);
    if (!whole.starts_with('"')) return;  // of wide and raw strings the prefix matters
    drafts_.replace(Op::constant, i, "\"\"");
    drafts_.replace(Op::constant, i, "\"XX" + std::string(whole.substr(1)));
  }

  void call(std::uint32_t i) {
    const auto function = tree_.child(i, "function"), list = tree_.child(i, "arguments");
    if (function == kNoToken || list == kNoToken) return;
    if (is_any_of(tree_.text_of(function), {"max", "min", "gcd", "lcm", "std::max", "std::min", "std::gcd", "std::lcm",
                                            "swap", "std::swap", "__gcd"}))
      return;
    const auto arguments = tree_.named_children(list);
    for (std::size_t n = 1; n < arguments.size(); ++n) drafts_.swap(list, arguments[n - 1], arguments[n]);
  }

  void subscript(std::uint32_t i) {
    for (auto c = tree_.first_child(i); c != kNoToken; c = tree_.next_sibling(c)) {
      if (!is_any_of(tree_[c].field, {"indices", "index"})) continue;
      const auto inner =
          tree_[c].type == "subscript_argument_list" ? tree_.named_children(c) : std::vector<std::uint32_t>{c};
      if (inner.size() != 1 || is_any_of(tree_[inner[0]].type, {"number_literal", "string_literal"})) continue;
      drafts_.replace(Op::boundary, inner[0], grouped(inner[0]) + " + 1");
      drafts_.replace(Op::boundary, inner[0], grouped(inner[0]) + " - 1");
    }
  }

  void condition(std::uint32_t i) {
    if (i == kNoToken || !tree_[i].named || is_any_of(tree_[i].type, {"true", "false", "declaration"})) return;
    const auto token = tree_[i].type == "binary_expression" ? tree_.child(i, "operator") : kNoToken;
    const bool turned = token != kNoToken && is_any_of(tree_.text_of(token), {"<", "<=", ">", ">=", "==", "!="});
    drafts_.replace(Op::condition, i, "0");
    if (!turned && tree_[i].type != "unary_expression") {
      drafts_.replace(Op::condition, i, "!(" + std::string(tree_.text_of(i)) + ")");
    }
  }

  // The brackets of a condition hold one expression; C++ lets declarations stand there, too, which are left alone.
  void bracketed_condition(std::uint32_t statement) {
    const auto i = tree_.child(statement, "condition");
    if (i == kNoToken) return;
    const auto parts = tree_.named_children(i);
    if (parts.size() == 1 && tree_[parts[0]].type.ends_with("expression")) condition(parts[0]);
    if (parts.size() == 1 && tree_[parts[0]].type == "identifier") condition(parts[0]);
  }

  void plain_condition(std::uint32_t i) { condition(tree_.child(i, "condition")); }

  void truth(std::uint32_t i) { drafts_.replace(Op::logic, i, tree_[i].type == "true" ? "false" : "true"); }

  void deletion(std::uint32_t i) {
    const std::uint32_t parent = tree_[i].parent;
    if (parent == kNoToken || tree_[parent].type != "compound_statement") return;
    const std::string_view type = tree_[i].type;
    if (!is_any_of(type, {"expression_statement", "break_statement", "continue_statement", "if_statement",
                          "for_statement", "for_range_loop", "while_statement", "do_statement", "switch_statement"}))
      return;
    if (type == "continue_statement" && tree_[i].past + 1 == tree_[parent].past) return;
    if (tree_.text_of(i) != ";") drafts_.replace(Op::deletion, i, ";");
  }

  const TokenTree& tree_;
  Drafts& drafts_;
};

}  // namespace

void mutate_c(const TokenTree& tree, Drafts& drafts) { CMutator(tree, drafts).run(); }

}  // namespace oyer::parsers::detail
