; C. What the captures mean is told in docs/outline.md.

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
