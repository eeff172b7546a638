#include "parsers/tree.h"

#include <utility>

#include "parsers/detail/python_rules.h"
#include "parsers/detail/syntax.h"

namespace oyer::parsers {
namespace {

using detail::Kind;
using detail::kNone;
using detail::Node;
using detail::Syntax;

// Enough for the densest code; see detail::Parser.
constexpr std::uint64_t kUnits = 1000;
constexpr std::uint64_t kBytesPerUnit = 16;
constexpr std::size_t kMostTextBytes = std::size_t{32} << 20U;

Span span_of(const Node& node) { return {node.begin, node.end, node.row, node.column}; }

// The content of a string literal, without prefix and quotes.
std::string content_of(const Syntax& syntax, std::string_view text, std::uint32_t literal) {
  std::uint32_t begin = kNone;
  std::uint32_t end = 0;
  for (auto c = syntax.first_child(literal); c != kNone; c = syntax.next_sibling(c)) {
    if (syntax[c].kind != Kind::string_content) continue;
    begin = std::min(begin, syntax[c].begin);
    end = syntax[c].end;
  }
  return begin == kNone ? std::string{} : std::string(text.substr(begin, end - begin));
}

std::string docstring_of(const Syntax& syntax, std::string_view text, std::uint32_t definition) {
  const auto body = detail::body_of(syntax, definition);
  if (body == kNone) return {};
  for (auto c = syntax.first_child(body); c != kNone; c = syntax.next_sibling(c)) {
    if (syntax[c].kind == Kind::comment) continue;
    const auto literal = syntax.first_child(c);
    const bool is_doc =
        syntax[c].kind == Kind::expression_statement && literal != kNone && syntax[literal].kind == Kind::string;
    return is_doc ? content_of(syntax, text, literal) : std::string{};
  }
  return {};
}

// "def f(a, b) -> int": from the start of the definition to its body, without the colon and what surrounds it.
std::string signature_of(const Syntax& syntax, std::string_view text, std::uint32_t definition) {
  const auto body = detail::body_of(syntax, definition);
  auto end = body == kNone ? syntax[definition].end : syntax[body].begin;
  for (auto c = syntax.first_child(definition); c != kNone; c = syntax.next_sibling(c))
    if (syntax[c].kind == Kind::comment) end = std::min(end, syntax[c].begin);
  auto header = text.substr(syntax[definition].begin, end - syntax[definition].begin);
  const auto last = header.find_last_not_of(": \t\r\n");
  return std::string(header.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

class SymbolList {
 public:
  SymbolList(const Syntax& syntax, std::string_view text) : syntax_(syntax), text_(text) {}

  std::vector<Symbol> take() {
    for (std::uint32_t i = 1; i < syntax_.size(); ++i) {
      while (!open_.empty() && i >= syntax_[open_.back().node].past_subtree) open_.pop_back();
      const auto kind = syntax_[i].kind;
      if (kind == Kind::function_definition || kind == Kind::class_definition) add_definition(i);
      if (kind == Kind::assignment && open_.empty()) add_variables(i);
    }
    return std::move(symbols_);
  }

 private:
  struct Open {
    std::uint32_t node;
    std::uint32_t symbol;
  };

  void add_definition(std::uint32_t i) {
    const auto parent_node = syntax_[i].parent;
    const bool decorated = syntax_[parent_node].kind == Kind::decorated_definition;
    Symbol symbol;
    symbol.kind = SymbolKind::function;
    if (syntax_[i].kind == Kind::class_definition) symbol.kind = SymbolKind::class_;
    if (!open_.empty()) {
      symbol.parent = open_.back().symbol;
      const bool in_class = symbols_[*symbol.parent].kind == SymbolKind::class_;
      if (in_class && symbol.kind == SymbolKind::function) symbol.kind = SymbolKind::method;
    }
    symbol.name = detail::name_of_definition(syntax_, text_, i);
    symbol.signature = signature_of(syntax_, text_, i);
    symbol.doc = docstring_of(syntax_, text_, i);
    symbol.span = span_of(syntax_[decorated ? parent_node : i]);
    open_.push_back({i, static_cast<std::uint32_t>(symbols_.size())});
    symbols_.push_back(std::move(symbol));
  }

  void add_variables(std::uint32_t assignment) {
    const auto target = syntax_.first_child(assignment);
    if (target == kNone) return;
    for (auto i = target; i < syntax_[target].past_subtree; ++i) {
      if (syntax_[i].kind == Kind::attribute || syntax_[i].kind == Kind::subscript) {
        i = syntax_[i].past_subtree - 1;
        continue;
      }
      if (syntax_[i].kind != Kind::identifier) continue;
      Symbol symbol;
      symbol.kind = SymbolKind::variable;
      symbol.name = detail::text_of(syntax_[i], text_);
      symbol.span = span_of(syntax_[assignment]);
      symbols_.push_back(std::move(symbol));
    }
  }

  const Syntax& syntax_;
  std::string_view text_;
  std::vector<Symbol> symbols_;
  std::vector<Open> open_;
};

// `name` and `alias` of one imported item.
Import item_of(const Syntax& syntax, std::string_view text, std::uint32_t item) {
  Import import;
  if (syntax[item].kind == Kind::aliased_import) {
    const auto name = syntax.first_child(item);
    const auto alias = name == kNone ? kNone : syntax.next_sibling(name);
    if (name != kNone) import.name = detail::text_of(syntax[name], text);
    if (alias != kNone) import.alias = detail::text_of(syntax[alias], text);
  } else {
    import.name = detail::text_of(syntax[item], text);
  }
  return import;
}

void add_imports(const Syntax& syntax, std::string_view text, std::uint32_t statement, std::vector<Import>& out) {
  const auto kind = syntax[statement].kind;
  std::string module = kind == Kind::future_import_statement ? "__future__" : "";
  bool module_next = kind == Kind::import_from_statement;
  for (auto c = syntax.first_child(statement); c != kNone; c = syntax.next_sibling(c)) {
    if (syntax[c].kind == Kind::comment) continue;
    if (module_next) {
      module = detail::text_of(syntax[c], text);
      module_next = false;
      continue;
    }
    Import import = item_of(syntax, text, c);
    if (kind == Kind::import_statement) {
      import.module = std::exchange(import.name, {});
    } else {
      import.module = module;
    }
    import.span = span_of(syntax[statement]);
    out.push_back(std::move(import));
  }
}

}  // namespace

struct Tree::State {
  Language language;
  std::string text;
  Syntax syntax;
  std::vector<Span> errors;
};

Tree::Tree(std::unique_ptr<State> state) : state_(std::move(state)) {}
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(Tree&&) noexcept = default;
Tree::~Tree() = default;

Tree Tree::parse(Language language, std::string text) {
  auto state = std::make_unique<State>(State{language, std::move(text), {}, {}});
  const std::uint64_t units = state->text.size() > kMostTextBytes ? 0 : kUnits + state->text.size() / kBytesPerUnit;
  state->syntax = detail::Parser(language, units).parse(state->text);
  if (state->syntax.gave_up) state->errors.push_back(span_of(state->syntax[0]));
  for (const Node& node : state->syntax.nodes)
    if (node.kind == Kind::error || node.kind == Kind::missing) state->errors.push_back(span_of(node));
  return Tree(std::move(state));
}

const std::string& Tree::text() const noexcept { return state_->text; }
Language Tree::language() const noexcept { return state_->language; }
std::vector<Symbol> Tree::symbols() const { return SymbolList(state_->syntax, state_->text).take(); }

std::vector<Import> Tree::imports() const {
  std::vector<Import> imports;
  const Syntax& syntax = state_->syntax;
  for (std::uint32_t i = 1; i < syntax.size(); ++i) {
    const auto kind = syntax[i].kind;
    if (kind == Kind::import_statement || kind == Kind::import_from_statement || kind == Kind::future_import_statement)
      add_imports(syntax, state_->text, i, imports);
  }
  return imports;
}

std::span<const Span> Tree::errors() const noexcept { return state_->errors; }

}  // namespace oyer::parsers
