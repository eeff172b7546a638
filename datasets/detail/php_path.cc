#include "datasets/detail/php_path.h"

#include <algorithm>

#include "datasets/detail/path_text.h"

namespace oyer::datasets::detail {
namespace {

constexpr int kDeepest = 16;  // calls and parentheses in one another

// Joins of strings, dirname() and the constants that tell a file's place: nothing else makes a path before it runs.
class PathReader {
 public:
  PathReader(std::string_view text, std::string_view file) : text_(text), file_("/" + std::string(file)) {}

  std::optional<std::string> whole() {
    auto path = joined_terms(0);
    blanks();
    return text_.empty() ? path : std::nullopt;
  }

 private:
  void blanks() {
    const auto behind = text_.find_first_not_of(" \t\r\n");
    text_.remove_prefix(std::min(behind, text_.size()));
  }

  bool takes(std::string_view word) {
    blanks();
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }

  std::optional<std::string> joined_terms(int depth) {
    auto path = term(depth);
    while (path && takes(".")) {
      const auto next = term(depth);
      path = next ? std::optional(*path + *next) : std::nullopt;
    }
    return path;
  }

  std::optional<std::string> term(int depth) {
    if (depth > kDeepest) return std::nullopt;
    takes("\\");
    if (takes("__DIR__")) return std::string(folder_of(file_));
    if (takes("__FILE__")) return file_;
    if (takes("DIRECTORY_SEPARATOR")) return "/";
    if (takes("dirname(") || takes("dirname (")) return folder(depth);
    if (takes("realpath(") || takes("(")) {
      auto path = joined_terms(depth + 1);
      return takes(")") ? path : std::nullopt;
    }
    return quoted();
  }

  // Behind "dirname(".
  std::optional<std::string> folder(int depth) {
    const auto path = joined_terms(depth + 1);
    int levels = 1;
    if (takes(",")) {
      blanks();
      levels = text_.empty() ? 0 : text_[0] - '0';
      text_.remove_prefix(std::min<std::size_t>(1, text_.size()));
    }
    if (!path || levels < 1 || levels > 9 || !takes(")")) return std::nullopt;
    std::string_view found = *path;
    for (int i = 0; i < levels; ++i) {
      if (found.empty()) return std::nullopt;  // above the project
      found = folder_of(found);
    }
    return std::string(found);
  }

  std::optional<std::string> quoted() {
    blanks();
    if (text_.empty() || (text_[0] != '\'' && text_[0] != '"')) return std::nullopt;
    const auto close = text_.find(text_[0], 1);
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view inside = text_.substr(1, close - 1);
    if (inside.find_first_of(text_[0] == '"' ? "\\$" : "\\") != std::string_view::npos) return std::nullopt;
    text_.remove_prefix(close + 1);
    return std::string(inside);
  }

  std::string_view text_;
  const std::string file_;
};

}  // namespace

std::optional<std::string> php_path(std::string_view expression, std::string_view file) {
  return PathReader(expression, file).whole();
}

}  // namespace oyer::datasets::detail
