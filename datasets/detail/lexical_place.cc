#include "datasets/detail/lexical_place.h"

#include <algorithm>
#include <string>

namespace oyer::datasets::detail {
namespace {

constexpr auto npos = std::string_view::npos;

constexpr bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

struct Ending {
  std::string_view ending;
  Syntax syntax;
};

constexpr Ending endings[] = {
    {"bash", Syntax::shell},
    {"c", Syntax::c},
    {"cc", Syntax::c},
    {"cjs", Syntax::javascript},
    {"cpp", Syntax::c},
    {"cs", Syntax::csharp},
    {"csproj", Syntax::markup},
    {"cu", Syntax::c},
    {"cuh", Syntax::c},
    {"cxx", Syntax::c},
    {"dart", Syntax::java},
    {"go", Syntax::go},
    {"groovy", Syntax::java},
    {"h", Syntax::c},
    {"hh", Syntax::c},
    {"hpp", Syntax::c},
    {"htm", Syntax::markup},
    {"html", Syntax::markup},
    {"hxx", Syntax::c},
    {"inl", Syntax::c},
    {"java", Syntax::java},
    {"js", Syntax::javascript},
    {"jsx", Syntax::javascript},
    {"ksh", Syntax::shell},
    {"kt", Syntax::java},
    {"kts", Syntax::java},
    {"m", Syntax::c},
    {"mjs", Syntax::javascript},
    {"mm", Syntax::c},
    {"mts", Syntax::javascript},
    {"php", Syntax::php},
    {"plist", Syntax::markup},
    {"pom", Syntax::markup},
    {"props", Syntax::markup},
    {"py", Syntax::python},
    {"pyi", Syntax::python},
    {"pyw", Syntax::python},
    {"rake", Syntax::ruby},
    {"rb", Syntax::ruby},
    {"resx", Syntax::markup},
    {"rs", Syntax::rust},
    {"scala", Syntax::java},
    {"sh", Syntax::shell},
    {"svelte", Syntax::markup},
    {"svg", Syntax::markup},
    {"swift", Syntax::java},
    {"tcc", Syntax::c},
    {"ts", Syntax::javascript},
    {"tsx", Syntax::javascript},
    {"vcxproj", Syntax::markup},
    {"vue", Syntax::markup},
    {"wsdl", Syntax::markup},
    {"xaml", Syntax::markup},
    {"xhtml", Syntax::markup},
    {"xml", Syntax::markup},
    {"xsd", Syntax::markup},
    {"xsl", Syntax::markup},
    {"xslt", Syntax::markup},
    {"zsh", Syntax::shell},
};

Syntax syntax_of_program(std::string_view first_line) noexcept {
  if (first_line.find("python") != npos) return Syntax::python;
  if (first_line.find("ruby") != npos) return Syntax::ruby;
  if (first_line.find("node") != npos) return Syntax::javascript;
  if (first_line.find("php") != npos) return Syntax::php;
  return first_line.find("sh") != npos ? Syntax::shell : Syntax::prose;
}

// Strings of these languages may run over several lines.
bool strings_run_on(Syntax syntax) {
  return syntax == Syntax::shell || syntax == Syntax::ruby || syntax == Syntax::php || syntax == Syntax::rust;
}

}  // namespace

Syntax syntax_of(std::string_view path, std::string_view text) noexcept {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  if (dot != npos && dot > 0) {
    const std::string_view ending = name.substr(dot + 1);
    const auto equal = [&](const Ending& row) {
      return std::ranges::equal(row.ending, ending, [](char a, char b) {
        return a == b || (b >= 'A' && b <= 'Z' && a == static_cast<char>(b + ('a' - 'A')));
      });
    };
    const auto found = std::ranges::find_if(endings, equal);
    return found == std::end(endings) ? Syntax::prose : found->syntax;
  }
  if (text.starts_with("#!")) return syntax_of_program(text.substr(0, std::min(text.find('\n'), text.size())));
  return Syntax::prose;
}

LexicalReader::LexicalReader(std::string_view text, Syntax syntax) noexcept : text_(text), syntax_(syntax) {
  if (syntax == Syntax::prose || syntax == Syntax::markup) token_ = {Place::prose, 0, text.size() + 1};
  if (syntax == Syntax::php) {
    const std::size_t open = text.find("<?");
    token_ = {Place::prose, 0, open == npos ? text.size() + 1 : open + 2};
  }
}

const LexicalReader::Token& LexicalReader::token_at(std::size_t at) {
  while (token_.end <= at && token_.end < text_.size()) token_ = next(token_.end);
  return token_;
}

bool LexicalReader::can_join(const Token& first, const Token& last) const {
  if (first == last) return true;
  if (first.place != last.place) return false;
  const std::string_view a = rest(first.begin), b = rest(last.begin);
  if (first.place == Place::comment) return !a.starts_with("/*") && !b.starts_with("/*");
  if (first.place != Place::literal || a.front() != b.front()) return false;
  const bool quoted = a.front() == '"' || a.front() == '\'' || a.front() == '`';
  return quoted && is_triple(first.begin) == is_triple(last.begin);
}

// The token that begins at `at`, or a stretch of bare bytes up to where one may begin.
LexicalReader::Token LexicalReader::next(std::size_t at) {
  const char c = text_[at];
  if (c == '\n' && !here_end_.empty()) return here_document(at);
  if (begins_comment(at)) return comment(at);
  if (syntax_ == Syntax::php && rest(at).starts_with("?>")) {
    const std::size_t open = text_.find("<?", at + 2);
    return {Place::prose, at, open == npos ? text_.size() : open + 2};
  }
  if (c == '<' && rest(at).starts_with("<<")) note_here_document(at);
  if (const Token raw = raw_string(at); raw.end > at) return raw;
  if (c == '"' || (c == '\'' && begins_character(at)) || (c == '`' && is(Syntax::javascript, Syntax::go))) {
    return string(at);
  }
  if (c == '\\' && is(Syntax::shell, Syntax::ruby)) return {Place::bare, at, std::min(at + 2, text_.size())};
  return {Place::bare, at, at + 1};
}

bool LexicalReader::begins_comment(std::size_t at) const {
  const std::string_view here = rest(at);
  if (here.starts_with('#')) {
    if (is(Syntax::python, Syntax::ruby) || syntax_ == Syntax::php) return true;
    return syntax_ == Syntax::shell && (at == 0 || is_space(text_[at - 1]) || text_[at - 1] == ';');
  }
  const bool slashes = syntax_ >= Syntax::php;
  return slashes && (here.starts_with("//") || here.starts_with("/*"));
}

LexicalReader::Token LexicalReader::comment(std::size_t at) const {
  if (rest(at).starts_with("/*")) {
    const std::size_t close = text_.find("*/", at + 2);
    return {Place::comment, at, close == npos ? text_.size() : close + 2};
  }
  return {Place::comment, at, std::min(text_.find('\n', at), text_.size())};
}

// A quote that begins a literal: not a lifetime of Rust, a digit separator of C++, an apostrophe in the text of JSX.
bool LexicalReader::begins_character(std::size_t at) const {
  if (syntax_ == Syntax::c && at > 0 && is_word(text_[at - 1])) {
    const char prefix = text_[at - 1];
    return prefix == 'L' || prefix == 'u' || prefix == 'U' || prefix == '8';
  }
  if (syntax_ == Syntax::javascript && at > 0 && is_word(text_[at - 1])) {
    const std::size_t close = text_.find_first_of("'\n", at + 1);
    return close != npos && text_[close] == '\'';
  }
  if (syntax_ != Syntax::rust || at + 2 >= text_.size()) return true;
  const bool wide = (static_cast<unsigned char>(text_[at + 1]) & 0x80U) != 0;
  return text_[at + 1] == '\\' || text_[at + 2] == '\'' || (wide && rest(at + 1).substr(0, 5).find('\'') != npos);
}

bool LexicalReader::is_triple(std::size_t at) const {
  return (is(Syntax::python, Syntax::java) || syntax_ == Syntax::csharp) &&
         rest(at).starts_with(std::string(3, text_[at]));
}

LexicalReader::Token LexicalReader::string(std::size_t at) const {
  const char quote = text_[at];
  const bool triple = is_triple(at);
  const bool escapes = !(syntax_ == Syntax::shell && quote == '\'') && !(syntax_ == Syntax::go && quote == '`');
  const bool runs_on = triple || quote == '`' || strings_run_on(syntax_);
  std::size_t end = at + (triple ? 3 : 1);
  for (; end < text_.size(); ++end) {
    const char c = text_[end];
    if (c == '\\' && escapes) {
      ++end;
    } else if (c == '\n' && !runs_on) {
      break;
    } else if (c == quote && (!triple || rest(end).starts_with(std::string(3, quote)))) {
      return {Place::literal, at, end + (triple ? 3 : 1)};
    }
  }
  return {Place::literal, at, std::min(std::max(end, at + 1), text_.size())};
}

// R"x(…)x", r#"…"#, @"…": an empty token where none begins.
LexicalReader::Token LexicalReader::raw_string(std::size_t at) const {
  const bool begins_word = at == 0 || !is_word(text_[at - 1]) || (syntax_ == Syntax::c && text_[at] == 'R');
  std::string close;
  std::size_t open = at;
  if (syntax_ == Syntax::c && begins_word && rest(at).starts_with("R\"")) {
    const std::size_t length = rest(at).substr(0, 20).find('(');  // a delimiter has at most 16 characters
    if (length == npos) return {};
    const std::size_t bracket = at + length;
    close = ")" + std::string(text_.substr(at + 2, bracket - at - 2)) + "\"";
    open = bracket + 1;
  } else if (syntax_ == Syntax::rust && begins_word && text_[at] == 'r') {
    const std::size_t hashes = rest(at + 1).substr(0, 256).find_first_not_of('#');
    if (hashes == npos || text_[at + 1 + hashes] != '"') return {};
    const std::size_t quote = at + 1 + hashes;
    close = "\"" + std::string(quote - at - 1, '#');
    open = quote + 1;
  } else if (syntax_ == Syntax::csharp && rest(at).starts_with("@\"")) {
    close = "\"";
    open = at + 2;
  } else {
    return {};
  }
  const std::size_t end = text_.find(close, open);
  return {Place::literal, at, end == npos ? text_.size() : end + close.size()};
}

// <<EOF, <<-'EOF', <<~EOF, <<<EOT: what begins at the next line is text up to the line that holds the word alone.
void LexicalReader::note_here_document(std::size_t at) {
  constexpr int most_endless = 16;  // each costs a walk to the text's end
  if ((!is(Syntax::shell, Syntax::ruby) && syntax_ != Syntax::php) || endless_ >= most_endless) return;
  std::size_t word = at + 2;
  if (syntax_ == Syntax::php) {
    if (!rest(at).starts_with("<<<")) return;
    ++word;
  } else if (rest(at).starts_with("<<<") || (at > 0 && text_[at - 1] == '<')) {
    return;
  }
  while (word < text_.size() &&
         (text_[word] == '-' || text_[word] == '~' || text_[word] == '\'' || text_[word] == '"' ||
          text_[word] == '\\' || (syntax_ != Syntax::ruby && text_[word] == ' '))) {
    ++word;
  }
  std::size_t end = word;
  while (end < text_.size() && is_word(text_[end])) ++end;
  const bool digits = end > word && text_[word] >= '0' && text_[word] <= '9';  // a shift
  if (end > word && !digits && end - word <= 64) here_end_ = text_.substr(word, end - word);
}

LexicalReader::Token LexicalReader::here_document(std::size_t at) {
  const std::string_view end_word = here_end_;
  here_end_ = {};
  for (std::size_t line = at + 1; line < text_.size();) {
    const std::size_t end = std::min(text_.find('\n', line), text_.size());
    std::string_view content = text_.substr(line, end - line);
    while (!content.empty() && is_space(content.front())) content.remove_prefix(1);
    while (!content.empty() && (is_space(content.back()) || content.back() == ';')) content.remove_suffix(1);
    if (content == end_word) return {Place::prose, at, end};
    line = end + 1;
  }
  ++endless_;
  return {Place::bare, at, at + 1};
}

}  // namespace oyer::datasets::detail
