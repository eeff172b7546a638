// Mutator: what the mutators of all languages share. Each of them loops over a tree once and drafts what it sees.
#pragma once

#include <algorithm>
#include <array>
#include <initializer_list>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/detail/token_tree.h"
#include "parsers/mutation.h"

namespace oyer::parsers::detail {

inline bool is_any_of(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// A token and what it can become; "" where there are fewer.
struct Others {
  std::string_view token;
  std::array<std::string_view, 4> others;
};

// nullptr for a token that is not in the table.
template <std::size_t N>
const Others* find_others(const Others (&table)[N], std::string_view token) {
  const auto at = std::find_if(std::begin(table), std::end(table), [&](const Others& o) { return o.token == token; });
  return at == std::end(table) ? nullptr : at;
}

class Drafts {
 public:
  explicit Drafts(const TokenTree& tree) : tree_(tree) {}

  // Replaces the text of a node. Nothing where that is the same text, or empty already.
  void replace(MutationOperator kind, std::uint32_t node, std::string replacement);
  template <std::size_t N>
  void replace_by(MutationOperator kind, std::uint32_t token, const Others (&table)[N]) {
    const Others* known = find_others(table, tree_.text_of(token));
    if (known == nullptr) return;
    for (const std::string_view other : known->others) {
      if (!other.empty()) replace(kind, token, std::string(other));
    }
  }
  // Replaces a number by its neighbours, and by 0.
  void replace_number(std::uint32_t node);
  // Two of the arguments in `list`, each in the other's place.
  void swap(std::uint32_t list, std::uint32_t first, std::uint32_t second);

  std::vector<Mutation> take() { return std::move(made_); }

 private:
  const TokenTree& tree_;
  std::vector<Mutation> made_;
};

inline bool is_short(const Token& token) noexcept {
  return token.span.byte_end - token.span.byte_begin <= most_mutated_bytes;
}

// What a mutator does with one kind of nodes.
template <class Mutator>
struct MutatorRow {
  std::string_view type;
  void (Mutator::*mutate)(std::uint32_t);
};

// The method for this type; nullptr where there is none.
template <class Mutator, std::size_t N>
auto find_row(const MutatorRow<Mutator> (&rows)[N], std::string_view type) -> void (Mutator::*)(std::uint32_t) {
  const auto at = std::find_if(std::begin(rows), std::end(rows), [&](const auto& row) { return row.type == type; });
  return at == std::end(rows) ? nullptr : at->mutate;
}

// Calls `visit(node)` for the nodes, in preorder, that can be mutated: no tokens, nothing broken, nothing long, and
// nothing at or below a node for which `is_unseen(node)`.
template <class IsUnseen, class Visit>
void each_mutable(const TokenTree& tree, const IsUnseen& is_unseen, const Visit& visit) {
  for (std::uint32_t i = 0; i < tree.size();) {
    if (is_unseen(i)) {
      i = tree[i].past;
      continue;
    }
    if (tree[i].named && !tree[i].broken && is_short(tree[i])) visit(i);
    ++i;
  }
}

// "+=" as "+"; "" for other texts.
std::string_view operator_of_assignment(std::string_view token) noexcept;

// Mutators, over a tree of their language. `dead`: nodes, by index, whose subtrees are to be passed over.
void mutate_python(const TokenTree& tree, const std::vector<bool>& dead, Drafts& drafts);
void mutate_c(const TokenTree& tree, Drafts& drafts);  // and C++

// Top-level definitions of a Python program that nothing reaches from `roots`: true at their indices.
std::vector<bool> unreached_python(const TokenTree& tree, std::span<const std::string> roots);

}  // namespace oyer::parsers::detail
