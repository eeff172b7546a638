// Kind: the node kinds that our own code asks about, under the grammar's own names. All others are `other`.
#pragma once

#include <cstdint>
#include <string_view>

namespace oyer::parsers::detail {

// X(name in C++, name in the grammar)
#define OYER_PYTHON_KINDS(X)                              \
  X(aliased_import, "aliased_import")                     \
  X(argument_list, "argument_list")                       \
  X(as_pattern, "as_pattern")                             \
  X(as_pattern_target, "as_pattern_target")               \
  X(assert_statement, "assert_statement")                 \
  X(assignment, "assignment")                             \
  X(attribute, "attribute")                               \
  X(augmented_assignment, "augmented_assignment")         \
  X(block, "block")                                       \
  X(call, "call")                                         \
  X(case_clause, "case_clause")                           \
  X(case_pattern, "case_pattern")                         \
  X(class_definition, "class_definition")                 \
  X(class_pattern, "class_pattern")                       \
  X(comment, "comment")                                   \
  X(decorated_definition, "decorated_definition")         \
  X(decorator, "decorator")                               \
  X(default_parameter, "default_parameter")               \
  X(dictionary_comprehension, "dictionary_comprehension") \
  X(dictionary_splat_pattern, "dictionary_splat_pattern") \
  X(dotted_name, "dotted_name")                           \
  X(elif_clause, "elif_clause")                           \
  X(ellipsis, "ellipsis")                                 \
  X(else_clause, "else_clause")                           \
  X(except_clause, "except_clause")                       \
  X(except_group_clause, "except_group_clause")           \
  X(exec_statement, "exec_statement")                     \
  X(expression_list, "expression_list")                   \
  X(expression_statement, "expression_statement")         \
  X(finally_clause, "finally_clause")                     \
  X(for_in_clause, "for_in_clause")                       \
  X(for_statement, "for_statement")                       \
  X(function_definition, "function_definition")           \
  X(future_import_statement, "future_import_statement")   \
  X(generator_expression, "generator_expression")         \
  X(generic_type, "generic_type")                         \
  X(global_statement, "global_statement")                 \
  X(identifier, "identifier")                             \
  X(if_statement, "if_statement")                         \
  X(import_from_statement, "import_from_statement")       \
  X(import_prefix, "import_prefix")                       \
  X(import_statement, "import_statement")                 \
  X(integer, "integer")                                   \
  X(keyword_argument, "keyword_argument")                 \
  X(keyword_pattern, "keyword_pattern")                   \
  X(lambda, "lambda")                                     \
  X(lambda_parameters, "lambda_parameters")               \
  X(list, "list")                                         \
  X(list_comprehension, "list_comprehension")             \
  X(list_pattern, "list_pattern")                         \
  X(list_splat, "list_splat")                             \
  X(list_splat_pattern, "list_splat_pattern")             \
  X(match_statement, "match_statement")                   \
  X(module, "module")                                     \
  X(named_expression, "named_expression")                 \
  X(nonlocal_statement, "nonlocal_statement")             \
  X(parameters, "parameters")                             \
  X(parenthesized_expression, "parenthesized_expression") \
  X(pass_statement, "pass_statement")                     \
  X(pattern_list, "pattern_list")                         \
  X(print_statement, "print_statement")                   \
  X(raise_statement, "raise_statement")                   \
  X(relative_import, "relative_import")                   \
  X(return_statement, "return_statement")                 \
  X(set_comprehension, "set_comprehension")               \
  X(splat_pattern, "splat_pattern")                       \
  X(string, "string")                                     \
  X(string_content, "string_content")                     \
  X(subscript, "subscript")                               \
  X(try_statement, "try_statement")                       \
  X(tuple, "tuple")                                       \
  X(tuple_pattern, "tuple_pattern")                       \
  X(type, "type")                                         \
  X(type_alias_statement, "type_alias_statement")         \
  X(type_parameter, "type_parameter")                     \
  X(typed_default_parameter, "typed_default_parameter")   \
  X(typed_parameter, "typed_parameter")                   \
  X(while_statement, "while_statement")                   \
  X(wildcard_import, "wildcard_import")                   \
  X(with_item, "with_item")                               \
  X(with_statement, "with_statement")                     \
  X(yield, "yield")

enum class Kind : std::uint8_t {
  other,
  error,    // text that fits no rule
  missing,  // a required token that is not there; spans nothing
#define OYER_KIND(name, text) name,
  OYER_PYTHON_KINDS(OYER_KIND)
#undef OYER_KIND
};

// The kind of a grammar's named node, by the grammar's name for it.
Kind kind_named(std::string_view name) noexcept;

}  // namespace oyer::parsers::detail
