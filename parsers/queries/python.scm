; Python. What the captures mean is told in docs/outline.md.

; Definitions. Assignments inside functions are sorted out by the reader.
(function_definition name: (identifier) @name body: (block) @body) @def.function
(class_definition name: (identifier) @name body: (block) @body) @def.class
(assignment left: (identifier) @name) @def.variable
(assignment left: (pattern_list (identifier) @name)) @def.variable
(assignment left: (pattern_list (tuple_pattern (identifier) @name))) @def.variable
(assignment left: (tuple_pattern (identifier) @name)) @def.variable
(type_alias_statement left: (type (identifier) @name)) @def.class
(type_alias_statement left: (type (generic_type . (identifier) @name))) @def.class

(module (expression_statement (assignment
  left: (identifier) @_all right: (_ (string (string_content) @public.name))))
  (#eq? @_all "__all__"))
(module (expression_statement (augmented_assignment
  left: (identifier) @_all right: (_ (string (string_content) @public.name))))
  (#eq? @_all "__all__"))

; Imports, one match for each imported name.
((import_statement name: (dotted_name) @target) @import (#set! form "module"))
((import_statement name: (aliased_import name: (dotted_name) @target alias: (identifier) @alias)) @import
  (#set! form "module"))
((import_from_statement module_name: (_) @target name: (dotted_name) @name) @import (#set! form "from"))
((import_from_statement module_name: (_) @target
  name: (aliased_import name: (dotted_name) @name alias: (identifier) @alias)) @import (#set! form "from"))
((import_from_statement module_name: (_) @target (wildcard_import) @name) @import (#set! form "from"))
((future_import_statement name: (dotted_name) @name) @import (#set! form "from") (#set! target "__future__"))
((future_import_statement
  name: (aliased_import name: (dotted_name) @name alias: (identifier) @alias)) @import
  (#set! form "from") (#set! target "__future__"))

; Modules imported by calls.
((call function: (identifier) @_f @skip
  arguments: (argument_list . (string . (string_start) . (string_content) @target . (string_end)))) @import.call
  (#any-of? @_f "__import__" "import_module") (#set! form "module") (#set! nameless))
((call function: (attribute attribute: (identifier) @_f)
  arguments: (argument_list . (string . (string_start) . (string_content) @target . (string_end)))) @import.call
  (#eq? @_f "import_module") (#set! form "module") (#set! nameless))
((call function: (identifier) @_f @skip
  arguments: (argument_list . [(identifier) (attribute) (binary_operator) (call) (subscript)] @target)) @import.call
  (#any-of? @_f "__import__" "import_module") (#set! form "module") (#set! nameless) (#set! computed))
((call function: (attribute attribute: (identifier) @_f)
  arguments: (argument_list . [(identifier) (attribute) (binary_operator) (call) (subscript)] @target)) @import.call
  (#eq? @_f "import_module") (#set! form "module") (#set! nameless) (#set! computed))

; Not needed to load the file: bodies of functions, annotations, what only type checkers see.
(function_definition body: (block) @weak)
(lambda body: (_) @weak)
(type) @weak
((if_statement condition: (identifier) @_c consequence: (block) @weak) (#eq? @_c "TYPE_CHECKING"))
((if_statement condition: (attribute attribute: (identifier) @_c) consequence: (block) @weak)
  (#eq? @_c "TYPE_CHECKING"))

(try_statement body: (block) @guard . (except_clause))
(except_clause (block) @guard)

; Scopes, and what is bound in them.
(function_definition) @scope
(lambda) @scope
(class_definition body: (block) @scope.class)
(list_comprehension) @scope
(set_comprehension) @scope
(dictionary_comprehension) @scope
(generator_expression) @scope

(parameters (identifier) @bind)
(lambda_parameters (identifier) @bind)
(default_parameter name: (identifier) @bind)
(typed_parameter . (identifier) @bind)
(typed_default_parameter name: (identifier) @bind)
(list_splat_pattern (identifier) @bind)
(dictionary_splat_pattern (identifier) @bind)
(tuple_pattern (identifier) @bind)
(list_pattern (identifier) @bind)
(pattern_list (identifier) @bind)
(augmented_assignment left: (identifier) @bind)
(for_statement left: (identifier) @bind)
(for_in_clause left: (identifier) @bind)
(named_expression name: (identifier) @bind)
(as_pattern_target (identifier) @bind)
(as_pattern_target (tuple (identifier) @bind))
(as_pattern_target (list (identifier) @bind))
(case_pattern (as_pattern (case_pattern) (identifier) @bind))
(case_pattern (dotted_name . (identifier) @bind .))
(splat_pattern (identifier) @bind)
(keyword_pattern . (identifier) @skip)
(type_parameter (type (identifier) @bind))
(global_statement (identifier) @skip)
(nonlocal_statement (identifier) @skip)
