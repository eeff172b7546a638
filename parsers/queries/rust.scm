; Rust. What the captures mean is told in docs/outline.md.

; A use tree is taken apart by the reader.
((use_declaration argument: (_) @target) @import (#set! form "module") (#set! tree) (#set! nameless))
(use_declaration (visibility_modifier)) @reexported
((extern_crate_declaration name: (identifier) @target !alias) @import (#set! form "module"))
((extern_crate_declaration name: (identifier) @target alias: (identifier) @alias) @import (#set! form "module"))
(extern_crate_declaration (visibility_modifier)) @reexported
((mod_item name: (identifier) @target !body) @import (#set! form "submodule"))
(mod_item (visibility_modifier) !body) @reexported
((source_file (attribute_item (attribute (identifier) @_p value: (string_literal (string_content) @path_hint)))
  . (attribute_item)* . (mod_item name: (identifier) @target !body) @import)
  (#eq? @_p "path") (#set! form "submodule"))
((declaration_list (attribute_item (attribute (identifier) @_p value: (string_literal (string_content) @path_hint)))
  . (attribute_item)* . (mod_item name: (identifier) @target !body) @import)
  (#eq? @_p "path") (#set! form "submodule"))
((source_file (attribute_item (attribute (identifier) @_c)) . (attribute_item)*
  . [(mod_item) (use_declaration) (extern_crate_declaration)] @guard) (#any-of? @_c "cfg" "cfg_attr"))
((declaration_list (attribute_item (attribute (identifier) @_c)) . (attribute_item)*
  . [(mod_item) (use_declaration) (extern_crate_declaration)] @guard) (#any-of? @_c "cfg" "cfg_attr"))
((block (attribute_item (attribute (identifier) @_c)) . (attribute_item)*
  . (use_declaration) @guard) (#any-of? @_c "cfg" "cfg_attr"))
((macro_invocation macro: (identifier) @_m @skip (token_tree . (string_literal (string_content) @target))) @import.call
  (#any-of? @_m "include" "include_str" "include_bytes") (#set! form "include_quote") (#set! nameless))

(function_item name: (identifier) @name body: (_) @body) @def.function
(function_signature_item name: (identifier) @name) @def.function
(struct_item name: (type_identifier) @name body: (field_declaration_list) @body) @def.class
(struct_item name: (type_identifier) @name) @def.class
(enum_item name: (type_identifier) @name body: (_) @body) @def.class
(union_item name: (type_identifier) @name body: (_) @body) @def.class
(trait_item name: (type_identifier) @name body: (_) @body) @def.class
(type_item name: (type_identifier) @name) @def.class
(const_item name: (identifier) @name) @def.variable
(static_item name: (identifier) @name) @def.variable
(mod_item name: (identifier) @name body: (_) @body) @def.module
(impl_item type: (type_identifier) @name body: (_) @body) @def.module
(impl_item type: (generic_type type: (type_identifier) @name) body: (_) @body) @def.module
(macro_definition name: (identifier) @name) @def.macro

(function_item (visibility_modifier)) @public
(struct_item (visibility_modifier)) @public
(enum_item (visibility_modifier)) @public
(union_item (visibility_modifier)) @public
(trait_item (visibility_modifier)) @public
(type_item (visibility_modifier)) @public
(const_item (visibility_modifier)) @public
(static_item (visibility_modifier)) @public
(mod_item (visibility_modifier)) @public
(impl_item) @public
(impl_item trait: (_) body: (declaration_list (function_item) @public))
(trait_item body: (declaration_list [(function_item) (function_signature_item)] @public))

(function_item body: (_) @weak)
(closure_expression body: (_) @weak)

(function_item) @scope
(closure_expression) @scope
(impl_item) @scope
(trait_item) @scope
(struct_item) @scope
(enum_item) @scope
(type_item) @scope
(declaration_list) @scope.class
(block) @scope
(match_arm) @scope
(for_expression) @scope
(if_expression) @scope
(while_expression) @scope

(parameter pattern: (identifier) @bind)
(let_declaration pattern: (identifier) @bind)
(closure_parameters (identifier) @bind)
(for_expression pattern: (identifier) @bind)
(tuple_pattern (identifier) @bind)
(tuple_struct_pattern type: (_) (identifier) @bind)
(field_pattern name: (shorthand_field_identifier) @bind)
(field_pattern pattern: (identifier) @bind)
(captured_pattern . (identifier) @bind)
(ref_pattern (identifier) @bind)
(mut_pattern (identifier) @bind)
(reference_pattern (identifier) @bind)
(slice_pattern (identifier) @bind)
(let_condition pattern: (identifier) @bind)
(match_pattern . (identifier) @bind)
(or_pattern (identifier) @bind)
(type_parameter name: (type_identifier) @bind)
(const_parameter name: (identifier) @bind)
(token_tree) @skip
(attribute_item) @skip
(inner_attribute_item) @skip
(visibility_modifier) @skip
