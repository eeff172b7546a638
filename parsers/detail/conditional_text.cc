#include "parsers/detail/conditional_text.h"

#include <algorithm>

namespace oyer::parsers::detail {
namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// Takes the word at the front, after blanks.
std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  std::size_t end = 0;
  while (end < text.size() && is_word(text[end])) ++end;
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

bool take(std::string_view& text, char c) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// The X of "#ifndef X" and "#if !defined(X)".
std::string_view guarding_name(std::string_view directive, std::string_view rest) {
  if (directive == "ifndef") return take_word(rest);
  if (directive != "if" || !take(rest, '!') || take_word(rest) != "defined") return {};
  take(rest, '(');
  return take_word(rest);
}

struct Condition {
  std::uint64_t begin = 0;
  std::string_view guards;  // the name whose definition would make this an include guard, while that may still come
  bool is_guard = false;
};

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<ConditionalPart> run() {
    bool in_comment = false;
    for (std::size_t at = 0; at < text_.size();) {
      const auto end = std::min(text_.find('\n', at), text_.size());
      std::string_view line = text_.substr(at, end - at);
      if (!in_comment && take(line, '#')) directive(at, line);
      in_comment = ends_in_comment(text_.substr(at, end - at), in_comment);
      at = end + 1;
    }
    while (!open_.empty()) close(text_.size());
    return std::move(parts_);
  }

 private:
  // Literals are not looked at: one that holds "/*" on a line of code hides directives up to the next "*/", at worst.
  static bool ends_in_comment(std::string_view line, bool in_comment) {
    for (std::size_t at = 0;;) {
      if (in_comment) {
        const auto end = line.find("*/", at);
        if (end == std::string_view::npos) return true;
        at = end + 2;
        in_comment = false;
        continue;
      }
      const auto begin = line.find("/*", at);
      const auto rest = line.find("//", at);
      const auto quote = line.find('"', at);
      if (begin == std::string_view::npos || rest < begin) return false;
      if (quote < begin) {
        const auto close = line.find('"', quote + 1);
        if (close == std::string_view::npos) return false;
        at = close + 1;
        continue;
      }
      at = begin + 2;
      in_comment = true;
    }
  }

  void directive(std::size_t at, std::string_view line) {
    const std::string_view name = take_word(line);
    if (name == "if" || name == "ifdef" || name == "ifndef") {
      if (!open_.empty()) open_.back().guards = {};
      open_.push_back({at, guarding_name(name, line), false});
      return;
    }
    if (open_.empty()) return;
    Condition& inner = open_.back();
    if (name == "define" && !inner.guards.empty() && take_word(line) == inner.guards) inner.is_guard = true;
    inner.guards = {};
    if (name == "endif") close(at);
  }

  void close(std::uint64_t end) {
    const Condition condition = open_.back();
    open_.pop_back();
    if (condition.is_guard) return;
    // Parts within this one are no longer outermost.
    while (!parts_.empty() && parts_.back().begin > condition.begin) parts_.pop_back();
    parts_.push_back({condition.begin, end});
  }

  std::string_view text_;
  std::vector<Condition> open_;
  std::vector<ConditionalPart> parts_;
};

}  // namespace

std::vector<ConditionalPart> conditional_parts(std::string_view text) { return Scanner(text).run(); }

bool is_conditional(const std::vector<ConditionalPart>& parts, std::uint64_t byte) noexcept {
  const auto behind = std::upper_bound(parts.begin(), parts.end(), byte,
                                       [](std::uint64_t at, const ConditionalPart& part) { return at < part.begin; });
  return behind != parts.begin() && byte < std::prev(behind)->end;
}

}  // namespace oyer::parsers::detail
