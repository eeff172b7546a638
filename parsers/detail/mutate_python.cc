// Python's mutations. One loop in preorder; a node whose subtree says nothing that a test could see is passed over.
#include "parsers/detail/mutator.h"
#include "parsers/detail/python_calls.h"

namespace oyer::parsers::detail {
namespace {

using Op = MutationOperator;

// A test of order has its neighbour as a boundary; these are the rest.
constexpr Others kComparisons[] = {{"<", {">", ">=", "==", "!="}},
                                   {"<=", {">", ">=", "==", "!="}},
                                   {">", {"<", "<=", "==", "!="}},
                                   {">=", {"<", "<=", "==", "!="}},
                                   {"==", {"!=", "<=", ">="}},
                                   {"!=", {"==", "<", ">"}},
                                   {"in", {"not in"}},
                                   {"not in", {"in"}},
                                   {"is", {"is not"}},
                                   {"is not", {"is"}}};
constexpr Others kBoundaries[] = {{"<", {"<="}}, {"<=", {"<"}}, {">", {">="}}, {">=", {">"}}};
constexpr Others kArithmetic[] = {{"+", {"-", "*"}},       {"-", {"+", "*"}},       {"*", {"+", "/", "//"}},
                                  {"/", {"*", "//", "-"}}, {"//", {"/", "*", "%"}}, {"%", {"//", "*"}},
                                  {"**", {"*", "+"}},      {"<<", {">>"}},          {">>", {"<<"}},
                                  {"&", {"|", "^"}},       {"|", {"&", "^"}},       {"^", {"&", "|"}}};

bool is_text_or_list(std::string_view type) {
  return is_any_of(type, {"string", "concatenated_string", "list", "list_comprehension", "tuple"});
}

class PythonMutator {
 public:
  PythonMutator(const TokenTree& tree, const std::vector<bool>& dead, Drafts& drafts)
      : tree_(tree), dead_(dead), drafts_(drafts), raised_(tree.size()), calls_(tree, drafts) {}

  void run() {
    look_around();
    each_mutable(
        tree_, [&](std::uint32_t i) { return dead_[i] || is_unseen(i); }, [&](std::uint32_t i) { visit(i); });
  }

 private:
  // What each node stands in. A parent comes before its children, so that no node has to look further than to its own.
  void look_around() {
    for (std::uint32_t i = 1; i < tree_.size(); ++i) {
      const std::uint32_t parent = tree_[i].parent;
      const std::string_view around = tree_[parent].type;
      raised_[i] = around == "raise_statement" || (raised_[parent] && around != "block");
    }
  }

  // Nobody could tell a change of it, or it would only break the program as a whole.
  bool is_unseen(std::uint32_t i) const {
    const Token& token = tree_[i];
    if (!token.named) return false;
    if (is_any_of(token.type, {"comment", "type", "decorator", "import_statement", "import_from_statement",
                               "future_import_statement", "global_statement", "nonlocal_statement", "pass_statement"}))
      return true;
    return token.type == "expression_statement" && is_docstring(i);
  }

  bool is_docstring(std::uint32_t i) const {
    const auto children = tree_.named_children(i);
    return children.size() == 1 && is_any_of(tree_[children[0]].type, {"string", "concatenated_string", "ellipsis"});
  }

  void visit(std::uint32_t i) {
    using P = PythonMutator;
    static constexpr MutatorRow<P> kRows[] = {{"binary_operator", &P::binary},
                                              {"comparison_operator", &P::comparison},
                                              {"boolean_operator", &P::boolean},
                                              {"not_operator", &P::operand_only},
                                              {"unary_operator", &P::operand_only},
                                              {"augmented_assignment", &P::augmented},
                                              {"integer", &P::number},
                                              {"float", &P::number},
                                              {"string", &P::text},
                                              {"true", &P::truth},
                                              {"false", &P::truth},
                                              {"return_statement", &P::returned},
                                              {"if_statement", &P::statement_condition},
                                              {"elif_clause", &P::statement_condition},
                                              {"while_statement", &P::statement_condition},
                                              {"if_clause", &P::inline_condition},
                                              {"conditional_expression", &P::inline_condition}};
    if (const auto mutate = find_row(kRows, tree_[i].type)) (this->*mutate)(i);
    calls_.visit(i);
    deletion(i);
  }

  std::uint32_t operator_between(std::uint32_t left, std::uint32_t right) const {
    for (auto c = tree_.next_sibling(left); c != kNoToken && c != right; c = tree_.next_sibling(c)) {
      if (!tree_[c].named) return c;
    }
    return kNoToken;
  }

