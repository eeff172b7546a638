#include "parsers/detail/rust_uses.h"

#include <algorithm>

#include "parsers/detail/outline_text.h"

namespace oyer::parsers::detail {
namespace {

constexpr std::size_t kMostPathBytes = 1000;
constexpr std::size_t kMostUses = 20'000;

struct Branch {
  std::uint32_t node = 0;
  std::string prefix;
};

std::string joined(const std::string& prefix, std::string_view path) {
  if (prefix.empty()) return path_text(path);
  return prefix + "::" + path_text(path);
}

std::string_view last_part(std::string_view path) {
  const auto colon = path.find_last_of(": \t\n");
  return colon == std::string_view::npos ? path : path.substr(colon + 1);
}

}  // namespace

std::vector<RustUse> rust_uses(const OutlineLanguage& language, const FlatTree& tree, std::string_view text,
                               std::uint32_t argument) {
  std::vector<RustUse> uses;
  std::vector<Branch> open{{argument, {}}};
  while (!open.empty() && uses.size() < kMostUses) {
    const Branch branch = std::move(open.back());
    open.pop_back();
    const std::string_view kind = ts_language_symbol_name(language.grammar, tree[branch.node].symbol);
    const auto first = tree.first_child(branch.node);
    const auto second = first == kNoNode ? kNoNode : tree.next_sibling(first);
    if (kind == "scoped_use_list" || kind == "use_list") {
      std::string prefix = branch.prefix;
      auto list = branch.node;
      if (kind == "scoped_use_list") {
        list = second == kNoNode ? first : second;
        if (second != kNoNode) prefix = joined(prefix, tree.text_of(first, text));
      }
      if (list == kNoNode || prefix.size() > kMostPathBytes) continue;
      const auto before = open.size();
      for (auto c = tree.first_child(list); c != kNoNode; c = tree.next_sibling(c)) open.push_back({c, prefix});
      std::reverse(open.begin() + static_cast<std::ptrdiff_t>(before), open.end());
      continue;
    }
    if (language.traits(tree[branch.node].symbol).comment) continue;
    RustUse use;
    auto path = branch.node;
    if (kind == "use_as_clause" && second != kNoNode) {
      path = first;
      use.alias = tree.text_of(second, text);
      if (use.alias != "_") use.local = use.alias;
    } else if (kind == "use_wildcard") {
      use.star = true;
      path = first;
    }
    const auto written = path == kNoNode ? std::string_view{} : tree.text_of(path, text);
    const bool is_self = written == "self" && !branch.prefix.empty();
    use.path = is_self ? branch.prefix : joined(branch.prefix, written);
    if (use.path.empty() || use.path.size() > kMostPathBytes) continue;
    if (!use.star && use.alias.empty() && !is_self) use.local = last_part(written);
    uses.push_back(std::move(use));
  }
  return uses;
}

}  // namespace oyer::parsers::detail
