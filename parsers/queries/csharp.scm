; C#. What the captures mean is told in docs/outline.md.

((using_directive !name [(identifier) (qualified_name) (alias_qualified_name)] @target .) @import
  (#set! form "module") (#set! nameless))
((using_directive name: (identifier) @alias (_) @target .) @import (#set! form "module"))
(using_directive "static") @static
(using_directive "global") @reexported
(namespace_declaration name: (_) @package)
(file_scoped_namespace_declaration name: (_) @package)

(namespace_declaration name: (identifier) @name body: (_) @body) @def.module
(class_declaration name: (identifier) @name body: (_) @body) @def.class
(interface_declaration name: (identifier) @name body: (_) @body) @def.class
(struct_declaration name: (identifier) @name body: (_) @body) @def.class
(enum_declaration name: (identifier) @name body: (_) @body) @def.class
(record_declaration name: (identifier) @name) @def.class
(delegate_declaration name: (identifier) @name) @def.class
(method_declaration name: (identifier) @name body: (_) @body) @def.method
(method_declaration name: (identifier) @name !body) @def.method
(constructor_declaration name: (identifier) @name body: (_) @body) @def.method
(property_declaration name: (identifier) @name) @def.variable
(field_declaration (variable_declaration (variable_declarator name: (identifier) @name))) @def.variable
(enum_member_declaration name: (identifier) @name) @def.variable
((method_declaration (modifier) @_m) @private (#eq? @_m "private"))
((constructor_declaration (modifier) @_m) @private (#eq? @_m "private"))
((property_declaration (modifier) @_m) @private (#eq? @_m "private"))
((field_declaration (modifier) @_m) @private (#eq? @_m "private"))
((class_declaration (modifier) @_m) @private (#eq? @_m "private"))

(method_declaration body: (_) @weak)
(constructor_declaration body: (_) @weak)
(lambda_expression body: (_) @weak)

(class_declaration) @scope
(interface_declaration) @scope
(struct_declaration) @scope
(record_declaration) @scope
(method_declaration) @scope
(constructor_declaration) @scope
(local_function_statement) @scope
(lambda_expression) @scope
(block) @scope
(for_statement) @scope
(foreach_statement) @scope
(catch_clause) @scope
(using_statement) @scope

(parameter name: (identifier) @bind)
(local_declaration_statement (variable_declaration (variable_declarator name: (identifier) @bind)))
(for_statement initializer: (variable_declaration (variable_declarator name: (identifier) @bind)))
(using_statement (variable_declaration (variable_declarator name: (identifier) @bind)))
(foreach_statement left: (identifier) @bind)
(catch_declaration name: (identifier) @bind)
(declaration_expression name: (identifier) @bind)
(declaration_pattern name: (identifier) @bind)
(type_parameter name: (identifier) @bind)
(implicit_parameter) @bind
(local_function_statement name: (identifier) @bind.outer)
(argument name: (identifier) @skip)
(namespace_declaration name: (_) @skip)
(file_scoped_namespace_declaration name: (_) @skip)
