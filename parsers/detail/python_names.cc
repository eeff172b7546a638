// One pass in preorder. A parent hands each child its scope and its role before the child is visited, so the stack is
// the array of nodes itself. Uses are resolved after the pass, when every scope knows all its names, since in Python a
// binding anywhere in a function makes the name local in all of it.
#include "parsers/detail/python_names.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

namespace oyer::parsers::detail {
namespace {

enum class Role : std::uint8_t {
  use,      // evaluated: identifiers are reads
  bind,     // a target: identifiers are bindings, but attributes and subscripts are evaluated
  walrus,   // the target of :=, bound outside comprehensions
  pattern,  // in `case`: bare names are captures
  ignore,   // names that are no variables (keywords of calls, attributes, module paths)
};

enum class ScopeKind : std::uint8_t { module, function, class_, comprehension };

struct Scope {
  ScopeKind kind = ScopeKind::module;
  std::uint32_t parent = kNone;
  std::uint32_t annotations = 0;  // of a function: where its defaults and annotations are evaluated
};

// A (scope, name) pair as one number.
std::uint64_t key(std::uint32_t scope, std::uint32_t name) { return std::uint64_t{scope} << 32U | name; }

class Analysis {
 public:
  Analysis(const Syntax& syntax, std::string_view text)
      : syntax_(syntax), text_(text), roles_(syntax.size(), Role::use), scope_of_(syntax.size(), 0) {
    scopes_.push_back({});
    for (auto child = syntax_.first_child(0); child != kNone; child = syntax_.next_sibling(child))
      if (syntax_[child].kind != Kind::comment) statements_.push_back({child, {}, {}});
  }

  std::vector<TopStatement> run() {
    for (std::uint32_t i = 1; i < syntax_.size(); ++i) {
      while (statement_ + 1 < statements_.size() && i >= statements_[statement_ + 1].node) ++statement_;
      visit(i);
    }
    resolve();
    return std::move(statements_);
  }

  std::vector<OwnVariable> run_for_variables() {
    run();
    return own_variables();
  }

 private:
  struct Use {
    std::uint32_t name;
    std::uint32_t scope;
    std::uint32_t statement;
  };

  // Hands role and scope to all children, to the first one another role.
  void hand_down(std::uint32_t node, Role role, std::uint32_t scope, Role first) {
    hand_down(node, role, scope);
    hand(syntax_.first_child(node), first, scope);
  }
  void hand_down(std::uint32_t node, Role role, std::uint32_t scope) {
    for (auto c = syntax_.first_child(node); c != kNone; c = syntax_.next_sibling(c)) {
      roles_[c] = role;
      scope_of_[c] = scope;
    }
  }
  void hand(std::uint32_t child, Role role, std::uint32_t scope) {
    if (child == kNone) return;
    roles_[child] = role;
    scope_of_[child] = scope;
  }
  std::uint32_t open_scope(ScopeKind kind, std::uint32_t parent) {
    scopes_.push_back({kind, parent, parent});
    return static_cast<std::uint32_t>(scopes_.size() - 1);
  }
  std::uint32_t name_of(std::uint32_t node) {
    const auto [at, fresh] =
        numbers_.try_emplace(text_of(syntax_[node], text_), static_cast<std::uint32_t>(names_.size()));
    if (fresh) names_.push_back(at->first);
    return at->second;
  }

  // A place where the name stands for a variable.
  void appear(std::uint32_t node) { appearances_.emplace_back(name_of(node), node); }
  // A name that others know it by: its variable keeps it.
  void fix(std::uint32_t node) { fixed_.insert(name_of(node)); }

  void bind(std::uint32_t name, std::uint32_t scope) {
    if (scopes_[scope].kind == ScopeKind::class_) fixed_.insert(name);
    if (globals_.contains(key(scope, name))) scope = 0;
    if (outer_.contains(key(scope, name))) return;  // nonlocal: bound where it was bound
    bound_.insert(key(scope, name));
    if (scope != 0 || statements_.empty()) return;
    if (bound_here_.insert(key(static_cast<std::uint32_t>(statement_), name)).second)
      statements_[statement_].binds.push_back(names_[name]);
  }

  void visit(std::uint32_t i);
  void visit_identifier(std::uint32_t i);
  void visit_function(std::uint32_t i);
  void visit_parameter(std::uint32_t i);
  void visit_class(std::uint32_t i);
  void visit_lambda(std::uint32_t i);
  void visit_comprehension(std::uint32_t i);
  void visit_import(std::uint32_t i);
  void visit_assignment(std::uint32_t i);
  void visit_dotted_name(std::uint32_t i);
  void visit_aliased_import(std::uint32_t i);
  void visit_for_in(std::uint32_t i);
  bool is_global(const Use& use) const;
  std::vector<OwnVariable> own_variables() const;
  void declare(std::uint32_t i, std::unordered_set<std::uint64_t>& where);
  void resolve();

