// What of a Python program its entry point reaches, by names alone: more than is really used, never less, but for what
// is only named at run time.
#include <map>

#include "parsers/detail/mutator.h"

namespace oyer::parsers::detail {
namespace {

std::string_view definition_name(const TokenTree& tree, std::uint32_t i) {
  if (tree[i].type == "decorated_definition") i = tree.child(i, "definition");
  if (i == kNoToken || !is_any_of(tree[i].type, {"function_definition", "class_definition"})) return {};
  const auto name = tree.child(i, "name");
  return name == kNoToken ? std::string_view() : tree.text_of(name);
}

}  // namespace

std::vector<bool> unreached_python(const TokenTree& tree, std::span<const std::string> roots) {
  std::vector<bool> unreached(tree.size());
  if (roots.empty()) return unreached;
  std::multimap<std::string_view, std::uint32_t> definitions;
  std::vector<std::uint32_t> to_read;  // nodes whose names are yet to be followed
  for (auto c = tree.first_child(0); c != kNoToken; c = tree.next_sibling(c)) {
    const std::string_view name = definition_name(tree, c);
    if (name.empty()) {
      to_read.push_back(c);
    } else {
      definitions.emplace(name, c);
      unreached[c] = true;
    }
  }
  const auto reach = [&](std::string_view name) {
    const auto [first, last] = definitions.equal_range(name);
    for (auto at = first; at != last; ++at) {
      unreached[at->second] = false;
      to_read.push_back(at->second);
    }
    definitions.erase(first, last);
  };
  for (const std::string& root : roots) reach(std::string_view(root).substr(0, root.find('.')));
  while (!to_read.empty()) {
    const std::uint32_t node = to_read.back();
    to_read.pop_back();
    for (std::uint32_t i = node; i < tree[node].past; ++i) {
      if (tree[i].type == "identifier") reach(tree.text_of(i));
    }
  }
  return unreached;
}

}  // namespace oyer::parsers::detail
