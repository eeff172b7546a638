#include "parsers/detail/python_rules.h"

#include <algorithm>
#include <vector>

namespace oyer::parsers::detail {
namespace {

bool starts_its_line(const Node& node, std::string_view text) {
  for (auto at = node.begin; at > 0 && text[at - 1] != '\n'; --at) {
    const char c = text[at - 1];
    if (c != ' ' && c != '\t' && c != '\f' && c != '\r') return false;
  }
  return true;
}

// What stands before a statement in the middle of a line: the end of another, or the head of its block.
bool is_separated(const Node& node, std::string_view text) {
  const auto before = text.substr(0, node.begin).find_last_not_of(" \t\f");
  return before != std::string_view::npos && (text[before] == ';' || text[before] == ':');
}

// A block has statements, and those that start a line start in one column.
bool is_sound_block(const Syntax& syntax, std::string_view text, std::uint32_t block) {
  auto column = block == 0 ? 0 : kNone;
  bool empty = block != 0;
  for (auto c = syntax.first_child(block); c != kNone; c = syntax.next_sibling(c)) {
    const Node& child = syntax[c];
    if (child.kind == Kind::comment) continue;
    empty = false;
    if (child.column == column) continue;
    if (!starts_its_line(child, text)) {
      if (!is_separated(child, text)) return false;
      continue;
    }
    if (column != kNone) return false;
    column = child.column;
  }
  return !empty;
}

// `else` and its like stand under what they belong to, or on its line.
bool stands_under_its_head(const Syntax& syntax, std::string_view text, std::uint32_t clause) {
  const Node& node = syntax[clause];
  return node.column == syntax[node.parent].column || !starts_its_line(node, text);
}

bool is_function(Kind kind) { return kind == Kind::function_definition || kind == Kind::lambda; }

// Marks nodes that have a function around them with no class in between.
std::vector<bool> inside_functions(const Syntax& syntax, std::uint32_t from, std::uint32_t to) {
  std::vector<bool> inside(to - from, false);
  for (auto i = from + 1; i < to; ++i) {
    const auto parent = syntax[i].parent;
    const auto kind = syntax[parent].kind;
    inside[i - from] = is_function(kind) || (kind != Kind::class_definition && inside[parent - from]);
  }
  return inside;
}

}  // namespace

bool is_valid_python(const Syntax& syntax, std::string_view text, std::uint32_t node) {
  if (syntax.gave_up || (node == 0 && syntax.has_error)) return false;
  const auto end = syntax[node].past_subtree;
  const auto inside = inside_functions(syntax, node, end);
  for (auto i = node; i < end; ++i) {
    switch (syntax[i].kind) {
      case Kind::error:
      case Kind::missing:
      case Kind::print_statement:
      case Kind::exec_statement: return false;
      case Kind::module:
      case Kind::block:
        if (!is_sound_block(syntax, text, i)) return false;
        break;
      case Kind::elif_clause:
      case Kind::else_clause:
      case Kind::except_clause:
      case Kind::except_group_clause:
      case Kind::finally_clause:
        if (i != node && !stands_under_its_head(syntax, text, i)) return false;
        break;
      case Kind::return_statement:
      case Kind::yield:
        if (!inside[i - node]) return false;
        break;
      default: break;
    }
  }
  return true;
}

bool is_code(const Syntax& syntax, std::string_view text, std::uint32_t statement) {
  if (syntax[statement].kind == Kind::pass_statement) return false;
  if (syntax[statement].kind != Kind::expression_statement) return true;
  for (auto i = statement + 1; i < syntax[statement].past_subtree; ++i) {
    switch (syntax[i].kind) {
      case Kind::call: {
        // "Complexity (time)" is prose: nobody puts a space before the parenthesis of a statement that is a call.
        const auto arguments = syntax.next_sibling(syntax.first_child(i));
        if (arguments != kNone && text[syntax[arguments].begin - 1] != ' ') return true;
        break;
      }
      case Kind::assignment:
        // "Output: five" is an annotation to the parser.
        for (auto c = syntax.first_child(i); c != kNone; c = syntax.next_sibling(c))
          if (c != i + 1 && syntax[c].kind != Kind::type && syntax[c].kind != Kind::comment) return true;
        break;
      case Kind::augmented_assignment:
      case Kind::named_expression:
      case Kind::list_comprehension:
      case Kind::set_comprehension:
      case Kind::dictionary_comprehension:
      case Kind::lambda:
      case Kind::yield: return true;
      default: break;
    }
  }
  return false;
}

bool has_code(const Syntax& syntax, std::string_view text) {
  for (auto c = syntax.first_child(0); c != kNone; c = syntax.next_sibling(c)) {
    const auto kind = syntax[c].kind;
    if (kind != Kind::comment && kind != Kind::error && is_code(syntax, text, c)) return true;
  }
  return false;
}

std::uint32_t definition_of(const Syntax& syntax, std::uint32_t statement) {
  const auto is_definition = [&](std::uint32_t i) {
    return syntax[i].kind == Kind::function_definition || syntax[i].kind == Kind::class_definition;
  };
  if (is_definition(statement)) return statement;
  if (syntax[statement].kind != Kind::decorated_definition) return kNone;
  for (auto c = syntax.first_child(statement); c != kNone; c = syntax.next_sibling(c))
    if (is_definition(c)) return c;
  return kNone;
}

std::string_view name_of_definition(const Syntax& syntax, std::string_view text, std::uint32_t definition) {
  const auto name = syntax.first_child(definition);
  return name != kNone && syntax[name].kind == Kind::identifier ? text_of(syntax[name], text) : std::string_view{};
}

std::uint32_t body_of(const Syntax& syntax, std::uint32_t definition) {
  for (auto c = syntax.first_child(definition); c != kNone; c = syntax.next_sibling(c))
    if (syntax[c].kind == Kind::block) return c;
  return kNone;
}

bool is_stub(const Syntax& syntax, std::uint32_t definition) {
  const auto body = body_of(syntax, definition);
  if (body == kNone) return true;
  for (auto c = syntax.first_child(body); c != kNone; c = syntax.next_sibling(c)) {
    const auto kind = syntax[c].kind;
    if (kind == Kind::comment || kind == Kind::pass_statement || kind == Kind::raise_statement) continue;
    const auto inner = syntax.first_child(c);
    const bool bare = kind == Kind::expression_statement && inner != kNone &&
                      (syntax[inner].kind == Kind::string || syntax[inner].kind == Kind::ellipsis);
    if (!bare) return false;
  }
  return true;
}

}  // namespace oyer::parsers::detail
