#include "parsers/detail/reference_comments.h"

#include <algorithm>

namespace oyer::parsers::detail {
namespace {

// No file of people names more, or longer ones.
constexpr std::size_t kMostReferences = 1000;
constexpr std::size_t kMostBytes = 1000;

// What stands between the quotes of ` path=…`; empty where that is not what the comment says.
std::string_view path_in(std::string_view comment) {
  if (!comment.starts_with("///")) return {};
  comment.remove_prefix(3);
  comment.remove_prefix(std::min(comment.find_first_not_of(" \t"), comment.size()));
  if (!comment.starts_with("<reference")) return {};
  const auto path = comment.find(" path=");
  if (path == std::string_view::npos) return {};
  comment.remove_prefix(path + 6);
  if (comment.empty() || (comment[0] != '"' && comment[0] != '\'')) return {};
  const auto close = comment.find(comment[0], 1);
  return close == std::string_view::npos ? std::string_view{} : comment.substr(1, close - 1);
}

}  // namespace

void add_reference_comments(const OutlineLanguage& language, const FlatTree& tree, std::string_view text,
                            std::vector<ImportUse>& imports) {
  const Language is = language.rules->language;
  if (is != Language::typescript && is != Language::tsx) return;
  for (auto node = tree.first_child(0); node != kNoNode; node = tree.next_sibling(node)) {
    if (!language.traits(tree[node].symbol).comment || imports.size() >= kMostReferences) return;
    const std::string_view path = path_in(tree.text_of(node, text));
    if (path.empty() || path.size() > kMostBytes) continue;
    ImportUse import;
    import.form = ImportForm::relative;
    import.target = path;
    import.weak = true;
    import.span = tree.span_of(node);
    imports.push_back(std::move(import));
  }
}

}  // namespace oyer::parsers::detail
