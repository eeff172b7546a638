#include "parsers/detail/outline_text.h"

#include <algorithm>

namespace oyer::parsers::detail {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// A comment that begins farther from the line's start is not looked at.
constexpr std::uint32_t kMostIndent = 400;

// Longer headers are cut: an outline is not a copy of the file.
constexpr std::size_t kMostHeaderBytes = 2000;

// One line of a comment without what marks it as one.
std::string_view comment_line(std::string_view line) {
  line = trimmed(line);
  for (const std::string_view open : {"///", "//!", "//", "/**", "/*!", "/*", "#!", "#"}) {
    if (!line.starts_with(open)) continue;
    line.remove_prefix(open.size());
    break;
  }
  if (line.ends_with("*/")) line.remove_suffix(2);
  line = trimmed(line);
  if (line == "*") return {};
  if (line.starts_with("* ")) line.remove_prefix(2);
  return trimmed(line);
}

}  // namespace

std::string header_text(std::string_view text) {
  std::string out;
  bool blank = false;
  for (const char c : text) {
    if (is_blank(c)) {
      blank = true;
      continue;
    }
    if (blank && !out.empty()) out += ' ';
    blank = false;
    out += c;
    if (out.size() >= kMostHeaderBytes) break;
  }
  while (!out.empty()) {
    if (out.ends_with("=>")) {
      out.resize(out.size() - 2);
    } else if (out.back() == '{' || out.back() == ':' || out.back() == ';' || out.back() == '=' || out.back() == ' ') {
      out.pop_back();
    } else {
      break;
    }
  }
  return out;
}

std::string path_text(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (!is_blank(c) && c != '\\') out += c;
  return out;
}

std::string comment_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = comment_line(text.substr(0, end));
    if (!out.empty()) out += '\n';
    out += line;
    // Blank lines at the start leave nothing behind.
    if (out == "\n") out.clear();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  while (!out.empty() && is_blank(out.back())) out.pop_back();
  return out;
}

CommentBlock comments_above(const OutlineLanguage& language, const FlatTree& tree, std::string_view text,
                            std::uint32_t node) {
  CommentBlock block;
  std::uint32_t below = tree[node].begin;
  std::uint32_t at = node;
  while (at > 1) {
    // The node before in preorder is the comment, or (where comments have parts) one of its parts.
    std::uint32_t before = at - 1;
    for (int climb = 0; climb < 3 && !language.traits(tree[before].symbol).comment && before > 0; ++climb)
      before = tree[before].parent == kNoNode ? 0 : tree[before].parent;
    if (before == 0 || !language.traits(tree[before].symbol).comment || tree[before].past > at) break;
    const auto gap = text.substr(tree[before].end, below - tree[before].end);
    // Some grammars count the line's end into the comment.
    const bool ends_line = tree[before].end > 0 && text[tree[before].end - 1] == '\n';
    const auto newlines = std::count(gap.begin(), gap.end(), '\n') + (ends_line ? 1 : 0);
    if (!trimmed(gap).empty() || newlines > 1) break;
    const auto column = tree[before].column;
    if (column > kMostIndent || !trimmed(text.substr(tree[before].begin - column, column)).empty()) break;
    const auto said = tree.text_of(before, text);
    const bool marked = said.starts_with("///") || said.starts_with("/**") || said.starts_with("//!");
    if (language.rules->doc == DocStyle::marked && !marked) break;
    if (block.first == kNoNode) block.end = tree[before].end;
    block.first = before;
    block.begin = tree[before].begin;
    below = block.begin;
    at = before;
  }
  return block;
}

std::string docstring_in(const OutlineLanguage& language, const FlatTree& tree, std::string_view text,
                         std::uint32_t body) {
  auto statement = tree.first_child(body);
  while (statement != kNoNode && language.traits(tree[statement].symbol).comment)
    statement = tree.next_sibling(statement);
  if (statement == kNoNode || language.traits(tree[statement].symbol).hash != language.docstring_hash) return {};
  const auto string = tree.first_child(statement);
  if (string == kNoNode || !language.traits(tree[string].symbol).literal) return {};
  // Its parts are the opening quotes, contents, and the closing quotes.
  const auto open = tree.first_child(string);
  if (open == kNoNode) return {};
  auto last = open;
  for (auto c = open; c != kNoNode; c = tree.next_sibling(c)) last = c;
  if (last == open) return {};
  return std::string(trimmed(text.substr(tree[open].end, tree[last].begin - tree[open].end)));
}

}  // namespace oyer::parsers::detail
