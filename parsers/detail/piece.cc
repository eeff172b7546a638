#include "parsers/detail/piece.h"

#include <algorithm>
#include <array>
#include <utility>

#include "parsers/detail/lines.h"
#include "parsers/detail/marks.h"
#include "parsers/detail/python_rules.h"

namespace oyer::parsers::detail {
namespace {

bool is_name_character(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Parses `text` into `piece`; true when it is a valid program.
bool settle(Parser& parser, std::string text, Piece& piece) {
  piece.text = std::move(text);
  if (surely_not_python(piece.text)) {
    piece.syntax = Syntax::unparsed(piece.text);
    return piece.valid = piece.code = false;
  }
  piece.syntax = parser.parse(piece.text, Parser::OnError::stop);
  piece.valid = is_valid_python(piece.syntax, piece.text);
  piece.code = piece.valid && has_code(piece.syntax, piece.text);
  return piece.valid;
}

// A line in column 0 and what belongs to it: deeper lines, lines inside its brackets and strings, clauses (`else:`).
struct Item {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool blank = true;
};

bool continues_statement(std::string_view line) {
  constexpr std::array<std::string_view, 5> clauses = {"else:", "elif ", "except", "finally:", ")"};
  return std::any_of(clauses.begin(), clauses.end(), [&](auto clause) { return line.starts_with(clause); });
}

// The item that begins at `at`. `physical` takes indentation alone for what belongs together: for lines of prose whose
// lone parenthesis would otherwise swallow the code behind it.
Item item_at(std::string_view text, std::size_t at, bool physical) {
  constexpr int kMostLines = 4000;
  Item item{at, at, true};
  OpenState state;
  bool decorated = false;
  for (int lines = 0; at < text.size() && lines < kMostLines; ++lines) {
    const Line line = line_at(text, at);
    const auto content = text_of(line, text);
    const bool blank = is_blank(content);
    const bool joined = item.blank || blank || decorated || indentation_of(content) > 0 ||
                        (!physical && (state.open() || continues_statement(content)));
    if (!joined) break;
    if (item.blank) item.begin = line.begin;
    decorated = !blank && content.front() == '@';
    at = line.next;
    if (!blank || state.open()) {
      item.end = at;
      item.blank = false;
    }
    if (!physical) state.feed(content);
  }
  if (item.blank) item.end = at;
  return item;
}

bool is_comment(std::string_view text) {
  const auto content = trimmed(text);
  return content.starts_with('#') && content.find('\n') == std::string_view::npos;
}

// Collects consecutive good items into runs.
class RunCollector {
 public:
  RunCollector(Parser& parser, std::string_view text) : parser_(parser), text_(text) {}

  Pieces run() {
    for (std::size_t at = 0; at < text_.size() && !parser_.exhausted();) {
      auto item = item_at(text_, at, false);
      if (!item.blank && !is_good(item)) {
        const auto physical = item_at(text_, at, true);
        // What the longer reading swallowed is read again; that must not happen without end.
        const bool again = physical.end < item.end && item.end - physical.end <= look_back_;
        if (again) {
          look_back_ -= item.end - physical.end;
          item = physical;
        }
        if (!again || !is_good(item)) {
          flush();
          at = item.end;
          continue;
        }
      }
      if (begin_ == std::string_view::npos) begin_ = item.begin;
      end_ = item.end;
      at = item.end;
    }
    flush();
    return std::move(runs_);
  }

 private:
  bool is_good(const Item& item) {
    const auto content = text_.substr(item.begin, item.end - item.begin);
    if (is_comment(content)) return true;
    Piece piece;
    if (!settle(parser_, std::string(content), piece)) return false;
    // A lone string in triple quotes is a comment; any other bare expression is prose.
    return piece.code || trimmed(content).starts_with("\"\"\"") || trimmed(content).starts_with("'''");
  }

  void flush() {
    if (begin_ == std::string_view::npos) return;
    const auto content = text_.substr(begin_, end_ - begin_);
    begin_ = std::string_view::npos;
    auto piece = std::make_unique<Piece>();
    settle(parser_, std::string(content), *piece);
    if (piece->valid && piece->code) runs_.push_back(std::move(piece));
  }

  Parser& parser_;
  std::string_view text_;
  std::size_t begin_ = std::string_view::npos;
  std::size_t end_ = 0;
  std::size_t look_back_ = std::size_t{1} << 20U;
  Pieces runs_;
};

}  // namespace

const std::vector<TopStatement>& Piece::statements() const {
  if (!statements_) statements_ = std::make_unique<std::vector<TopStatement>>(top_statements(syntax, text));
  return *statements_;
}

bool Piece::binds(std::string_view name) const {
  return std::any_of(statements().begin(), statements().end(), [&](const TopStatement& s) {
    return std::find(s.binds.begin(), s.binds.end(), name) != s.binds.end();
  });
}

bool Piece::implements(std::string_view name) const {
  return std::any_of(statements().begin(), statements().end(), [&](const TopStatement& s) {
    if (std::find(s.binds.begin(), s.binds.end(), name) == s.binds.end()) return false;
    const auto definition = definition_of(syntax, s.node);
    return definition == kNone || !is_stub(syntax, definition);
  });
}

bool Piece::has_method(std::string_view name) const {
  for (std::uint32_t i = 1; i < syntax.size(); ++i) {
    if (syntax[i].kind != Kind::function_definition || name_of_definition(syntax, text, i) != name) continue;
    auto around = syntax[i].parent;
    if (syntax[around].kind == Kind::decorated_definition) around = syntax[around].parent;
    if (around != 0 && syntax[syntax[around].parent].kind == Kind::class_definition) return true;
  }
  return false;
}

bool Piece::has_definition() const {
  for (auto c = syntax.first_child(0); c != kNone; c = syntax.next_sibling(c))
    if (definition_of(syntax, c) != kNone) return true;
  return false;
}

std::unique_ptr<Piece> make_piece(Parser& parser, std::string_view text) {
  auto piece = std::make_unique<Piece>();
  if (settle(parser, std::string(text), *piece)) return piece;
  Piece other;
  if (auto flat = dedented(text); flat != text && settle(parser, std::move(flat), other))
    return std::make_unique<Piece>(std::move(other));
  const auto bare = without_special_tokens(text);
  if (bare != text) {
    other.trimmed = true;
    if (settle(parser, dedented(bare), other)) return std::make_unique<Piece>(std::move(other));
  }
  return piece;
}

Pieces code_runs(Parser& parser, std::string_view text) { return RunCollector(parser, text).run(); }

bool mentions_definition(std::string_view text, std::string_view name) {
  if (name.empty()) return false;
  for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const auto after = at + name.size();
    if (after < text.size() && is_name_character(text[after])) continue;
    const auto word_end = text.substr(0, at).find_last_not_of(" \t");
    if (word_end == std::string_view::npos || word_end + 1 == at) continue;
    const auto before = text.substr(0, word_end + 1);
    if (before.ends_with("def") || before.ends_with("class")) return true;
  }
  return false;
}

bool looks_like_code(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Line line = line_at(text, at);
    at = line.next;
    const auto content = trimmed(text_of(line, text));
    const auto begins = [&](std::string_view word) { return content.starts_with(word); };
    if ((begins("def ") || begins("async def ")) && content.find('(') != std::string_view::npos) return true;
    if (begins("class ") && content.ends_with(':')) return true;
    if (begins("from ") && content.find(" import ") != std::string_view::npos) return true;
    if (begins("import ") && content.find(' ', 7) == std::string_view::npos) return true;
  }
  return false;
}

}  // namespace oyer::parsers::detail
