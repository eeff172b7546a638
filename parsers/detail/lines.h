// Lines of a text, and what a line of Python leaves open for the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace oyer::parsers::detail {

struct Line {
  std::size_t begin = 0;
  std::size_t end = 0;   // without its line break ("\n" or "\r\n")
  std::size_t next = 0;  // where the next line begins; text.size() after the last
};

// The line that begins at `at`, which must not be past the end of the text.
Line line_at(std::string_view text, std::size_t at);

inline std::string_view text_of(const Line& line, std::string_view text) {
  return text.substr(line.begin, line.end - line.begin);
}

// Number of leading spaces and tabs.
std::size_t indentation_of(std::string_view line);
bool is_blank(std::string_view text);
std::string_view trimmed(std::string_view text);

// `text` without the white space that all its lines begin with; lines of white space alone do not count.
std::string dedented(std::string_view text);
// Every line that is not blank with `indent` before it.
std::string indented(std::string_view text, std::string_view indent);

// Follows brackets, strings and comments line by line, without a tree. Unbalanced closing brackets are forgiven.
class OpenState {
 public:
  // Reads one line. Appends the bytes that stand outside of strings and comments to `code`, if given, with a quote in
  // place of each string.
  void feed(std::string_view line, std::string* code = nullptr);
  bool in_string() const noexcept { return quote_ != 0; }  // in a string that goes on in the next line
  bool open() const noexcept { return quote_ != 0 || depth_ > 0 || continued_; }

 private:
  std::size_t skip_string(std::string_view line, std::size_t at);

  char quote_ = 0;
  bool triple_ = false;
  std::uint32_t depth_ = 0;
  bool continued_ = false;
};

// True when two words stand side by side that no Python program could have side by side ("the sum"). A parser comes to
// the same answer a hundred times slower, since it tries to recover. False says nothing. `state` is what the text
// before leaves open.
bool surely_not_python(std::string_view text, OpenState state = {});

}  // namespace oyer::parsers::detail
