// LexicalPlace: whether a byte of a source file stands in a literal, in a comment or among the program's own words.
//
// Enough of each language's lexis to replace a part of a file without breaking it: quotes, raw strings, comments, here
// documents. No grammar and no tree: this must work on files that nothing can parse, and is only asked about files in
// which something was found. Where it is wrong it is wrong up to the end of a line in languages whose strings end
// there.
#pragma once

#include <cstdint>
#include <string_view>

namespace oyer::datasets::detail {

// How a placeholder may be written into a file.
enum class Syntax {
  prose,   // as it is: text, data formats, languages not known here
  markup,  // XML and HTML: '<' begins a tag
  shell,   // outside of quotes '<' and '>' redirect
  python,  // this and all below: nothing but names and numbers outside of literals and comments
  ruby,
  php,
  c,     // C, C++, Objective-C
  java,  // Java, Kotlin, Scala, Swift, Groovy, Dart
  csharp,
  javascript,  // and TypeScript; what seems to stand outside of literals can be text between JSX tags
  go,
  rust,
};

// By the path's ending, else by the text's first line (#!).
Syntax syntax_of(std::string_view path, std::string_view text) noexcept;

enum class Place {
  bare,     // among the program's own words
  literal,  // inside a string or character literal, quotes not included
  comment,
  prose,  // everywhere in files of syntax prose and markup; in here documents; outside of <?php … ?>
};

// Reads a text once from its start; asked for ascending positions.
class LexicalReader {
 public:
  // A stretch of bytes of one place. Literals and comments come whole, with what opens and closes them.
  struct Token {
    Place place = Place::bare;
    std::size_t begin = 0, end = 0;
    friend bool operator==(const Token&, const Token&) = default;
  };

  LexicalReader(std::string_view text, Syntax syntax) noexcept;

  // The token that holds the byte at `at`, which must not be before that of the last call.
  const Token& token_at(std::size_t at);

  // True when a part of the text that begins in `first` and ends in `last` can be cut out and the rest of the two still
  // be one literal or one comment.
  bool can_join(const Token& first, const Token& last) const;

 private:
  Token next(std::size_t at);
  Token comment(std::size_t at) const;
  Token string(std::size_t at) const;
  Token raw_string(std::size_t at) const;
  Token here_document(std::size_t at);
  bool begins_comment(std::size_t at) const;
  bool begins_character(std::size_t at) const;
  bool is_triple(std::size_t at) const;
  void note_here_document(std::size_t at);
  std::string_view rest(std::size_t at) const { return text_.substr(at); }
  bool is(Syntax a, Syntax b) const { return syntax_ == a || syntax_ == b; }

  std::string_view text_;
  Syntax syntax_;
  Token token_;
  std::string_view here_end_;  // the line that ends the here document that begins at the next line
  int endless_ = 0;            // here documents that never ended, and so were none
};

}  // namespace oyer::datasets::detail
