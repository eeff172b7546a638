#include "parsers/detail/fences.h"

#include <algorithm>
#include <array>
#include <optional>

#include "parsers/detail/lines.h"

namespace oyer::parsers::detail {
namespace {

constexpr std::size_t kFenceLength = 3;

struct Fence {
  char mark = 0;           // '`' or '~'
  std::size_t length = 0;  // how many of them
  std::size_t indent = 0;  // white space before it
  std::string_view word;   // the first word behind it
  bool bare = false;       // nothing stands behind it
};

bool is_tag_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' || c == '#' ||
         c == '-' || c == '_' || c == '.';
}

std::size_t run_length(std::string_view text, char mark) {
  const auto end = text.find_first_not_of(mark);
  return end == std::string_view::npos ? text.size() : end;
}

// The fence that begins at `at` of a line, whatever it does there.
std::optional<Fence> fence_at(std::string_view line, std::size_t at) {
  if (at >= line.size() || (line[at] != '`' && line[at] != '~')) return std::nullopt;
  Fence fence{line[at], run_length(line.substr(at), line[at]), at, {}, false};
  if (fence.length < kFenceLength) return std::nullopt;
  const auto rest = trimmed(line.substr(at + fence.length));
  fence.bare = rest.empty();
  // "```{python}" and "``` .python" name a language too.
  const auto word = rest.substr(std::min(rest.size(), rest.find_first_not_of("{. ")));
  fence.word = word.substr(
      0, static_cast<std::size_t>(std::find_if_not(word.begin(), word.end(), is_tag_character) - word.begin()));
  // Backquotes later in the line make it inline code.
  if (fence.mark == '`' && rest.find('`') != std::string_view::npos) return std::nullopt;
  return fence;
}

std::optional<Fence> fence_of_line(std::string_view line) { return fence_at(line, indentation_of(line)); }

// "Here it is: ```python": an opening fence behind prose must name a language or end the line after a colon.
std::optional<Fence> fence_behind_prose(std::string_view line) {
  const auto at = line.find("```");
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  auto fence = fence_at(line, at);
  if (!fence) return std::nullopt;
  const auto before = trimmed(line.substr(0, at));
  const bool opens = fence->bare ? before.ends_with(':') : trimmed(line.substr(at + fence->length)) == fence->word;
  if (!opens) return std::nullopt;
  fence->indent = 0;
  return fence;
}

class Scanner {
 public:
  Scanner(std::string_view text, Language language) : text_(text), language_(language), look_ahead_(4 * text.size()) {}

  std::vector<FencedBlock> run() {
    for (std::size_t at = 0; at < text_.size();) {
      const Line line = line_at(text_, at);
      at = line.next;
      const auto content = text_of(line, text_);
      auto fence = fence_of_line(content);
      if (!fence) fence = fence_behind_prose(content);
      while (fence) fence = read_block(*fence, at);
    }
    return std::move(blocks_);
  }

 private:
  // Reads the block behind `open`, whose first line begins at `at`, and moves `at` behind it. Returns the fence that
  // ended it by opening another, if one did.
  std::optional<Fence> read_block(const Fence& open, std::size_t& at) {
    const auto first = at;
    const Tag tag = tag_of(open.word, language_);
    OpenState state;
    std::size_t strict_end = std::string_view::npos;  // the first closing fence, strings or not
    std::size_t strict_next = 0;
    while (at < text_.size()) {
      const Line line = line_at(text_, at);
      const auto content = text_of(line, text_);
      if (strict_end != std::string_view::npos && !look_ahead(content.size())) break;
      const auto fence = fence_of_line(content);
      const bool closes = fence && fence->bare && fence->mark == open.mark && fence->length >= open.length;
      if (closes && strict_end == std::string_view::npos) {
        strict_end = line.begin;
        strict_next = line.next;
      }
      if (!state.in_string()) {
        if (closes) return close(open, tag, first, line.begin, line.next, at);
        if (fence && !fence->bare && fence->mark == open.mark && tag_of(fence->word, language_) == Tag::asked) {
          add(open, tag, first, line.begin, true);
          at = line.next;
          return fence;
        }
        if (ends_with_fence(content, open)) return close_in_line(open, tag, first, line, at);
      }
      if (language_ == Language::python && tag != Tag::other) state.feed(content);
      at = line.next;
    }
    // A string that never ended hid the closing fence, if there was one.
    if (strict_end != std::string_view::npos) return close(open, tag, first, strict_end, strict_next, at);
    add(open, tag, first, text_.size(), true);
    return std::nullopt;
  }