  const Syntax& syntax_;
  std::string_view text_;
  std::vector<Role> roles_;
  std::vector<std::uint32_t> scope_of_;
  std::vector<Scope> scopes_;
  std::vector<TopStatement> statements_;
  std::size_t statement_ = 0;
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
  std::vector<std::string_view> names_;
  std::unordered_set<std::uint64_t> bound_;
  std::unordered_set<std::uint64_t> bound_here_;  // (statement, name) of global bindings
  std::unordered_set<std::uint64_t> globals_;     // declared `global` there
  std::unordered_set<std::uint64_t> outer_;       // declared `nonlocal` there
  std::vector<Use> uses_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> appearances_;  // name, node
  std::unordered_set<std::uint32_t> fixed_;                           // names
};

void Analysis::visit(std::uint32_t i) {
  const auto scope = scope_of_[i];
  const auto role = roles_[i];
  switch (syntax_[i].kind) {
    case Kind::identifier: return visit_identifier(i);
    case Kind::function_definition: return visit_function(i);
    case Kind::class_definition: return visit_class(i);
    case Kind::lambda: return visit_lambda(i);
    case Kind::list_comprehension:
    case Kind::set_comprehension:
    case Kind::dictionary_comprehension:
    case Kind::generator_expression: return visit_comprehension(i);
    case Kind::import_statement:
    case Kind::import_from_statement: return visit_import(i);
    case Kind::future_import_statement: return hand_down(i, Role::ignore, scope);
    case Kind::assignment:
    case Kind::augmented_assignment: return visit_assignment(i);
    case Kind::global_statement: return declare(i, globals_);
    case Kind::nonlocal_statement: return declare(i, outer_);
    case Kind::dotted_name: return visit_dotted_name(i);
    case Kind::aliased_import: return visit_aliased_import(i);
    case Kind::for_statement:
    case Kind::type_alias_statement: return hand_down(i, Role::use, scope, Role::bind);
    case Kind::for_in_clause: return visit_for_in(i);
    case Kind::named_expression: return hand_down(i, Role::use, scope, Role::walrus);
    case Kind::as_pattern_target: return hand_down(i, Role::bind, scope);
    case Kind::keyword_argument:
      if (const auto keyword = syntax_.first_child(i); keyword != kNone) fix(keyword);
      return hand_down(i, Role::use, scope, Role::ignore);
    case Kind::keyword_pattern: return hand_down(i, Role::pattern, scope, Role::ignore);
    case Kind::attribute: return hand_down(i, Role::ignore, scope, Role::use);
    case Kind::class_pattern: return hand_down(i, Role::pattern, scope, Role::use);
    case Kind::case_pattern:
    case Kind::splat_pattern: return hand_down(i, Role::pattern, scope);
    case Kind::default_parameter:
    case Kind::typed_parameter:
    case Kind::typed_default_parameter: return visit_parameter(i);
    case Kind::subscript:
    case Kind::call: return hand_down(i, Role::use, scope);
    default: return hand_down(i, role == Role::walrus ? Role::use : role, scope);
  }
}

void Analysis::visit_identifier(std::uint32_t i) {
  auto scope = scope_of_[i];
  if (roles_[i] != Role::ignore) appear(i);
  switch (roles_[i]) {
    case Role::ignore: return;
    case Role::use: return uses_.push_back({name_of(i), scope, static_cast<std::uint32_t>(statement_)});
    case Role::walrus:
      while (scopes_[scope].kind == ScopeKind::comprehension) scope = scopes_[scope].parent;
      return bind(name_of(i), scope);
    case Role::pattern:
      if (text_of(syntax_[i], text_) == "_") return;
      return bind(name_of(i), scope);
    case Role::bind: return bind(name_of(i), scope);
  }
}

void Analysis::visit_function(std::uint32_t i) {
  const auto outer = scope_of_[i];
  const auto inner = open_scope(ScopeKind::function, outer);
  bool named = false;
  for (auto c = syntax_.first_child(i); c != kNone; c = syntax_.next_sibling(c)) {
    switch (syntax_[c].kind) {
      case Kind::identifier:
        hand(c, named ? Role::use : Role::bind, outer);
        named = true;
        break;
      case Kind::type_parameter:  // annotations see it too, so with it they belong inside
        hand(c, Role::bind, inner);
        scopes_[inner].annotations = inner;
        break;
      case Kind::parameters: hand(c, Role::bind, inner); break;
      case Kind::block: hand(c, Role::use, inner); break;
      default: hand(c, Role::use, scopes_[inner].annotations);
    }
  }
}

// A parameter is bound inside; its default and its annotation are evaluated outside.
void Analysis::visit_parameter(std::uint32_t i) {
  const auto inner = scope_of_[i];
  hand_down(i, Role::use, scopes_[inner].annotations);
  hand(syntax_.first_child(i), Role::bind, inner);
}

void Analysis::visit_lambda(std::uint32_t i) {
  const auto inner = open_scope(ScopeKind::function, scope_of_[i]);
  for (auto c = syntax_.first_child(i); c != kNone; c = syntax_.next_sibling(c))
    hand(c, syntax_[c].kind == Kind::lambda_parameters ? Role::bind : Role::use, inner);
}

void Analysis::visit_class(std::uint32_t i) {
  const auto outer = scope_of_[i];
  auto around = outer;
  bool named = false;
  for (auto c = syntax_.first_child(i); c != kNone; c = syntax_.next_sibling(c)) {
    switch (syntax_[c].kind) {
      case Kind::identifier:
        hand(c, named ? Role::use : Role::bind, outer);
        named = true;
        break;
      case Kind::type_parameter:
        around = open_scope(ScopeKind::function, outer);
        hand(c, Role::bind, around);
        break;
      case Kind::block: hand(c, Role::use, open_scope(ScopeKind::class_, around)); break;
      default: hand(c, Role::use, around);
    }
  }
}

// All of a comprehension runs in a scope of its own but the first iterable; that clause is marked by Role::ignore.
void Analysis::visit_comprehension(std::uint32_t i) {
  const auto inner = open_scope(ScopeKind::comprehension, scope_of_[i]);
  bool first = true;
  for (auto c = syntax_.first_child(i); c != kNone; c = syntax_.next_sibling(c)) {
    const bool marked = first && syntax_[c].kind == Kind::for_in_clause;
    hand(c, marked ? Role::ignore : Role::use, inner);
    if (marked) first = false;
  }
}

void Analysis::visit_for_in(std::uint32_t i) {
  const auto inner = scope_of_[i];
  const bool first = roles_[i] == Role::ignore && scopes_[inner].parent != kNone;
  hand_down(i, Role::use, first ? scopes_[inner].parent : inner);
  hand(syntax_.first_child(i), Role::bind, inner);
}

// `import a.b` binds a, `from m import n` binds n, `as` binds the alias. Module paths are no variables.
void Analysis::visit_import(std::uint32_t i) {
  const auto scope = scope_of_[i];
  for (auto node = i; node < syntax_[i].past_subtree; ++node)
    if (syntax_[node].kind == Kind::identifier) fix(node);
  bool module_path = syntax_[i].kind == Kind::import_from_statement;
  for (auto c = syntax_.first_child(i); c != kNone; c = syntax_.next_sibling(c)) {
    if (syntax_[c].kind == Kind::comment) continue;
    hand(c, module_path ? Role::ignore : Role::bind, scope);
    module_path = false;
  }
}

void Analysis::visit_dotted_name(std::uint32_t i) {
  const auto scope = scope_of_[i];
  const auto first = syntax_.first_child(i);
  const bool dotted = first != kNone && syntax_.next_sibling(first) != kNone;
  const auto role = roles_[i] == Role::pattern && dotted ? Role::use : roles_[i];
  hand_down(i, Role::ignore, scope, role);
}

void Analysis::visit_assignment(std::uint32_t i) {
  const auto scope = scope_of_[i];
  const auto target = syntax_.first_child(i);
  hand_down(i, Role::use, scope, Role::bind);
  if (syntax_[i].kind != Kind::augmented_assignment || target == kNone) return;
  if (syntax_[target].kind != Kind::identifier) return;
  // `n += 1` reads n as well; at the top level it gives no name its first value.
  uses_.push_back({name_of(target), scope, static_cast<std::uint32_t>(statement_)});
  if (scope != 0) return;
  appear(target);
  hand(target, Role::ignore, scope);
}

void Analysis::visit_aliased_import(std::uint32_t i) {
  const auto scope = scope_of_[i];
  hand_down(i, Role::bind, scope, Role::ignore);
}

void Analysis::declare(std::uint32_t i, std::unordered_set<std::uint64_t>& where) {
  for (auto c = syntax_.first_child(i); c != kNone; c = syntax_.next_sibling(c))
    if (syntax_[c].kind == Kind::identifier) {
      where.insert(key(scope_of_[i], name_of(c)));
      appear(c);
    }
  hand_down(i, Role::ignore, scope_of_[i]);
}

// Global unless a function around it, or its own class, binds it. Nesting beyond what CPython compiles is not followed.
bool Analysis::is_global(const Use& use) const {
  constexpr int kDeepest = 1000;
  auto scope = use.scope;
  for (int depth = 0; scope != 0 && depth < kDeepest; ++depth) {
    const auto here = key(scope, use.name);
    if (globals_.contains(here)) return true;
    const bool visible = scopes_[scope].kind != ScopeKind::class_ || scope == use.scope;
    if (visible && bound_.contains(here)) return false;
    scope = scopes_[scope].parent;
  }
  return true;
}

void Analysis::resolve() {
  std::unordered_set<std::uint64_t> seen;
  for (const Use& use : uses_) {
    if (use.statement >= statements_.size()) continue;
    const auto pair = key(use.statement, use.name);
    if (seen.contains(pair) || !is_global(use)) continue;
    seen.insert(pair);
    statements_[use.statement].needs.push_back(names_[use.name]);
  }
}

std::vector<OwnVariable> Analysis::own_variables() const {
  std::unordered_set<std::uint32_t> bound;
  for (const auto pair : bound_) bound.insert(static_cast<std::uint32_t>(pair & 0xFFFFFFFFU));
  std::vector<OwnVariable> variables;
  std::unordered_map<std::uint32_t, std::size_t> places;
  for (const auto& [name, node] : appearances_) {
    const auto text = names_[name];
    if (text.empty() || text.starts_with("__") || is_python_builtin(text)) continue;
    if (!bound.contains(name) || fixed_.contains(name)) continue;
    const auto [at, fresh] = places.try_emplace(name, variables.size());
    if (fresh) variables.push_back({text, {}});
    variables[at->second].nodes.push_back(node);
  }
  for (auto& variable : variables) std::sort(variable.nodes.begin(), variable.nodes.end());
  return variables;
}

// builtins of CPython 3.9 to 3.13, the site module's exit, quit and help, and a module's own attributes.
// clang-format off
constexpr std::array<std::string_view, 158> kBuiltins = {
    "ArithmeticError", "AssertionError", "AttributeError", "BaseException", "BaseExceptionGroup", "BlockingIOError",
    "BrokenPipeError", "BufferError", "BytesWarning", "ChildProcessError", "ConnectionAbortedError",
    "ConnectionError", "ConnectionRefusedError", "ConnectionResetError", "DeprecationWarning", "EOFError", "Ellipsis",
    "EncodingWarning", "EnvironmentError", "Exception", "ExceptionGroup", "FileExistsError", "FileNotFoundError",
    "FloatingPointError", "FutureWarning", "GeneratorExit", "IOError", "ImportError", "ImportWarning",
    "IndentationError", "IndexError", "InterruptedError", "IsADirectoryError", "KeyError", "KeyboardInterrupt",
    "LookupError", "MemoryError", "ModuleNotFoundError", "NameError", "NotADirectoryError", "NotImplemented",
    "NotImplementedError", "OSError", "OverflowError", "PendingDeprecationWarning", "PermissionError",
    "ProcessLookupError", "PythonFinalizationError", "RecursionError", "ReferenceError", "ResourceWarning",
    "RuntimeError", "RuntimeWarning", "StopAsyncIteration", "StopIteration", "SyntaxError", "SyntaxWarning",
    "SystemError", "SystemExit", "TabError", "TimeoutError", "TypeError", "UnboundLocalError", "UnicodeDecodeError",
    "UnicodeEncodeError", "UnicodeError", "UnicodeTranslateError", "UnicodeWarning", "UserWarning", "ValueError",
    "Warning", "ZeroDivisionError", "__annotations__", "__build_class__", "__builtins__", "__cached__", "__class__",
    "__debug__", "__doc__", "__file__", "__import__", "__loader__", "__name__", "__package__", "__path__", "__spec__",
    "abs", "aiter", "all", "anext", "any", "ascii", "bin", "bool", "breakpoint", "bytearray", "bytes", "callable",
    "chr", "classmethod", "compile", "complex", "delattr", "dict", "dir", "divmod", "enumerate", "eval", "exec",
    "exit", "filter", "float", "format", "frozenset", "getattr", "globals", "hasattr", "hash", "help", "hex", "id",
    "input", "int", "isinstance", "issubclass", "iter", "len", "list", "locals", "map", "max", "memoryview", "min",
    "next", "object", "oct", "open", "ord", "pow", "print", "property", "quit", "range", "repr", "reversed", "round",
    "set", "setattr", "slice", "sorted", "staticmethod", "str", "sum", "super", "tuple", "type", "vars", "zip",
};
// clang-format on

}  // namespace

std::vector<TopStatement> top_statements(const Syntax& syntax, std::string_view text) {
  return Analysis(syntax, text).run();
}

std::vector<OwnVariable> own_variables(const Syntax& syntax, std::string_view text) {
  return Analysis(syntax, text).run_for_variables();
}

bool is_python_builtin(std::string_view name) noexcept {
  return std::binary_search(kBuiltins.begin(), kBuiltins.end(), name);
}

}  // namespace oyer::parsers::detail
