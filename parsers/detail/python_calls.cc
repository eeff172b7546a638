#include "parsers/detail/python_calls.h"

#include <algorithm>

namespace oyer::parsers::detail {
namespace {

using Op = MutationOperator;

// What can stand beside an operator without changing what the operator takes.
bool binds_tightly(std::string_view type) {
  return is_any_of(type, {"identifier", "integer", "float", "call", "attribute", "subscript",
                          "parenthesized_expression", "string", "list", "tuple", "true", "false", "none"});
}

bool gives_number(std::string_view name) {
  return is_any_of(name, {"len", "sum", "int", "abs", "ord", "round"}) || name.ends_with(".count") ||
         name.ends_with(".index") || name.ends_with(".find");
}

}  // namespace

std::string grouped(const TokenTree& tree, std::uint32_t i) {
  const std::string inner(tree.text_of(i));
  return binds_tightly(tree[i].type) ? inner : "(" + inner + ")";
}

PythonCalls::PythonCalls(const TokenTree& tree, Drafts& drafts)
    : tree_(tree), drafts_(drafts), function_of_(tree.size(), kNoToken) {
  // A parent comes before its children, so that no node has to look further than to its own.
  for (std::uint32_t i = 1; i < tree.size(); ++i) {
    const std::uint32_t parent = tree[i].parent;
    function_of_[i] = tree[parent].type == "function_definition" ? parent : function_of_[parent];
  }
}

void PythonCalls::visit(std::uint32_t i) {
  const std::string_view type = tree_[i].type;
  if (type == "call") return call(i);
  if (type == "subscript") return subscript(i);
  if (type == "slice") return slice(i);
  if (type == "for_statement" || type == "for_in_clause") return iteration(i);
  if (type == "identifier") return variable(i);
}

void PythonCalls::call(std::uint32_t i) {
  const auto function = tree_.child(i, "function"), list = tree_.child(i, "arguments");
  if (function == kNoToken || list == kNoToken || tree_[list].type != "argument_list") return;
  const std::string_view name = tree_.text_of(function);
  std::vector<std::uint32_t> arguments;
  for (const std::uint32_t one : tree_.named_children(list)) {
    if (is_any_of(tree_[one].type, {"keyword_argument", "list_splat", "dictionary_splat"})) break;
    arguments.push_back(one);
  }
  unwrap(i, function, list, arguments);
  if (name == "range" && !arguments.empty()) beside(arguments[arguments.size() > 1 ? 1 : 0]);
  if (gives_number(name)) beside(i);
  // In any order they come to the same.
  if (is_any_of(name, {"max", "min", "gcd", "lcm", "math.gcd", "math.lcm", "math.isclose"})) return;
  for (std::size_t n = 1; n < arguments.size(); ++n) drafts_.swap(list, arguments[n - 1], arguments[n]);
}

// The call left away, and its keywords left away.
void PythonCalls::unwrap(std::uint32_t i, std::uint32_t function, std::uint32_t list,
                         const std::vector<std::uint32_t>& plain) {
  const auto all = tree_.named_children(list);
  const std::string_view name = tree_.text_of(function);
  const bool method = tree_[function].type == "attribute";
  if (method && all.empty()) {
    const auto object = tree_.child(function, "object");
    if (object != kNoToken) drafts_.replace(Op::call, i, std::string(tree_.text_of(object)));
  }
  if (!method && all.size() == 1 && plain.size() == 1 && name != "range" && name != "print" &&
      tree_[plain[0]].type != "generator_expression") {
    drafts_.replace(Op::call, i, std::string(tree_.text_of(plain[0])));
  }
  if (plain.empty() || plain.size() == all.size() || tree_[all.back()].type != "keyword_argument") return;
  const Span last = tree_[plain.back()].span, whole = tree_[list].span;
  drafts_.replace(Op::call, list,
                  std::string(tree_.text.substr(whole.byte_begin, last.byte_end - whole.byte_begin)) + ")");
}

// All but the first, and all but the last.
void PythonCalls::iteration(std::uint32_t loop) {
  const auto i = tree_.child(loop, "right");
  if (i == kNoToken || tree_.text_of(i).starts_with("range(")) return;
  drafts_.replace(Op::boundary, i, "list(" + std::string(tree_.text_of(i)) + ")[1:]");
  drafts_.replace(Op::boundary, i, "list(" + std::string(tree_.text_of(i)) + ")[:-1]");
}

// Where a parameter is read, the one behind it; behind the last comes the first.
void PythonCalls::variable(std::uint32_t i) {
  const Token& token = tree_[i];
  if (token.parent == kNoToken || is_any_of(token.field, {"name", "attribute", "left", "alias"})) return;
  const std::string_view around = tree_[token.parent].type;
  if (is_any_of(around,
                {"parameters", "lambda_parameters", "default_parameter", "typed_parameter", "typed_default_parameter",
                 "list_splat_pattern", "dictionary_splat_pattern", "pattern_list", "tuple_pattern", "dotted_name"}))
    return;
  const auto& names = parameters_around(i);
  const auto at = std::find(names.begin(), names.end(), tree_.text_of(i));
  if (at == names.end() || names.size() < 2) return;
  drafts_.replace(Op::variable, i, std::string(std::next(at) == names.end() ? names.front() : *std::next(at)));
}

// Of the innermost function that holds this node. Nodes come in preorder: the one that was asked for last is kept.
const std::vector<std::string_view>& PythonCalls::parameters_around(std::uint32_t i) {
  const std::uint32_t function = function_of_[i];
  if (function == function_) return names_;
  function_ = function;
  names_.clear();
  if (function == kNoToken) return names_;
  const auto list = tree_.child(function, "parameters");
  if (list == kNoToken) return names_;
  for (const std::uint32_t one : tree_.named_children(list)) {
    const auto name = tree_[one].type == "identifier" ? one : tree_.child(one, "name");
    const auto inner = name != kNoToken ? name : tree_.first_child(one);
    if (inner == kNoToken && name == kNoToken) continue;
    const std::string_view text = tree_.text_of(name != kNoToken ? name : inner);
    if (tree_[name != kNoToken ? name : inner].type == "identifier" && text != "self" && text != "cls") {
      names_.push_back(text);
    }
  }
  return names_;
}

// One more and one less. What is a number has its neighbours as a constant.
void PythonCalls::beside(std::uint32_t i) {
  if (is_any_of(tree_[i].type, {"integer", "float", "string", "slice", "tuple", "unary_operator", "none"})) return;
  const auto right = tree_[i].type == "binary_operator" ? tree_.child(i, "right") : kNoToken;
  if (right != kNoToken && tree_[right].type == "integer") return;
  drafts_.replace(Op::boundary, i, grouped(tree_, i) + " + 1");
  drafts_.replace(Op::boundary, i, grouped(tree_, i) + " - 1");
}

void PythonCalls::subscript(std::uint32_t i) {
  for (auto c = tree_.first_child(i); c != kNoToken; c = tree_.next_sibling(c)) {
    if (tree_[c].field == "subscript") beside(c);
  }
}

void PythonCalls::slice(std::uint32_t i) {
  for (const std::uint32_t bound : tree_.named_children(i)) beside(bound);
}

}  // namespace oyer::parsers::detail