  // Text read behind a closing fence that a string seems to hide may be read again. Hostile text could ask for that at
  // every fence, so all of it together is limited.
  bool look_ahead(std::size_t bytes) {
    if (look_ahead_ < bytes + 1) return false;
    look_ahead_ -= bytes + 1;
    return true;
  }

  std::optional<Fence> close(const Fence& open, Tag tag, std::size_t first, std::size_t end, std::size_t next,
                             std::size_t& at) {
    add(open, tag, first, end, false);
    at = next;
    return std::nullopt;
  }

  // "return x```"
  static bool ends_with_fence(std::string_view line, const Fence& open) {
    const auto last = line.find_last_not_of(" \t");
    if (last == std::string_view::npos || line[last] != open.mark) return false;
    const auto head = line.substr(0, last + 1);
    const auto before = head.find_last_not_of(open.mark);
    return before != std::string_view::npos && last - before >= open.length &&
           line.find(std::string(kFenceLength, open.mark)) == before + 1;
  }

  std::optional<Fence> close_in_line(const Fence& open, Tag tag, std::size_t first, const Line& line, std::size_t& at) {
    const auto content = text_of(line, text_);
    add(open, tag, first, line.begin + content.find(std::string(kFenceLength, open.mark)), false);
    at = line.next;
    return std::nullopt;
  }

  void add(const Fence& open, Tag tag, std::size_t first, std::size_t end, bool unclosed) {
    FencedBlock block{{}, tag, unclosed};
    const auto lines = text_.substr(0, end);
    for (std::size_t at = first; at < end;) {
      const Line line = line_at(lines, at);
      const auto content = text_of(line, lines);
      const auto cut = std::min(open.indent, indentation_of(content));
      block.text += lines.substr(line.begin + cut, line.next - line.begin - cut);
      at = line.next;
    }
    blocks_.push_back(std::move(block));
  }

  std::string_view text_;
  Language language_;
  std::size_t look_ahead_;
  std::vector<FencedBlock> blocks_;
};

std::string in_lower_case(std::string_view word) {
  std::string lower(word);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return lower;
}

// Words that name something that is certainly not an answer: shells, data, output, other languages.
bool names_something_else(std::string_view word) {
  constexpr std::array<std::string_view, 32> words = {
      "bash", "sh",   "shell", "zsh",    "console", "terminal", "powershell", "cmd",   "bat",  "json", "yaml",
      "yml",  "toml", "xml",   "html",   "css",     "csv",      "sql",        "jsx",   "tsx",  "cs",   "csharp",
      "c#",   "diff", "pycon", "output", "scala",   "kotlin",   "markdown",   "latex", "ruby", "php"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

Tag tag_of(std::string_view word, Language language) {
  const std::string lower = in_lower_case(word);
  if (const auto named = parse_language(lower)) return *named == language ? Tag::asked : Tag::other;
  if (language == Language::python && (lower.starts_with("python") || lower == "py3" || lower == "ipython"))
    return Tag::asked;
  return names_something_else(lower) ? Tag::other : Tag::none;
}

std::vector<FencedBlock> fenced_blocks(std::string_view text, Language language) {
  return Scanner(text, language).run();
}

}  // namespace oyer::parsers::detail
