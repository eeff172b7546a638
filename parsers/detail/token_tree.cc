#include "parsers/detail/token_tree.h"

#include <tree_sitter/api.h>

#include "parsers/detail/flat_tree.h"

namespace oyer::parsers::detail {
namespace {

// However short a text is, it may take this many steps; and so many more for each byte.
constexpr std::uint64_t kLeastSteps = 100'000;
constexpr std::uint64_t kStepsPerByte = 200;

// nullptr for a language without a grammar, and beyond the bounds.
const TSTree* parse(Language language, std::string_view text, ParseMemory& memory) {
  const OutlineLanguage* const known = outline_language(language);
  if (known == nullptr) return nullptr;
  return parse_text(*known, text, kLeastSteps + kStepsPerByte * text.size(), memory);
}

// Calls `enter(cursor)` for every node in preorder and `leave()` behind its last descendant.
template <class Enter, class Leave>
void walk(const TSTree* tree, const Enter& enter, const Leave& leave) {
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
  for (bool down = true; down;) {
    enter(cursor);
    if (ts_tree_cursor_goto_first_child(&cursor)) continue;
    leave();
    while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
      down = ts_tree_cursor_goto_parent(&cursor);
      if (!down) break;
      leave();
    }
  }
  ts_tree_cursor_delete(&cursor);
}

std::string_view or_empty(const char* text) { return text == nullptr ? std::string_view() : text; }

}  // namespace

std::uint32_t TokenTree::child(std::uint32_t index, std::string_view field) const {
  for (auto c = first_child(index); c != kNoToken; c = next_sibling(c)) {
    if (nodes[c].field == field) return c;
  }
  return kNoToken;
}

std::vector<std::uint32_t> TokenTree::named_children(std::uint32_t index) const {
  std::vector<std::uint32_t> children;
  for (auto c = first_child(index); c != kNoToken; c = next_sibling(c)) {
    if (nodes[c].named && nodes[c].type != "comment") children.push_back(c);
  }
  return children;
}

std::optional<TokenTree> token_tree(Language language, std::string_view text) {
  ParseMemory memory;
  const TSTree* const tree = parse(language, text, memory);
  if (tree == nullptr) return std::nullopt;
  TokenTree out;
  out.text = text;
  std::vector<std::uint32_t> path;
  walk(
      tree,
      [&](const TSTreeCursor& cursor) {
        const TSNode node = ts_tree_cursor_current_node(&cursor);
        const TSPoint start = ts_node_start_point(node);
        Token token;
        token.span = {ts_node_start_byte(node), ts_node_end_byte(node), start.row, start.column};
        token.parent = path.empty() ? kNoToken : path.back();
        token.type = or_empty(ts_node_type(node));
        token.field = or_empty(ts_tree_cursor_current_field_name(&cursor));
        token.named = ts_node_is_named(node);
        token.broken =
            ts_node_is_error(node) || ts_node_is_missing(node) || (!path.empty() && out.nodes[path.back()].broken);
        path.push_back(out.size());
        out.nodes.push_back(token);
      },
      [&] {
        out.nodes[path.back()].past = out.size();
        path.pop_back();
      });
  return out;
}

std::optional<std::uint32_t> count_errors(Language language, std::string_view text) {
  ParseMemory memory;
  const TSTree* const tree = parse(language, text, memory);
  if (tree == nullptr) return std::nullopt;
  if (!ts_node_has_error(ts_tree_root_node(tree))) return 0;
  std::uint32_t errors = 0;
  walk(
      tree,
      [&](const TSTreeCursor& cursor) {
        const TSNode node = ts_tree_cursor_current_node(&cursor);
        if (ts_node_is_error(node) || ts_node_is_missing(node)) ++errors;
      },
      [] {});
  return errors;
}

}  // namespace oyer::parsers::detail
