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

// The replacements of a number that is written in decimal digits: its neighbours, and 0. Empty for other texts.
std::vector<std::string> neighbours_of(std::string_view number);

// "+=" as "+"; "" for other texts.
std::string_view operator_of_assignment(std::string_view token) noexcept;

// Mutators, over a tree of their language. `dead` names nodes (by index) whose subtrees are to be passed over.
void mutate_python(const TokenTree& tree, const std::vector<bool>& dead, Drafts& drafts);
void mutate_c(const TokenTree& tree, const std::vector<bool>& dead, Drafts& drafts);  // and C++

// Top-level definitions of a Python program that nothing reaches from `roots`: true at their indices.
std::vector<bool> unreached_python(const TokenTree& tree, std::span<const std::string> roots);

}  // namespace oyer::parsers::detail
