// Syntax: the tree of a text, flattened. The one place (with syntax.cc) that knows tree-sitter.
//
// tree-sitter's tree is walked once, by its cursor, into an array in preorder; everything else in this room loops over
// that array. So nothing recurses on the depth of hostile code, and no tree-sitter type leaves this file.
//
// Kept are named nodes, errors, and places where a token is missing. Fields are not kept: in the grammars used here
// the position among the named children says the same, and field look-ups cost as much as the rest of the walk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "parsers/detail/kinds.h"

namespace oyer::parsers::detail {

inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

struct Node {
  Kind kind = Kind::other;
  std::uint32_t begin = 0;  // bytes
  std::uint32_t end = 0;
  std::uint32_t row = 0;  // of begin, both from 0, the column in bytes
  std::uint32_t column = 0;
  std::uint32_t parent = kNone;    // index of the nearest kept ancestor
  std::uint32_t past_subtree = 0;  // index one past the last descendant
};

// The flattened tree of one text. Node 0 is the root, spanning everything.
class Syntax {
 public:
  std::vector<Node> nodes;
  bool has_error = false;  // some node is an error or a missing token
  bool gave_up = false;    // the parser ran out of steps or has no grammar: only the root stands here

  // What stands for a text that was not parsed: the root alone, with has_error.
  static Syntax unparsed(std::string_view text);

  const Node& operator[](std::uint32_t index) const { return nodes[index]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(nodes.size()); }

  // Children of a node, in order: for (auto c = first_child(n); c != kNone; c = next_sibling(c)).
  std::uint32_t first_child(std::uint32_t index) const {
    return nodes[index].past_subtree > index + 1 ? index + 1 : kNone;
  }
  std::uint32_t next_sibling(std::uint32_t index) const {
    const auto next = nodes[index].past_subtree;
    return index != 0 && next < nodes[nodes[index].parent].past_subtree ? next : kNone;
  }
};

// A tree-sitter parser with a budget of work for everything it parses in its life. Not thread safe.
//
// Work is counted in units of a hundred of tree-sitter's operations. Ordinary code takes one unit (some 40 us) for 220
// bytes, the densest code (nested brackets) one for 17. A parse costs at least one unit for 256 bytes, and more when
// it ends in errors, since recovering from them is slow.
class Parser {
 public:
  explicit Parser(Language language, std::uint64_t units);
  ~Parser();
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  // What to do where a text has no parse without errors. Recovery costs many times what plain parsing does, and who
  // only asks whether a text is a program has no use for it.
  enum class OnError { recover, stop };

  // Texts of 4 GiB and more are not parsed (gave_up). Stopped at an error, only the root stands in the result.
  Syntax parse(std::string_view text, OnError on_error = OnError::recover);

  bool exhausted() const noexcept { return left_ == 0; }

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
  const Kind* kinds_ = nullptr;
  void charge(std::uint64_t units) { left_ -= units < left_ ? units : left_; }

  std::uint64_t left_;
};

// The text a node stands for.
inline std::string_view text_of(const Node& node, std::string_view text) {
  return text.substr(node.begin, node.end - node.begin);
}

}  // namespace oyer::parsers::detail
