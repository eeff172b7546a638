// OutlineMarks: what a language's query says about a tree, in terms of the flattened tree.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "parsers/detail/flat_tree.h"
#include "parsers/detail/outline_language.h"
#include "parsers/outline.h"

namespace oyer::parsers::detail {

// Bits of OutlineMarks::nodes.
constexpr std::uint16_t mark_bit(Capture capture) {
  return static_cast<std::uint16_t>(1U << (static_cast<unsigned>(capture) - static_cast<unsigned>(Capture::bind)));
}

struct DefinitionMark {
  std::uint32_t node = kNoNode;
  std::uint32_t name = kNoNode;
  std::uint32_t body = kNoNode;
  SymbolKind kind = SymbolKind::function;
};

struct ImportMark {
  std::uint32_t node = kNoNode;
  std::uint32_t target = kNoNode;
  std::uint32_t name = kNoNode;
  std::uint32_t alias = kNoNode;
  std::uint32_t path_hint = kNoNode;
  const PatternRules* pattern = nullptr;
};

struct OutlineMarks {
  std::vector<std::uint16_t> nodes;         // bits, beside the tree's nodes
  std::vector<DefinitionMark> definitions;  // by (node, name), each pair once
  std::vector<ImportMark> imports;          // by (node, name, target, alias), each once
  std::vector<std::uint32_t> public_names;  // nodes whose text names what the file exports
  std::uint32_t package = kNoNode;          // the first
};

// The tree from which `flat` was made must still be there.
OutlineMarks marks_of(const OutlineLanguage& language, const FlatTree& flat, std::string_view text);

}  // namespace oyer::parsers::detail
