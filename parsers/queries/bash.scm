; Bash and other shells. What the captures mean is told in docs/outline.md.

((command name: (command_name (word) @_f) . argument: [(word) (raw_string)] @target) @import
  (#any-of? @_f "source" ".") (#set! form "require") (#set! nameless))
((command name: (command_name (word) @_f) . argument: (string . (string_content) @target .)) @import
  (#any-of? @_f "source" ".") (#set! form "require") (#set! nameless))
((command name: (command_name (word) @_f @skip) . argument: [(concatenation) (simple_expansion) (expansion)
  (command_substitution)] @target) @import.call
  (#any-of? @_f "source" ".") (#set! form "require") (#set! nameless) (#set! computed))
((command name: (command_name (word) @_f @skip) . argument: (string [(simple_expansion) (expansion)
  (command_substitution)]) @target) @import.call
  (#any-of? @_f "source" ".") (#set! form "require") (#set! nameless) (#set! computed))

(function_definition name: (word) @name body: (_) @body) @def.function
(variable_assignment name: (variable_name) @name) @def.variable

(function_definition body: (_) @weak)
(if_statement) @guard
(function_definition) @scope
(command name: (command_name (word) @use))
(for_statement variable: (variable_name) @bind)
