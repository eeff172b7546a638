; PHP. What the captures mean is told in docs/outline.md.

((namespace_use_declaration (namespace_use_clause [(name) (qualified_name)] @target !alias)) @import
  (#set! form "module"))
((namespace_use_declaration (namespace_use_clause [(name) (qualified_name)] @target alias: (name) @alias)) @import
  (#set! form "module"))
((namespace_use_declaration (namespace_name) @target
  body: (namespace_use_group (namespace_use_clause [(name) (qualified_name)] @name !alias))) @import
  (#set! form "from"))
((namespace_use_declaration (namespace_name) @target
  body: (namespace_use_group (namespace_use_clause [(name) (qualified_name)] @name alias: (name) @alias))) @import
  (#set! form "from"))
(namespace_use_declaration ["function" "const"]) @static
(namespace_use_clause ["function" "const"] [(name) (qualified_name)] @static)

((include_expression [(string (string_content) @target) (encapsed_string . (string_content) @target .)
  (parenthesized_expression [(string (string_content) @target) (encapsed_string . (string_content) @target .)])])
  @import (#set! form "require") (#set! nameless))
((include_expression [(binary_expression) (function_call_expression) (variable_name) (member_access_expression)
  (member_call_expression) (scoped_call_expression) (scoped_property_access_expression) (subscript_expression)
  (conditional_expression) (assignment_expression) (name) (class_constant_access_expression)
  (encapsed_string [(variable_name) (member_access_expression) (subscript_expression)])
  (parenthesized_expression [(binary_expression) (function_call_expression) (variable_name) (subscript_expression)
    (encapsed_string [(variable_name) (member_access_expression) (subscript_expression)])])] @target) @import.call
  (#set! form "require") (#set! nameless) (#set! computed))

((include_once_expression [(string (string_content) @target) (encapsed_string . (string_content) @target .)
  (parenthesized_expression [(string (string_content) @target) (encapsed_string . (string_content) @target .)])])
  @import (#set! form "require") (#set! nameless))
((include_once_expression [(binary_expression) (function_call_expression) (variable_name) (member_access_expression)
  (member_call_expression) (scoped_call_expression) (scoped_property_access_expression) (subscript_expression)
  (conditional_expression) (assignment_expression) (name) (class_constant_access_expression)
  (encapsed_string [(variable_name) (member_access_expression) (subscript_expression)])
  (parenthesized_expression [(binary_expression) (function_call_expression) (variable_name) (subscript_expression)
    (encapsed_string [(variable_name) (member_access_expression) (subscript_expression)])])] @target) @import.call
  (#set! form "require") (#set! nameless) (#set! computed))

((require_expression [(string (string_content) @target) (encapsed_string . (string_content) @target .)
  (parenthesized_expression [(string (string_content) @target) (encapsed_string . (string_content) @target .)])])
  @import (#set! form "require") (#set! nameless))
((require_expression [(binary_expression) (function_call_expression) (variable_name) (member_access_expression)
  (member_call_expression) (scoped_call_expression) (scoped_property_access_expression) (subscript_expression)
  (conditional_expression) (assignment_expression) (name) (class_constant_access_expression)
  (encapsed_string [(variable_name) (member_access_expression) (subscript_expression)])
  (parenthesized_expression [(binary_expression) (function_call_expression) (variable_name) (subscript_expression)
    (encapsed_string [(variable_name) (member_access_expression) (subscript_expression)])])] @target) @import.call
  (#set! form "require") (#set! nameless) (#set! computed))

((require_once_expression [(string (string_content) @target) (encapsed_string . (string_content) @target .)
  (parenthesized_expression [(string (string_content) @target) (encapsed_string . (string_content) @target .)])])
  @import (#set! form "require") (#set! nameless))
((require_once_expression [(binary_expression) (function_call_expression) (variable_name) (member_access_expression)
  (member_call_expression) (scoped_call_expression) (scoped_property_access_expression) (subscript_expression)
  (conditional_expression) (assignment_expression) (name) (class_constant_access_expression)
  (encapsed_string [(variable_name) (member_access_expression) (subscript_expression)])
  (parenthesized_expression [(binary_expression) (function_call_expression) (variable_name) (subscript_expression)
    (encapsed_string [(variable_name) (member_access_expression) (subscript_expression)])])] @target) @import.call
  (#set! form "require") (#set! nameless) (#set! computed))

(namespace_definition name: (namespace_name) @package)
(namespace_definition name: (namespace_name) @skip)
(namespace_definition name: (namespace_name) @name body: (_) @body) @def.module
(class_declaration name: (name) @name body: (_) @body) @def.class
(interface_declaration name: (name) @name body: (_) @body) @def.class
(trait_declaration name: (name) @name body: (_) @body) @def.class
(enum_declaration name: (name) @name body: (_) @body) @def.class
(function_definition name: (name) @name body: (_) @body) @def.function
(method_declaration name: (name) @name body: (_) @body) @def.method
(method_declaration name: (name) @name !body) @def.method
(property_element name: (variable_name (name) @name)) @def.variable
(const_declaration (const_element . (name) @name)) @def.variable
(enum_case name: (name) @name) @def.variable
((function_call_expression function: (name) @_f arguments: (arguments . (argument (string (string_content) @name))))
  @def.variable (#eq? @_f "define"))
((method_declaration (visibility_modifier) @_v) @private (#eq? @_v "private"))
((property_declaration (visibility_modifier) @_v (property_element) @private) (#eq? @_v "private"))
((const_declaration (visibility_modifier) @_v) @private (#eq? @_v "private"))

; What is loaded when a class is declared: what it extends, implements and uses. All else waits until it runs.
(function_definition body: (_) @weak)
(method_declaration body: (_) @weak)
(anonymous_function body: (_) @weak)
(arrow_function body: (_) @weak)
(property_hook_list) @weak
(formal_parameters) @weak
(attribute_list) @weak
(function_definition return_type: (_) @weak)
(method_declaration return_type: (_) @weak)
(anonymous_function return_type: (_) @weak)
(arrow_function return_type: (_) @weak)
(property_declaration type: (_) @weak)
(property_element default_value: (_) @weak)
(const_element (name) (_) @weak)
(enum_case value: (_) @weak)
(catch_clause type: (_) @weak)
((class_constant_access_expression (_) (name) @_c) @weak (#eq? @_c "class"))

(if_statement) @guard
(try_statement body: (_) @guard)
(error_suppression_expression) @guard

(use_as_clause (name) @skip)
(goto_statement (name) @skip)
(named_label_statement (name) @skip)
(dynamic_variable_name (name) @skip)
(dynamic_variable_name (subscript_expression . (name) @skip))
(encapsed_string (subscript_expression (variable_name) (name) @skip))
(heredoc_body (subscript_expression (variable_name) (name) @skip))
(variable_name) @skip