  void binary(std::uint32_t i) {
    const auto left = tree_.child(i, "left"), right = tree_.child(i, "right");
    if (left == kNoToken || right == kNoToken) return;
    const std::uint32_t token = operator_between(left, right);
    if (token == kNoToken) return;
    const std::string_view sign = tree_.text_of(token), last = tree_.text_of(right);
    const bool texts = is_text_or_list(tree_[left].type) || is_text_or_list(tree_[right].type);
    const bool neutral =
        (last == "0" && (sign == "+" || sign == "-")) || (last == "1" && is_any_of(sign, {"*", "/", "//"}));
    if (!texts && !neutral) drafts_.replace_by(Op::arithmetic, token, kArithmetic);
    if (!neutral) drafts_.replace(Op::operand, i, std::string(tree_.text_of(left)));
    drafts_.replace(Op::operand, i, std::string(last));
    const bool ordered =
        is_any_of(sign, {"-", "/", "//", "**", "<<", ">>"}) || (sign == "%" && !texts) || (sign == "+" && texts);
    if (ordered && tree_.text_of(left) != last && !is_unsigned(i)) {
      drafts_.replace(Op::swap, i, grouped(tree_, right) + " " + std::string(sign) + " " + grouped(tree_, left));
    }
  }

  // The one argument of abs.
  bool is_unsigned(std::uint32_t i) const {
    const std::uint32_t list = tree_[i].parent;
    if (list == kNoToken || tree_[list].type != "argument_list" || tree_[list].parent == kNoToken) return false;
    const auto function = tree_.child(tree_[list].parent, "function");
    return function != kNoToken && is_any_of(tree_.text_of(function), {"abs", "math.fabs"});
  }

  void comparison(std::uint32_t i) {
    std::uint32_t left = kNoToken;
    for (auto c = tree_.first_child(i); c != kNoToken; c = tree_.next_sibling(c)) {
      if (tree_[c].named && tree_[c].field != "operators") left = c;
      if (tree_[c].field != "operators" || left == kNoToken) continue;
      auto right = tree_.next_sibling(c);
      while (right != kNoToken && !tree_[right].named) right = tree_.next_sibling(right);
      if (right != kNoToken) compared(left, c, right);
    }
  }

  // Texts and truths are equal or not; lengths are not below 0.
  void compared(std::uint32_t left, std::uint32_t token, std::uint32_t right) {
    const std::string_view sign = tree_.text_of(token);
    const auto unordered = [&](std::uint32_t side) {
      return is_any_of(tree_[side].type, {"string", "true", "false", "none", "list", "dictionary", "set"});
    };
    if ((sign == "==" || sign == "!=") && (unordered(left) || unordered(right))) {
      drafts_.replace(Op::comparison, token, sign == "==" ? "!=" : "==");
      return;
    }
    const bool length = tree_.text_of(left).starts_with("len(") && tree_[left].type == "call";
    if (length && tree_.text_of(right) == "0" && is_any_of(sign, {"==", "!=", ">"})) {
      drafts_.replace(Op::comparison, token, sign == "==" ? "!=" : "==");
      return;
    }
    drafts_.replace_by(Op::boundary, token, kBoundaries);
    drafts_.replace_by(Op::comparison, token, kComparisons);
  }

  void boolean(std::uint32_t i) {
    const auto left = tree_.child(i, "left"), right = tree_.child(i, "right");
    if (left == kNoToken || right == kNoToken) return;
    const std::uint32_t token = operator_between(left, right);
    if (token == kNoToken || tree_.text_of(left) == tree_.text_of(right)) return;
    drafts_.replace(Op::logic, token, tree_.text_of(token) == "and" ? "or" : "and");
    drafts_.replace(Op::operand, i, std::string(tree_.text_of(left)));
    drafts_.replace(Op::operand, i, std::string(tree_.text_of(right)));
  }

  void truth(std::uint32_t i) { drafts_.replace(Op::logic, i, tree_[i].type == "true" ? "False" : "True"); }

  // not a: a; -a: a.
  void operand_only(std::uint32_t i) {
    const Op kind = tree_[i].type == "not_operator" ? Op::condition : Op::operand;
    const auto argument = tree_.child(i, "argument");
    if (argument == kNoToken || tree_.text_of(argument) == "0" || tree_.text_of(i).starts_with('+')) return;
    drafts_.replace(kind, i, std::string(tree_.text_of(argument)));
  }

