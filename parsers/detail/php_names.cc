#include "parsers/detail/php_names.h"

#include <algorithm>
#include <iterator>

namespace oyer::parsers::detail {

std::string_view php_prefix(const FlatTree& tree, std::string_view text, std::uint32_t leaf) {
  // Nodes of a name begin with its first part, or with the backslash or the word before that.
  const std::uint32_t begin = tree[leaf].begin;
  if (begin == 0 || text[begin - 1] != '\\') return {};
  for (std::uint32_t at = tree[leaf].parent; at != kNoNode && tree[at].begin + 10 >= begin; at = tree[at].parent)
    if (tree[at].begin < begin) return tree[at].begin + 1 == begin ? "\\" : "namespace.";
  return "\\";
}

bool is_php_word(std::string_view name) {
  constexpr std::string_view words[] = {"self",         "static",        "parent",       "__CLASS__",
                                        "__DIR__",      "__FILE__",      "__LINE__",     "__METHOD__",
                                        "__FUNCTION__", "__NAMESPACE__", "__PROPERTY__", "__TRAIT__"};
  return std::find(std::begin(words), std::end(words), name) != std::end(words);
}

}  // namespace oyer::parsers::detail
