#include "datasets/detail/code_scan.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace oyer::datasets::detail {
namespace {

constexpr std::string_view marks_before_hash = ";)},:([{\"'";
constexpr bool is_white(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr auto npos = std::string_view::npos;

struct Pair {
  std::string_view open, close;
};

// How a family of languages marks comments and strings.
struct Syntax {
  std::string_view languages;  // linguist's names between bars
  std::array<std::string_view, 2> lines{};
  std::array<Pair, 2> blocks{};
  std::string_view quotes = "\"'";  // open strings that end on their line
  std::string_view tall_quotes{};   // open strings that may span lines
  bool triple = false;              // """ and ''' do, and are comments where a statement begins
};

constexpr Syntax families[] = {
    {"|C|C++|Objective-C|Objective-C++|Cuda|Java|C#|Kotlin|Scala|Swift|Dart|Groovy|Solidity|Zig|GLSL|HLSL|"
     "Protocol Buffer|D|OpenCL|Metal|SystemVerilog|Verilog|Vala|Apex|Haxe|Thrift|",
     {"//"},
     {{{"/*", "*/"}}}},
    {"|Go|JavaScript|TypeScript|TSX|JSX|Svelte|Vue|", {"//"}, {{{"/*", "*/"}}}, "\"'", "`"},
    {"|Rust|", {"//"}, {{{"/*", "*/"}}}, "", "\""},
    {"|PHP|Hack|", {"//", "#"}, {{{"/*", "*/"}}}, "", "\"'"},
    {"|CSS|", {}, {{{"/*", "*/"}}}},
    {"|SCSS|Less|Stylus|", {"//"}, {{{"/*", "*/"}}}},
    {"|Python|Cython|Starlark|GDScript|", {"#"}, {}, "\"'", "", true},
    {"|Shell|Bash|Fish|Zsh|", {"#"}, {}, "", "\"'"},
    {"|Ruby|Crystal|Perl|Raku|Elixir|", {"#"}, {{{"\n=begin", "\n=end"}, {"\n=pod", "\n=cut"}}}},
    {"|YAML|TOML|Makefile|Dockerfile|CMake|R|Nix|Tcl|Awk|Meson|Just|Ninja|Gettext Catalog|", {"#"}},
    {"|Julia|", {"#"}, {{{"#=", "=#"}}}, "\"", "", true},
    {"|PowerShell|", {"#"}, {{{"<#", "#>"}}}},
    {"|HCL|Terraform|Jsonnet|", {"#", "//"}, {{{"/*", "*/"}}}},
    {"|SQL|PLSQL|PLpgSQL|TSQL|SQLPL|HiveQL|", {"--"}, {{{"/*", "*/"}}}},
    {"|Lua|", {"--"}, {{{"--[[", "]]"}}}},
    {"|Haskell|Elm|PureScript|Agda|Idris|", {"--"}, {{{"{-", "-}"}}}, "\""},
    {"|Ada|VHDL|", {"--"}, {}, "\""},
    {"|OCaml|Standard ML|Reason|", {}, {{{"(*", "*)"}}}, "\""},
    {"|F#|", {"//"}, {{{"(*", "*)"}}}, "\""},
    {"|Pascal|", {"//"}, {{{"(*", "*)"}, {"{", "}"}}}, "'"},
    {"|Common Lisp|Scheme|Racket|Clojure|Emacs Lisp|", {";"}, {{{"#|", "|#"}}}, "", "\""},
    {"|Assembly|Unix Assembly|INI|LLVM|", {";", "#"}, {{{"/*", "*/"}}}, "\""},
    {"|TeX|Erlang|MATLAB|BibTeX|PostScript|", {"%"}, {}, "\""},
    {"|Prolog|", {"%"}, {{{"/*", "*/"}}}},
    {"|Fortran|Fortran Free Form|", {"!"}},
    {"|Visual Basic .NET|VBA|VBScript|", {"'"}, {}, "\""},
    {"|Vim Script|", {"\""}, {}, "'"},
    {"|Batchfile|", {"::", "REM "}, {}, ""},
    {"|HTML|XML|SVG|Markdown|XSLT|XML Property List|HTML+ERB|", {}, {{{"<!--", "-->"}}}, ""},
};

const Syntax* syntax_of(std::string_view language) {
  if (language.empty()) return nullptr;
  const std::string bars = "|" + std::string(language) + "|";
  for (const Syntax& syntax : families) {
    if (syntax.languages.find(bars) != std::string_view::npos) return &syntax;
  }
  return nullptr;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

class Scanner {
 public:
  Scanner(std::string_view text, const Syntax& syntax) : text_(text), syntax_(syntax) {
    for (const std::string_view mark : syntax.lines) add_interest(mark);
    for (const Pair& block : syntax.blocks) add_interest(block.open);
    for (const char c : syntax.quotes) interesting_[static_cast<unsigned char>(c)] = true;
    for (const char c : syntax.tall_quotes) interesting_[static_cast<unsigned char>(c)] = true;
  }

  CodeScan run() {
    scan_.code.reserve(text_.size());
    while (at_ < text_.size()) {
      const std::size_t plain = at_;
      while (at_ < text_.size() && !interesting_[static_cast<unsigned char>(text_[at_])]) ++at_;
      scan_.code.append(text_, plain, at_ - plain);
      if (at_ < text_.size() && !take_comment() && !take_string()) scan_.code.push_back(text_[at_++]);
    }
    return std::move(scan_);
  }

 private:
  void add_interest(std::string_view mark) {
    if (!mark.empty()) interesting_[static_cast<unsigned char>(mark.front())] = true;
  }
  bool here(std::string_view mark) const {
    return !mark.empty() && text_[at_] == mark[0] && text_.substr(at_).starts_with(mark);
  }

  bool take_comment() {
    for (const Pair& block : syntax_.blocks) {
      if (!here(block.open)) continue;
      const std::size_t end = text_.find(block.close, at_ + block.open.size());
      comment(end == std::string_view::npos ? text_.size() : end + block.close.size());
      return true;
    }
    for (const std::string_view mark : syntax_.lines) {
      if (!here(mark) || !may_begin_comment(mark)) continue;
      comment(std::min(text_.find('\n', at_), text_.size()));
      return true;
    }
    return false;
  }

  // "#" begins a comment only where a word could: not in "$#" or "a#b"; "http://" is an address.
  bool may_begin_comment(std::string_view mark) const {
    if (at_ == 0) return true;
    const char before = text_[at_ - 1];
    if (mark == "#") {
      if (before == '{' && at_ > 1 && text_[at_ - 2] == '$') return false;  // a length in a shell
      return is_white(before) || marks_before_hash.find(before) != npos;
    }
    if (mark == "//") return before != ':';
    if (mark == "%") return before != '\\';
    return true;
  }

  void comment(std::size_t end) {
    const std::string_view words = text_.substr(at_, end - at_);
    scan_.comment_bytes += words.size();
    count_prompts(words);
    // What it parted stays apart.
    if (std::find(words.begin(), words.end(), '\n') != words.end()) scan_.code.push_back('\n');
    at_ = end;
  }

  void count_prompts(std::string_view words) {
    for (std::size_t at = 0; at < words.size();) {
      const std::size_t end = std::min(words.find('\n', at), words.size());
      scan_.prompt_comments += asks_for_code(words.substr(at, end - at)) ? 1 : 0;
      at = end + 1;
    }
  }

  static bool asks_for_code(std::string_view line) {
    for (std::size_t at = 0; at + 4 <= line.size(); ++at) {
      const char c = lower(line[at]), next = lower(line[at + 1]);
      if ((c != 't' || next != 'o') && (c != 'f' || next != 'i') && (c != 'y' || next != 'o')) continue;
      for (const std::string_view words : {"todo", "fixme", "your code here"}) {
        if (line.size() - at >= words.size() &&
            std::equal(words.begin(), words.end(), line.begin() + static_cast<std::ptrdiff_t>(at),
                       [](char a, char b) { return a == lower(b); })) {
          return true;
        }
      }
    }
    return false;
  }

  bool take_string() {
    const char quote = text_[at_];
    const bool short_ = syntax_.quotes.find(quote) != std::string_view::npos;
    if (!short_ && syntax_.tall_quotes.find(quote) == std::string_view::npos) return false;
    if (syntax_.triple && text_.size() - at_ >= 3 && text_[at_ + 1] == quote && text_[at_ + 2] == quote) {
      const std::size_t close = text_.find(std::string(3, quote), at_ + 3);
      const std::size_t end = close == std::string_view::npos ? text_.size() : close + 3;
      if (begins_statement()) {
        comment(end);
      } else {
        string(at_ + 3, std::max(at_ + 3, end - std::min<std::size_t>(end, 3)), end);
      }
      return true;
    }
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && (!short_ || text_[end] != '\n')) {
      end += text_[end] == '\\' && end + 1 < text_.size() && text_[end + 1] != '\n' ? 2 : 1;
    }
    end = std::min(end, text_.size());
    const bool closed = end < text_.size() && text_[end] == quote;
    string(at_ + 1, end, closed ? end + 1 : end);
    return true;
  }

  // Nothing but white space before it on its line, and the line before it does not go on.
  bool begins_statement() {
    for (; looked_at_ < scan_.code.size(); ++looked_at_) {
      const char c = scan_.code[looked_at_];
      if (c == '\n') {
        at_line_start_ = true;
      } else if (!is_white(c)) {
        at_line_start_ = false;
        last_solid_ = c;
      }
    }
    return at_line_start_ && std::string_view("(,[{=+%\\").find(last_solid_) == std::string_view::npos;
  }

  void string(std::size_t begin, std::size_t end, std::size_t next) {
    const std::string_view inside = text_.substr(begin, end - begin);
    scan_.string_bytes += inside.size();
    for (std::size_t at = 0; inside.size() > 20 && at < inside.size();) {
      const std::size_t stop = std::min(inside.find('\n', at), inside.size());
      count_words(inside.substr(at, stop - at));
      at = stop + 1;
    }
    scan_.code.append(text_, at_, next - at_);
    at_ = next;
  }

  void count_words(std::string_view line) {
    std::size_t words = 0;
    for (std::size_t at = 0; at < line.size(); ++at) {
      if (is_white(line[at])) continue;
      std::size_t end = at;
      while (end < line.size() && !is_white(line[end])) ++end;
      const std::string_view word = line.substr(at, end - at);
      if (word.size() > 20 && word.find("http://") == npos && word.find("https://") == npos) {
        scan_.long_word_bytes += word.size();
      }
      words += pieces(word);
      at = end;
    }
    scan_.long_string_lines += words > 20 ? 1 : 0;
  }

  // Runs of letters and digits, and runs of anything else.
  static std::size_t pieces(std::string_view word) {
    std::size_t count = 0;
    int kind = -1;
    for (const char c : word) {
      const bool letter = (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
                          static_cast<unsigned char>(c) >= 0x80;
      const int now = letter ? 1 : 0;
      count += now != kind ? 1 : 0;
      kind = now;
    }
    return count;
  }

  std::string_view text_;
  const Syntax& syntax_;
  std::array<bool, 256> interesting_{};
  std::size_t at_ = 0;
  CodeScan scan_;
  std::size_t looked_at_ = 0;  // of the code so far, for the two below
  bool at_line_start_ = true;
  char last_solid_ = ' ';  // neither blank nor line feed
};

}  // namespace

CodeScan scan_code(std::string_view text, std::string_view language) {
  const Syntax* syntax = syntax_of(language);
  if (syntax != nullptr) return Scanner(text, *syntax).run();
  CodeScan scan;
  scan.code = text;
  return scan;
}

}  // namespace oyer::datasets::detail