  void augmented(std::uint32_t i) {
    const auto token = tree_.child(i, "operator");
    if (token == kNoToken) return;
    const auto right = tree_.child(i, "right");
    const bool texts = right != kNoToken && is_text_or_list(tree_[right].type);
    const Others* known = find_others(kArithmetic, operator_of_assignment(tree_.text_of(token)));
    if (known != nullptr && !texts) drafts_.replace(Op::arithmetic, token, std::string(known->others[0]) + "=");
    drafts_.replace(Op::operand, token, "=");
  }

  void number(std::uint32_t i) { drafts_.replace_number(i); }

  // Of plain strings: nothing in it, and more in it. Messages of exceptions are for people.
  void text(std::uint32_t i) {
    if (raised_[i]) return;
    const auto start = tree_.first_child(i);
    if (start == kNoToken || tree_[start].type != "string_start") return;
    const std::string_view opened = tree_.text_of(start);
    const std::string_view prefix = opened.substr(0, opened.find_first_of("\"'"));
    if (prefix.find_first_of("fFtT") != std::string_view::npos) return;
    std::string_view quote = opened.substr(prefix.size());
    const std::string whole(tree_.text_of(i));
    if (whole.size() < opened.size() + quote.size()) return;
    drafts_.replace(Op::constant, i, std::string(opened) + std::string(quote));
    drafts_.replace(Op::constant, i, std::string(opened) + "XX" + whole.substr(opened.size()));
  }

  void returned(std::uint32_t i) {
    const auto values = tree_.named_children(i);
    if (values.empty() || (values.size() == 1 && tree_[values[0]].type == "none")) return;
    const std::string_view value = tree_.text_of(values[0]);
    for (const std::string_view other : {"None", "0", "True", "False", "\"\"", "[]"}) {
      const bool same = value == other || (value == "False" && other == "0") || (value == "0" && other == "False") ||
                        (value == "1" && other == "True") || (value == "''" && other == "\"\"");
      if (!same) drafts_.replace(Op::returned, i, "return " + std::string(other));
    }
  }

  // A plain test of one comparison is turned round by its comparison.
  void condition(std::uint32_t i, std::string_view statement) {
    if (i == kNoToken) return;
    const std::string_view type = tree_[i].type;
    const bool endless = statement == "while_statement";
    if (type == "none") return;
    if (type != "true" && type != "false") {
      if (!endless) drafts_.replace(Op::condition, i, "True");
      drafts_.replace(Op::condition, i, "False");
    }
    const bool turned = type == "not_operator" || type == "true" || type == "false" ||
                        (type == "comparison_operator" && tree_.named_children(i).size() == 2);
    if (!turned) drafts_.replace(Op::condition, i, "not (" + std::string(tree_.text_of(i)) + ")");
  }

  void statement_condition(std::uint32_t i) { condition(tree_.child(i, "condition"), tree_[i].type); }

  void inline_condition(std::uint32_t i) {
    const auto parts = tree_.named_children(i);
    if (tree_[i].type == "if_clause" && parts.size() == 1) condition(parts[0], "if_clause");
    if (tree_[i].type == "conditional_expression" && parts.size() == 3) condition(parts[1], "if_clause");
  }

  void deletion(std::uint32_t i) {
    const std::uint32_t parent = tree_[i].parent;
    if (parent == kNoToken || !is_any_of(tree_[parent].type, {"block", "module"})) return;
    const std::string_view type = tree_[i].type;
    if (!is_any_of(type, {"expression_statement", "return_statement", "raise_statement", "delete_statement",
                          "break_statement", "continue_statement", "if_statement", "for_statement", "while_statement",
                          "with_statement", "try_statement", "assert_statement"}))
      return;
    const bool last = tree_[i].past == tree_[parent].past;
    // At the end of its block a `continue` does nothing, and a `return` is told by what it returns.
    if (last && (type == "continue_statement" || type == "return_statement")) return;
    drafts_.replace(Op::deletion, i, "pass");
  }

  const TokenTree& tree_;
  const std::vector<bool>& dead_;
  Drafts& drafts_;
  std::vector<bool> raised_;  // by node: it is part of what is raised
  PythonCalls calls_;
};

}  // namespace

void mutate_python(const TokenTree& tree, const std::vector<bool>& dead, Drafts& drafts) {
  PythonMutator(tree, dead, drafts).run();
}

}  // namespace oyer::parsers::detail
