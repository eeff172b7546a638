; Ruby. What the captures mean is told in docs/outline.md.

((call !receiver method: (identifier) @_f @skip arguments: (argument_list . (string . (string_content) @target .))) @import
  (#any-of? @_f "require" "load") (#set! form "require") (#set! nameless))
((call !receiver method: (identifier) @_f @skip arguments: (argument_list . (string . (string_content) @target .))) @import
  (#eq? @_f "require_relative") (#set! form "relative") (#set! nameless))
((call method: (identifier) @_f @skip arguments: (argument_list . (simple_symbol) @name
  (string . (string_content) @target .))) @import
  (#eq? @_f "autoload") (#set! form "require") (#set! weak) (#set! nameless))
((call !receiver method: (identifier) @_f @skip arguments: (argument_list . [(identifier) (call) (binary) (string (interpolation))] @target))
  @import.call (#any-of? @_f "require" "load") (#set! form "require") (#set! nameless) (#set! computed))
((call !receiver method: (identifier) @_f @skip arguments: (argument_list . [(identifier) (call) (binary) (string (interpolation))] @target))
  @import.call (#eq? @_f "require_relative") (#set! form "relative") (#set! nameless) (#set! computed))

(class name: (constant) @name body: (_) @body) @def.class
(class name: (constant) @name !body) @def.class
(class name: (scope_resolution name: (constant) @name) body: (_) @body) @def.class
(module name: (constant) @name body: (_) @body) @def.module
(module name: (constant) @name !body) @def.module
(method name: (_) @name body: (_) @body) @def.function
(method name: (_) @name !body) @def.function
(singleton_method name: (_) @name body: (_) @body) @def.function
(singleton_method name: (_) @name !body) @def.function
(assignment left: (constant) @name) @def.variable

(method body: (_) @weak)
(singleton_method body: (_) @weak)
(lambda) @weak
(begin (rescue)) @guard

(method) @scope
(singleton_method) @scope
(block) @scope
(do_block) @scope
(lambda) @scope
(class body: (_) @scope)
(module body: (_) @scope)

(method_parameters (identifier) @bind)
(block_parameters (identifier) @bind)
(lambda_parameters (identifier) @bind)
(optional_parameter name: (identifier) @bind)
(keyword_parameter name: (identifier) @bind)
(splat_parameter name: (identifier) @bind)
(hash_splat_parameter name: (identifier) @bind)
(block_parameter name: (identifier) @bind)
(destructured_parameter (identifier) @bind)
(assignment left: (identifier) @bind)
(operator_assignment left: (identifier) @bind)
(left_assignment_list (identifier) @bind)
(for pattern: (identifier) @bind)
(exception_variable (identifier) @bind)
