; Java. What the captures mean is told in docs/outline.md.

(package_declaration [(identifier) (scoped_identifier)] @package)
((import_declaration [(identifier) (scoped_identifier)] @target .) @import (#set! form "module"))
((import_declaration [(identifier) (scoped_identifier)] @target (asterisk) @name) @import
  (#set! form "module") (#set! nameless))
((import_declaration "static" (scoped_identifier scope: (_) @target name: (identifier) @name) .) @import
  (#set! form "module"))
(import_declaration "static") @static
(module_declaration name: (_) @package @skip)
((requires_module_directive module: (_) @target) @import (#set! form "submodule") (#set! nameless))
(exports_module_directive) @skip
(opens_module_directive) @skip

(class_declaration name: (identifier) @name body: (_) @body) @def.class
(interface_declaration name: (identifier) @name body: (_) @body) @def.class
(enum_declaration name: (identifier) @name body: (_) @body) @def.class
(record_declaration name: (identifier) @name body: (_) @body) @def.class
(annotation_type_declaration name: (identifier) @name body: (_) @body) @def.class
(method_declaration name: (identifier) @name !body) @def.method
(method_declaration name: (identifier) @name body: (_) @body) @def.method
(constructor_declaration name: (identifier) @name body: (_) @body) @def.method
(field_declaration declarator: (variable_declarator name: (identifier) @name)) @def.variable
(constant_declaration declarator: (variable_declarator name: (identifier) @name)) @def.variable
(enum_constant name: (identifier) @name) @def.variable
(annotation_type_element_declaration name: (identifier) @name) @def.method
(class_declaration (modifiers "private")) @private
(interface_declaration (modifiers "private")) @private
(enum_declaration (modifiers "private")) @private
(record_declaration (modifiers "private")) @private
(method_declaration (modifiers "private")) @private
(constructor_declaration (modifiers "private")) @private
(field_declaration (modifiers "private")) @private

(method_declaration body: (_) @weak)
(constructor_declaration body: (_) @weak)
(lambda_expression body: (_) @weak)

(class_declaration) @scope
(interface_declaration) @scope
(enum_declaration) @scope
(record_declaration) @scope
(class_body) @scope
(method_declaration) @scope
(constructor_declaration) @scope
(lambda_expression) @scope
(block) @scope
(for_statement) @scope
(enhanced_for_statement) @scope
(catch_clause) @scope
(try_with_resources_statement) @scope

(formal_parameter name: (identifier) @bind)
(spread_parameter (variable_declarator name: (identifier) @bind))
(local_variable_declaration declarator: (variable_declarator name: (identifier) @bind))
(catch_formal_parameter name: (identifier) @bind)
(enhanced_for_statement name: (identifier) @bind)
(inferred_parameters (identifier) @bind)
(lambda_expression parameters: (identifier) @bind)
(resource name: (identifier) @bind)
(type_parameter (type_identifier) @bind)
(instanceof_expression name: (identifier) @bind)
(type_pattern (identifier) @bind)
(record_pattern_component (identifier) @bind)
(element_value_pair key: (identifier) @skip)
(labeled_statement . (identifier) @skip)
(break_statement (identifier) @skip)
(continue_statement (identifier) @skip)
(package_declaration [(identifier) (scoped_identifier)] @skip)
