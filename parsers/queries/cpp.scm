; C++. What the captures mean is told in docs/outline.md.

((preproc_include path: (string_literal (string_content) @target)) @import (#set! form "include_quote") (#set! nameless))
((preproc_include path: (system_lib_string) @target) @import (#set! form "include_angle") (#set! nameless))
((preproc_include path: [(identifier) (call_expression)] @target) @import
  (#set! form "include_quote") (#set! nameless) (#set! computed))

(function_definition declarator: (function_declarator declarator: (identifier) @name) body: (_) @body) @def.function
(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
  body: (_) @body) @def.function
(declaration declarator: (function_declarator declarator: (identifier) @name)) @def.function
(declaration declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))
  @def.function
(function_definition declarator: (function_declarator declarator: [(identifier) (field_identifier)] @name)
  (field_initializer_list) @body) @def.method
(function_definition declarator: (function_declarator declarator: (qualified_identifier name: (identifier) @name))
  (field_initializer_list) @body) @def.method
(field_declaration declarator: (function_declarator declarator: (operator_name) @name)) @def.method
(namespace_definition name: (_) @name body: (_) @body) @def.module
(class_specifier name: (type_identifier) @name body: (_) @body) @def.class
(class_specifier name: (template_type name: (type_identifier) @name) body: (_) @body) @def.class
(struct_specifier name: (template_type name: (type_identifier) @name) body: (_) @body) @def.class
(alias_declaration name: (type_identifier) @name) @def.class
(concept_definition name: (identifier) @name) @def.class
(function_definition declarator: (function_declarator declarator: (field_identifier) @name) body: (_) @body)
  @def.method
(function_definition declarator: (_ (function_declarator declarator: (field_identifier) @name)) body: (_) @body)
  @def.method
(field_declaration declarator: (function_declarator declarator: (field_identifier) @name)) @def.method
(field_declaration declarator: (_ (function_declarator declarator: (field_identifier) @name))) @def.method
(field_declaration declarator: (field_identifier) @name) @def.variable
(function_definition declarator: (function_declarator declarator: (qualified_identifier
  name: [(identifier) (destructor_name) (operator_name)] @name)) body: (_) @body) @def.method
(function_definition declarator: (_ (function_declarator declarator: (qualified_identifier
  name: [(identifier) (operator_name)] @name))) body: (_) @body) @def.method
(function_definition declarator: (reference_declarator (function_declarator declarator: (identifier) @name))
  body: (_) @body) @def.function
(function_definition declarator: (function_declarator declarator: (operator_name) @name) body: (_) @body) @def.function
(declaration declarator: (reference_declarator (function_declarator declarator: (identifier) @name))) @def.function
(struct_specifier name: (type_identifier) @name body: (_) @body) @def.class
(union_specifier name: (type_identifier) @name body: (_) @body) @def.class
(enum_specifier name: (type_identifier) @name body: (_) @body) @def.class
(type_definition declarator: (type_identifier) @name) @def.class
(type_definition declarator: (pointer_declarator declarator: (type_identifier) @name)) @def.class
(type_definition declarator: (function_declarator declarator: (parenthesized_declarator
  (pointer_declarator declarator: (type_identifier) @name)))) @def.class
(declaration declarator: (identifier) @name) @def.variable
(declaration declarator: (pointer_declarator declarator: (identifier) @name)) @def.variable
(declaration declarator: (array_declarator declarator: (identifier) @name)) @def.variable
(init_declarator declarator: (identifier) @name) @def.variable
(init_declarator declarator: (pointer_declarator declarator: (identifier) @name)) @def.variable
(init_declarator declarator: (array_declarator declarator: (identifier) @name)) @def.variable
(enumerator name: (identifier) @name) @def.variable
(preproc_def name: (identifier) @name value: (_) @body) @def.macro
(preproc_def name: (identifier) @name !value) @def.macro
(preproc_function_def name: (identifier) @name value: (_) @body) @def.macro
(preproc_function_def name: (identifier) @name !value) @def.macro
((function_definition (storage_class_specifier) @_s) @private (#eq? @_s "static"))
((function_definition (storage_class_specifier) @_s) @public (#eq? @_s "inline"))
((declaration (storage_class_specifier) @_s) @private (#eq? @_s "static"))

(function_definition body: (_) @weak)

(function_definition) @scope
(compound_statement) @scope
(for_statement) @scope
(preproc_function_def) @scope
(parameter_declaration declarator: (identifier) @bind)
(pointer_declarator declarator: (identifier) @bind)
(array_declarator declarator: (identifier) @bind)
(preproc_params (identifier) @bind)
(labeled_statement label: (statement_identifier) @skip)
(reference_declarator (identifier) @bind)
(optional_parameter_declaration declarator: (identifier) @bind)
(for_range_loop declarator: (identifier) @bind)
(structured_binding_declarator (identifier) @bind)
(type_parameter_declaration (type_identifier) @bind)
(optional_type_parameter_declaration name: (type_identifier) @bind)
(variadic_type_parameter_declaration (type_identifier) @bind)
(variadic_declarator (identifier) @bind)
(lambda_capture_initializer left: (identifier) @bind)
(condition_clause value: (declaration declarator: (identifier) @bind))
(lambda_expression body: (_) @weak)
(lambda_expression) @scope
(template_declaration) @scope
(namespace_definition) @scope
(class_specifier) @scope
(struct_specifier) @scope
(for_range_loop) @scope
(if_statement) @scope
(catch_clause) @scope
