// FlatTree: a tree-sitter tree walked once into an array of its named nodes, with what only that walk can tell: shapes,
// fields that matter, bytes of comments and errors. Everything after it loops over the array, so nothing recurses on
// the depth of hostile code.
#pragma once

#include <tree_sitter/api.h>

#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/detail/outline_language.h"
#include "parsers/detail/parse_memory.h"
#include "parsers/tree.h"

namespace oyer::parsers::detail {

inline constexpr std::uint32_t kNoNode = std::numeric_limits<std::uint32_t>::max();

struct FlatNode {
  std::uint32_t begin = 0;  // bytes
  std::uint32_t end = 0;
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  std::uint32_t parent = kNoNode;  // the nearest named ancestor
  std::uint32_t past = 0;          // one past the last descendant
  TSSymbol symbol = 0;
  bool member = false;  // in the field that its parent's kind calls a member
};

struct FlatTree {
  std::vector<FlatNode> nodes;                          // in preorder; 0 is the root
  std::vector<std::uint64_t> shapes;                    // beside nodes
  std::vector<std::pair<TSNode, std::uint32_t>> roots;  // nodes at which some pattern may match; valid as the tree is
  std::uint64_t error_bytes = 0;                        // under the outermost errors
  std::uint64_t comment_bytes = 0;                      // of comments and docstrings

  std::uint32_t size() const { return static_cast<std::uint32_t>(nodes.size()); }
  const FlatNode& operator[](std::uint32_t index) const { return nodes[index]; }
  // Children in order: for (auto c = first_child(n); c != kNoNode; c = next_sibling(c)).
  std::uint32_t first_child(std::uint32_t index) const { return nodes[index].past > index + 1 ? index + 1 : kNoNode; }
  std::uint32_t next_sibling(std::uint32_t index) const {
    const auto next = nodes[index].past;
    return index != 0 && next < nodes[nodes[index].parent].past ? next : kNoNode;
  }
  std::string_view text_of(std::uint32_t index, std::string_view text) const {
    return text.substr(nodes[index].begin, nodes[index].end - nodes[index].begin);
  }
  Span span_of(std::uint32_t index) const {
    const FlatNode& node = nodes[index];
    return {node.begin, node.end, node.row, node.column};
  }
};

// A tree that lies in `memory`. nullptr when the parser needs more than `steps` of its operations (rounded up to a
// hundred), or more memory than code takes (parse_memory.h).
const TSTree* parse_text(const OutlineLanguage& language, std::string_view text, std::uint64_t steps,
                         ParseMemory& memory);

FlatTree flatten(const OutlineLanguage& language, const TSTree* tree, std::string_view text);

}  // namespace oyer::parsers::detail
