#include "parsers/detail/outline_rules.h"

#include <array>

#include "parsers/detail/outline_queries.h"

namespace oyer::parsers::detail {
namespace {

using Words = std::string_view[];

namespace python {
constexpr Words names = {"identifier"};
constexpr Words literals = {"string", "integer", "float", "true", "false", "none"};
constexpr Words silent = {"string_start", "string_content", "string_end", "escape_sequence"};
constexpr Words comments = {"comment"};
constexpr Words wrappers = {"decorated_definition"};
constexpr ChainRule chains[] = {{"attribute", "attribute"}, {"dotted_name", ""}};
constexpr LabelRule words[] = {{"keyword_argument", "name"}};
}  // namespace python

namespace javascript {
constexpr Words names = {"identifier", "shorthand_property_identifier"};
constexpr Words labels = {"property_identifier", "private_property_identifier", "statement_identifier",
                          "shorthand_property_identifier_pattern"};
constexpr Words literals = {"string", "template_string", "number", "regex", "true", "false", "null"};
constexpr Words silent = {"string_fragment", "escape_sequence", "regex_pattern", "regex_flags"};
constexpr Words comments = {"comment"};
constexpr Words wrappers = {"export_statement", "lexical_declaration", "variable_declaration"};
constexpr ChainRule chains[] = {{"member_expression", "property"}};
}  // namespace javascript

namespace typescript {
constexpr Words names = {"identifier", "shorthand_property_identifier", "type_identifier"};
constexpr Words labels = {"property_identifier", "private_property_identifier", "statement_identifier",
                          "shorthand_property_identifier_pattern"};
constexpr Words literals = {"string", "template_string", "number", "regex", "true", "false", "null"};
constexpr Words silent = {"string_fragment", "escape_sequence", "regex_pattern", "regex_flags"};
constexpr Words comments = {"comment"};
constexpr Words wrappers = {"export_statement", "lexical_declaration", "variable_declaration", "ambient_declaration",
                            "expression_statement"};
constexpr ChainRule chains[] = {
    {"member_expression", "property"}, {"nested_identifier", "property"}, {"nested_type_identifier", "name"}};
}  // namespace typescript

namespace c {
constexpr Words names = {"identifier", "type_identifier"};
constexpr Words labels = {"field_identifier", "statement_identifier"};
constexpr Words literals = {"string_literal", "number_literal", "char_literal", "true", "false", "null"};
constexpr Words silent = {"string_content", "escape_sequence", "character"};
constexpr Words comments = {"comment"};
constexpr Words wrappers = {"declaration"};
constexpr ChainRule chains[] = {{"field_expression", "field"}};
}  // namespace c

namespace cpp {
constexpr Words names = {"identifier", "type_identifier", "namespace_identifier"};
constexpr Words labels = {"field_identifier", "statement_identifier"};
constexpr Words literals = {"string_literal", "number_literal", "char_literal",      "true",
                            "false",          "null",           "raw_string_literal"};
constexpr Words silent = {"string_content", "escape_sequence", "character", "raw_string_delimiter",
                          "raw_string_content"};
constexpr Words comments = {"comment"};
constexpr Words wrappers = {"template_declaration", "declaration"};
constexpr ChainRule chains[] = {{"qualified_identifier", "name"},
                                {"field_expression", "field"},
                                {"template_type", "-"},
                                {"template_function", "-"}};
}  // namespace cpp

namespace java {
constexpr Words names = {"identifier", "type_identifier"};
constexpr Words literals = {"string_literal",
                            "character_literal",
                            "decimal_integer_literal",
                            "hex_integer_literal",
                            "decimal_floating_point_literal",
                            "true",
                            "false",
                            "null_literal"};
constexpr Words silent = {"string_fragment", "multiline_string_fragment", "escape_sequence"};
constexpr Words comments = {"line_comment", "block_comment"};
constexpr ChainRule chains[] = {{"scoped_identifier", "name"},
                                {"field_access", "field"},
                                {"method_invocation", "name", true},
                                {"scoped_type_identifier", ""}};
}  // namespace java

namespace go {
constexpr Words names = {"identifier", "type_identifier", "package_identifier"};
constexpr Words labels = {"field_identifier", "label_name"};
constexpr Words literals = {"interpreted_string_literal",
                            "raw_string_literal",
                            "int_literal",
                            "float_literal",
                            "imaginary_literal",
                            "rune_literal",
                            "true",
                            "false",
                            "nil"};
constexpr Words silent = {"interpreted_string_literal_content", "raw_string_literal_content", "escape_sequence"};
constexpr Words comments = {"comment"};
constexpr Words wrappers = {"type_declaration", "const_declaration", "var_declaration"};
constexpr ChainRule chains[] = {{"selector_expression", "field"}, {"qualified_type", "name"}};
}  // namespace go

namespace rust {
constexpr Words names = {"identifier", "type_identifier", "crate", "self", "super", "shorthand_field_identifier"};
constexpr Words labels = {"field_identifier"};
constexpr Words literals = {"string_literal", "raw_string_literal", "integer_literal",
                            "float_literal",  "char_literal",       "boolean_literal"};
constexpr Words silent = {"string_content", "escape_sequence"};
constexpr Words comments = {"line_comment", "block_comment"};
constexpr ChainRule chains[] = {{"scoped_identifier", "name"}, {"scoped_type_identifier", "name"}};
}  // namespace rust

namespace csharp {
constexpr Words names = {"identifier"};
constexpr Words literals = {
    "string_literal", "verbatim_string_literal", "raw_string_literal", "character_literal", "integer_literal",
    "real_literal",   "boolean_literal",         "null_literal"};
constexpr Words silent = {"string_literal_content", "escape_sequence"};
constexpr Words comments = {"comment"};
constexpr ChainRule chains[] = {
    {"member_access_expression", "name"}, {"qualified_name", "name"}, {"generic_name", "-"}};
}  // namespace csharp

namespace ruby {
constexpr Words names = {"identifier", "constant"};
constexpr Words literals = {"string", "integer", "float", "simple_symbol", "true", "false", "nil"};
constexpr Words silent = {"string_content", "escape_sequence"};
constexpr Words comments = {"comment"};
constexpr ChainRule chains[] = {{"scope_resolution", "name"}, {"call", "method", true}};
}  // namespace ruby

namespace php {
constexpr Words names = {"name"};
constexpr Words literals = {"string", "encapsed_string", "heredoc", "nowdoc", "integer", "float", "boolean", "null"};
constexpr Words silent = {"string_content", "escape_sequence", "heredoc_start",
                          "heredoc_end",    "nowdoc_body",     "nowdoc_string"};
constexpr Words comments = {"comment"};
constexpr ChainRule chains[] = {{"namespace_name", ""},
                                {"qualified_name", ""},
                                {"relative_name", ""},
                                {"class_constant_access_expression", ""},
                                {"scoped_call_expression", "name", true},
                                {"scoped_property_access_expression", "name"}};
constexpr LabelRule words[] = {{"member_access_expression", "name"},
                               {"member_call_expression", "name"},
                               {"nullsafe_member_access_expression", "name"},
                               {"nullsafe_member_call_expression", "name"},
                               {"argument", "name"}};
}  // namespace php

namespace bash {
constexpr Words labels = {"word", "variable_name"};
constexpr Words literals = {"string", "raw_string", "number"};
constexpr Words silent = {"string_content"};
constexpr Words comments = {"comment"};
}  // namespace bash

OutlineRules python_rules() {
  OutlineRules rules;
  rules.language = Language::python;
  rules.query = queries::python;
  rules.names = python::names;
  rules.literals = python::literals;
  rules.silent = python::silent;
  rules.comments = python::comments;
  rules.wrappers = python::wrappers;
  rules.chains = python::chains;
  rules.words = python::words;
  rules.visibility = Visibility::underscore;
  rules.local_name = LocalName::first;
  rules.doc = DocStyle::docstring;
  return rules;
}

OutlineRules javascript_rules() {
  OutlineRules rules;
  rules.language = Language::javascript;
  rules.query = queries::javascript;
  rules.names = javascript::names;
  rules.labels = javascript::labels;
  rules.literals = javascript::literals;
  rules.silent = javascript::silent;
  rules.comments = javascript::comments;
  rules.wrappers = javascript::wrappers;
  rules.chains = javascript::chains;
  rules.visibility = Visibility::exported_if_any;
  rules.local_name = LocalName::last;
  rules.doc = DocStyle::marked;
  return rules;
}

OutlineRules typescript_rules() {
  OutlineRules rules;
  rules.language = Language::typescript;
  rules.query = queries::typescript;
  rules.names = typescript::names;
  rules.labels = typescript::labels;
  rules.literals = typescript::literals;
  rules.silent = typescript::silent;
  rules.comments = typescript::comments;
  rules.wrappers = typescript::wrappers;
  rules.chains = typescript::chains;
  rules.visibility = Visibility::exported_if_any;
  rules.local_name = LocalName::last;
  rules.doc = DocStyle::marked;
  return rules;
}

OutlineRules c_rules() {
  OutlineRules rules;
  rules.language = Language::c;
  rules.query = queries::c;
  rules.names = c::names;
  rules.labels = c::labels;
  rules.literals = c::literals;
  rules.silent = c::silent;
  rules.comments = c::comments;
  rules.wrappers = c::wrappers;
  rules.chains = c::chains;
  rules.visibility = Visibility::unless_private;
  rules.local_name = LocalName::last;
  rules.doc = DocStyle::any;
  return rules;
}

OutlineRules cpp_rules() {
  OutlineRules rules;
  rules.language = Language::cpp;
  rules.query = queries::cpp;
  rules.names = cpp::names;
  rules.labels = cpp::labels;
  rules.literals = cpp::literals;
  rules.silent = cpp::silent;
  rules.comments = cpp::comments;
  rules.wrappers = cpp::wrappers;
  rules.chains = cpp::chains;
  rules.visibility = Visibility::unless_private;
  rules.local_name = LocalName::last;
  rules.doc = DocStyle::any;
  rules.wrapped_signature = true;
  return rules;
}

OutlineRules java_rules() {
  OutlineRules rules;
  rules.language = Language::java;
  rules.query = queries::java;
  rules.names = java::names;
  rules.literals = java::literals;
  rules.silent = java::silent;
  rules.comments = java::comments;
  rules.chains = java::chains;
  rules.visibility = Visibility::unless_private;
  rules.local_name = LocalName::last;
  rules.doc = DocStyle::marked;
  rules.most_parts = 8;
  return rules;
}

OutlineRules go_rules() {
  OutlineRules rules;
  rules.language = Language::go;
  rules.query = queries::go;
  rules.names = go::names;
  rules.labels = go::labels;
  rules.literals = go::literals;
  rules.silent = go::silent;
  rules.comments = go::comments;
  rules.wrappers = go::wrappers;
  rules.chains = go::chains;
  rules.visibility = Visibility::unless_private;
  rules.local_name = LocalName::last;
  rules.doc = DocStyle::any;
  return rules;
}

OutlineRules rust_rules() {
  OutlineRules rules;
  rules.language = Language::rust;
  rules.query = queries::rust;
  rules.names = rust::names;
  rules.labels = rust::labels;
  rules.literals = rust::literals;
  rules.silent = rust::silent;
  rules.comments = rust::comments;
  rules.chains = rust::chains;
  rules.visibility = Visibility::only_public;
  rules.local_name = LocalName::last;
  rules.doc = DocStyle::marked;
  return rules;
}

OutlineRules csharp_rules() {
  OutlineRules rules;
  rules.language = Language::csharp;
  rules.query = queries::csharp;
  rules.names = csharp::names;
  rules.literals = csharp::literals;
  rules.silent = csharp::silent;
  rules.comments = csharp::comments;
  rules.chains = csharp::chains;
  rules.visibility = Visibility::unless_private;
  rules.local_name = LocalName::last;
  rules.doc = DocStyle::marked;
  rules.most_parts = 8;
  return rules;
}

OutlineRules ruby_rules() {
  OutlineRules rules;
  rules.language = Language::ruby;
  rules.query = queries::ruby;
  rules.names = ruby::names;
  rules.literals = ruby::literals;
  rules.silent = ruby::silent;
  rules.comments = ruby::comments;
  rules.chains = ruby::chains;
  rules.visibility = Visibility::unless_private;
  rules.local_name = LocalName::last;
  rules.doc = DocStyle::any;
  return rules;
}

OutlineRules php_rules() {
  OutlineRules rules;
  rules.language = Language::php;
  rules.query = queries::php;
  rules.names = php::names;
  rules.literals = php::literals;
  rules.silent = php::silent;
  rules.comments = php::comments;
  rules.chains = php::chains;
  rules.words = php::words;
  rules.visibility = Visibility::unless_private;
  rules.local_name = LocalName::last;
  rules.doc = DocStyle::marked;
  rules.most_parts = 12;
  return rules;
}

OutlineRules bash_rules() {
  OutlineRules rules;
  rules.language = Language::bash;
  rules.query = queries::bash;
  rules.labels = bash::labels;
  rules.literals = bash::literals;
  rules.silent = bash::silent;
  rules.comments = bash::comments;
  rules.visibility = Visibility::unless_private;
  rules.local_name = LocalName::last;
  rules.doc = DocStyle::any;
  return rules;
}

OutlineRules tsx_rules() {
  OutlineRules rules = typescript_rules();
  rules.language = Language::tsx;
  return rules;
}

}  // namespace

const OutlineRules* outline_rules(Language language) noexcept {
  static const std::array all = {python_rules(), javascript_rules(), typescript_rules(), c_rules(),      cpp_rules(),
                                 java_rules(),   go_rules(),         rust_rules(),       csharp_rules(), ruby_rules(),
                                 php_rules(),    bash_rules(),       tsx_rules()};
  for (const OutlineRules& rules : all)
    if (rules.language == language) return &rules;
  return nullptr;
}

}  // namespace oyer::parsers::detail
