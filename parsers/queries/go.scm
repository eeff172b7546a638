; Go. What the captures mean is told in docs/outline.md.

(package_clause (package_identifier) @package)
((import_spec !name path: (_ [(interpreted_string_literal_content) (raw_string_literal_content)] @target)) @import
  (#set! form "module"))
((import_spec name: (package_identifier) @alias
  path: (_ [(interpreted_string_literal_content) (raw_string_literal_content)] @target)) @import
  (#set! form "module"))
((import_spec name: (blank_identifier) @alias
  path: (_ [(interpreted_string_literal_content) (raw_string_literal_content)] @target)) @import
  (#set! form "module"))
((import_spec name: (dot)
  path: (_ [(interpreted_string_literal_content) (raw_string_literal_content)] @target)) @import
  (#set! form "module") (#set! name "*") (#set! nameless))

(function_declaration name: (identifier) @name !body) @def.function
(function_declaration name: (identifier) @name body: (_) @body) @def.function
(method_declaration name: (field_identifier) @name body: (_) @body) @def.method
(type_spec name: (type_identifier) @name type: (struct_type (field_declaration_list) @body)) @def.class
(type_spec name: (type_identifier) @name) @def.class
(type_alias name: (type_identifier) @name) @def.class
(const_spec name: (identifier) @name) @def.variable
(var_spec name: (identifier) @name) @def.variable

(function_declaration body: (_) @weak)
(method_declaration body: (_) @weak)
(func_literal body: (_) @weak)

(function_declaration) @scope
(method_declaration) @scope
(func_literal) @scope
(type_spec) @scope
(block) @scope
(if_statement) @scope
(for_statement) @scope
(expression_switch_statement) @scope
(type_switch_statement) @scope
(communication_case) @scope

(parameter_declaration name: (identifier) @bind)
(variadic_parameter_declaration name: (identifier) @bind)
(type_parameter_declaration name: (identifier) @bind)
(short_var_declaration left: (expression_list (identifier) @bind))
(range_clause left: (expression_list (identifier) @bind))
(receive_statement left: (expression_list (identifier) @bind))
(type_switch_statement alias: (expression_list (identifier) @bind))
(keyed_element . (literal_element (identifier) @skip))
(package_clause) @skip
