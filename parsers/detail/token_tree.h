// TokenTree: a syntax tree with everything in it, tokens and the names of fields, as one array in preorder. For work
// that changes text in place, where `a < b` is three nodes and the middle one matters. Nothing recurses on foreign
// depth.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "parsers/tree.h"

namespace oyer::parsers::detail {

inline constexpr std::uint32_t kNoToken = std::numeric_limits<std::uint32_t>::max();

struct Token {
  Span span;
  std::uint32_t parent = kNoToken;
  std::uint32_t past = 0;  // index one past the last descendant
  std::string_view type;   // as the grammar calls it: "binary_operator", "<"; static
  std::string_view field;  // that it fills in its parent: "left"; "" where it fills none
  bool named = false;      // false: a token that the grammar gives as text
  bool broken = false;     // an error, or below one
};

struct TokenTree {
  std::vector<Token> nodes;  // 0 is the root
  std::string_view text;

  std::uint32_t size() const { return static_cast<std::uint32_t>(nodes.size()); }
  const Token& operator[](std::uint32_t index) const { return nodes[index]; }
  std::string_view text_of(std::uint32_t index) const {
    const Span& span = nodes[index].span;
    return text.substr(span.byte_begin, span.byte_end - span.byte_begin);
  }
  // Children in order: for (auto c = first_child(n); c != kNoToken; c = next_sibling(c)).
  std::uint32_t first_child(std::uint32_t index) const { return nodes[index].past > index + 1 ? index + 1 : kNoToken; }
  std::uint32_t next_sibling(std::uint32_t index) const {
    const auto next = nodes[index].past;
    return index != 0 && next < nodes[nodes[index].parent].past ? next : kNoToken;
  }
  // kNoToken where no child fills it.
  std::uint32_t child(std::uint32_t index, std::string_view field) const;
  // All children but comments, tokens left out.
  std::vector<std::uint32_t> named_children(std::uint32_t index) const;
};

// nullopt for a language without a grammar, and for a text on which the parser exhausts its steps or its memory. The
// tree refers to `text`.
std::optional<TokenTree> token_tree(Language language, std::string_view text);

// How many errors and missing tokens the text's tree has; nullopt as above.
std::optional<std::uint32_t> count_errors(Language language, std::string_view text);

}  // namespace oyer::parsers::detail
