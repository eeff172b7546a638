; JavaScript. What the captures mean is told in docs/outline.md.

; Definitions. The reader leaves variables of functions out.
(function_declaration name: (identifier) @name body: (_) @body) @def.function
(generator_function_declaration name: (identifier) @name body: (_) @body) @def.function
(class_declaration name: (identifier) @name body: (_) @body) @def.class
(method_definition name: (property_identifier) @name body: (_) @body) @def.method
(field_definition property: (property_identifier) @name) @def.variable
(variable_declarator name: (identifier) @name) @def.variable
(variable_declarator name: (identifier) @name
  value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @def.function
(variable_declarator name: (identifier) @name value: (class body: (_) @body)) @def.class
(assignment_expression left: (member_expression object: (identifier) @_e property: (property_identifier) @name)
  right: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @def.function
((assignment_expression left: (member_expression object: (identifier) @_e
  property: (property_identifier) @public.name)) (#eq? @_e "exports"))
((assignment_expression left: (member_expression object: (identifier) @_m property: (property_identifier) @_e)
  right: (identifier) @public.name) (#eq? @_m "module") (#eq? @_e "exports"))
((assignment_expression left: (member_expression object: (identifier) @_m property: (property_identifier) @_e)
  right: (object (shorthand_property_identifier) @public.name)) (#eq? @_m "module") (#eq? @_e "exports"))
((assignment_expression left: (member_expression object: (identifier) @_m property: (property_identifier) @_e)
  right: (object (pair value: (identifier) @public.name))) (#eq? @_m "module") (#eq? @_e "exports"))
(export_statement declaration: (_)) @public
(export_statement value: (identifier) @public.name)
(export_statement !source (export_clause (export_specifier name: (identifier) @public.name)))

; import and export … from
((import_statement . source: (string (string_fragment) @target)) @import (#set! form "require"))
((import_statement (import_clause (identifier) @alias) source: (string (string_fragment) @target)) @import
  (#set! form "require") (#set! name "default"))
((import_statement (import_clause (namespace_import (identifier) @alias))
  source: (string (string_fragment) @target)) @import (#set! form "require") (#set! name "*"))
((import_statement (import_clause (named_imports (import_specifier name: (_) @name !alias)))
  source: (string (string_fragment) @target)) @import (#set! form "require"))
((import_statement (import_clause (named_imports (import_specifier name: (_) @name alias: (_) @alias)))
  source: (string (string_fragment) @target)) @import (#set! form "require"))
((import_statement (import_clause (named_imports (import_specifier name: "default" alias: (_) @alias)))
  source: (string (string_fragment) @target)) @import (#set! form "require") (#set! name "default"))
((export_statement "*" source: (string (string_fragment) @target)) @import
  (#set! form "require") (#set! name "*") (#set! nameless) (#set! reexported))
((export_statement (namespace_export (_) @alias) source: (string (string_fragment) @target)) @import
  (#set! form "require") (#set! name "*") (#set! nameless) (#set! reexported))
((export_statement (export_clause (export_specifier name: (_) @name !alias))
  source: (string (string_fragment) @target)) @import (#set! form "require") (#set! nameless) (#set! reexported))
((export_statement (export_clause (export_specifier name: (_) @name alias: (_) @alias))
  source: (string (string_fragment) @target)) @import (#set! form "require") (#set! nameless) (#set! reexported))
((export_statement (export_clause (export_specifier name: "default" !alias))
  source: (string (string_fragment) @target)) @import
  (#set! form "require") (#set! name "default") (#set! nameless) (#set! reexported))
((export_statement (export_clause (export_specifier name: "default" alias: (_) @alias))
  source: (string (string_fragment) @target)) @import
  (#set! form "require") (#set! name "default") (#set! nameless) (#set! reexported))

; What CommonJS passes on: these go before the plain forms below.
((assignment_expression left: (member_expression object: (identifier) @_m property: (property_identifier) @_e)
  right: (call_expression function: (identifier) @_f @skip
  arguments: (arguments . (string (string_fragment) @target))) @import.call)
  (#eq? @_m "module") (#eq? @_e "exports") (#eq? @_f "require")
  (#set! form "require") (#set! nameless) (#set! reexported))
((assignment_expression left: (member_expression object: (identifier) @_m property: (property_identifier) @_e)
  right: (object (spread_element (call_expression function: (identifier) @_f @skip
  arguments: (arguments . (string (string_fragment) @target))) @import.call)))
  (#eq? @_m "module") (#eq? @_e "exports") (#eq? @_f "require")
  (#set! form "require") (#set! name "*") (#set! nameless) (#set! reexported))
((assignment_expression left: (member_expression object: (identifier) @_m property: (property_identifier) @_e)
  right: (object (pair key: (property_identifier) @alias value: (call_expression function: (identifier) @_f @skip
  arguments: (arguments . (string (string_fragment) @target))) @import.call)))
  (#eq? @_m "module") (#eq? @_e "exports") (#eq? @_f "require")
  (#set! form "require") (#set! nameless) (#set! reexported))
((assignment_expression left: (member_expression object: (identifier) @_e property: (property_identifier) @alias)
  right: (call_expression function: (identifier) @_f @skip
  arguments: (arguments . (string (string_fragment) @target))) @import.call)
  (#eq? @_e "exports") (#eq? @_f "require") (#set! form "require") (#set! nameless) (#set! reexported))
((assignment_expression left: (member_expression object: (identifier) @_e property: (property_identifier) @alias)
  right: (member_expression object: (call_expression function: (identifier) @_f @skip
  arguments: (arguments . (string (string_fragment) @target))) @import.call property: (property_identifier) @name))
  (#eq? @_e "exports") (#eq? @_f "require") (#set! form "require") (#set! nameless) (#set! reexported))

; AMD
((call_expression function: (identifier) @_f @skip
  arguments: (arguments (array (string (string_fragment) @target)))) @import.call
  (#any-of? @_f "define" "require" "requirejs") (#set! form "require") (#set! nameless))

; require()
((call_expression function: (identifier) @_f @skip arguments: (arguments . (string (string_fragment) @target)))
  @import.call (#eq? @_f "require") (#set! form "require") (#set! nameless))
((call_expression function: (identifier) @_f @skip arguments: (arguments . [(identifier) (binary_expression)
  (template_string) (call_expression) (member_expression)] @target)) @import.call
  (#eq? @_f "require") (#set! form "require") (#set! nameless) (#set! computed))
((variable_declarator name: (identifier) @alias value: (call_expression function: (identifier) @_f @skip
  arguments: (arguments . (string (string_fragment) @target))) @import.call)
  (#eq? @_f "require") (#set! form "require"))
((variable_declarator name: (identifier) @alias value: (member_expression object: (call_expression
  function: (identifier) @_f @skip arguments: (arguments . (string (string_fragment) @target))) @import.call
  property: (property_identifier) @name)) (#eq? @_f "require") (#set! form "require"))
((variable_declarator name: (object_pattern (shorthand_property_identifier_pattern) @name)
  value: (call_expression function: (identifier) @_f @skip
  arguments: (arguments . (string (string_fragment) @target))) @import.call)
  (#eq? @_f "require") (#set! form "require"))
((variable_declarator name: (object_pattern (pair_pattern key: (property_identifier) @name
  value: (identifier) @alias)) value: (call_expression function: (identifier) @_f @skip
  arguments: (arguments . (string (string_fragment) @target))) @import.call)
  (#eq? @_f "require") (#set! form "require"))

; import()
((call_expression function: (import) arguments: (arguments . (string (string_fragment) @target))) @import.call
  (#set! form "require") (#set! nameless) (#set! weak))
((call_expression function: (import) arguments: (arguments . (comment) . (string (string_fragment) @target)))
  @import.call (#set! form "require") (#set! nameless) (#set! weak))
((call_expression function: (import) arguments: (arguments . [(identifier) (binary_expression)
  (template_string) (call_expression) (member_expression)] @target)) @import.call
  (#set! form "require") (#set! nameless) (#set! weak) (#set! computed))

(function_declaration body: (_) @weak)
(generator_function_declaration body: (_) @weak)
(function_expression body: (_) @weak)
(generator_function body: (_) @weak)
(arrow_function body: (_) @weak)
(method_definition body: (_) @weak)
(try_statement body: (_) @guard)

(function_declaration) @scope
(generator_function_declaration) @scope
(function_expression) @scope
(generator_function) @scope
(arrow_function) @scope
(method_definition) @scope
(class_body) @scope.class
(statement_block) @scope
(for_statement) @scope
(for_in_statement) @scope
(catch_clause) @scope

(formal_parameters (identifier) @bind)
(arrow_function parameter: (identifier) @bind)
(assignment_pattern left: (identifier) @bind)
(rest_pattern (identifier) @bind)
(array_pattern (identifier) @bind)
(object_pattern (shorthand_property_identifier_pattern) @bind)
(object_assignment_pattern left: (shorthand_property_identifier_pattern) @bind)
(pair_pattern value: (identifier) @bind)
(for_in_statement left: (identifier) @bind)
(catch_clause parameter: (identifier) @bind)
(function_expression name: (identifier) @bind)
(class name: (identifier) @bind)
(export_specifier alias: (_) @skip)
