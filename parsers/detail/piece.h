// Piece: a stretch of text that may be code, parsed. Answers are chosen among pieces.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/detail/fences.h"
#include "parsers/detail/python_names.h"
#include "parsers/detail/syntax.h"

namespace oyer::parsers::detail {

struct Piece {
  std::string text;
  Syntax syntax;
  bool valid = false;     // a whole Python program; otherwise `syntax` holds only its root
  bool code = false;      // valid, with at least one statement that does something
  bool unclosed = false;  // from a block without closing fence
  bool trimmed = false;   // something at its end was left out
  Tag tag = Tag::none;

  // Statements with the names they bind and need, worked out when first asked for.
  const std::vector<TopStatement>& statements() const;
  bool binds(std::string_view name) const;
  // Defines `name` by more than a promise: see is_stub.
  bool implements(std::string_view name) const;
  // Has a class with a method of that name.
  bool has_method(std::string_view name) const;
  bool has_definition() const;

 private:
  mutable std::unique_ptr<std::vector<TopStatement>> statements_;
};

using Pieces = std::vector<std::unique_ptr<Piece>>;

// Parses text as it stands; where that is no valid program, also without common indentation and without special
// tokens, and keeps the first of these that is.
std::unique_ptr<Piece> make_piece(Parser& parser, std::string_view text);

// Code among prose: the runs of lines that are statements of a valid program, in order. Between two runs stands
// something that is not. A stray line within a run ends it.
Pieces code_runs(Parser& parser, std::string_view text);

// True when the text holds "def NAME" or "class NAME", whether it parses or not.
bool mentions_definition(std::string_view text, std::string_view name);

// True when some line can only be meant as code: "def name(", "class Name:", "import name", "from name import".
bool looks_like_code(std::string_view text);

}  // namespace oyer::parsers::detail
