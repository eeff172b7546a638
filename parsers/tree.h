// Tree: a parsed source text. Parsing never fails; what could not be understood is listed by errors().
//
// Thread safe for reading. Rows and columns count from 0, columns in bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"

namespace oyer::parsers {

struct Span {
  std::uint32_t byte_begin = 0;
  std::uint32_t byte_end = 0;  // one past the last byte
  std::uint32_t row = 0;       // of byte_begin
  std::uint32_t column = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

enum class SymbolKind {
  function,
  method,
  class_,  // any type: struct, interface, enum, trait, alias
  variable,
  module,  // what only groups names: a namespace
  macro,
};

struct Symbol {
  SymbolKind kind = SymbolKind::function;
  std::string name;
  std::string signature;                // the text of the header without its colon and decorators; empty for variables
  std::string doc;                      // the docstring's content without its quotes; empty when there is none
  Span span;                            // the whole definition, decorators included
  std::optional<std::uint32_t> parent;  // index of the enclosing symbol in the same list
  friend bool operator==(const Symbol&, const Symbol&) = default;
};

struct Import {
  std::string module;  // as written, with the leading dots of a relative import; "" for a bare `from . import`
  std::string name;    // the imported name; empty for `import module`; "*" for a star import
  std::string alias;   // the name after `as`, if any
  Span span;           // the whole statement
  friend bool operator==(const Import&, const Import&) = default;
};

class Tree {
 public:
  // Languages without a grammar in this build give a tree without symbols whose one error span is the whole text.
  // The same holds for a text over 32 MiB, and for one on which the parser exhausts its bounded number of steps.
  static Tree parse(Language language, std::string text);

  Tree(Tree&&) noexcept;
  Tree& operator=(Tree&&) noexcept;
  ~Tree();

  const std::string& text() const noexcept;
  Language language() const noexcept;

  // Functions, classes and methods at any depth, and top-level assigned names, in the order of the text.
  std::vector<Symbol> symbols() const;
  // Imports at any depth, one entry for each imported name, in the order of the text.
  std::vector<Import> imports() const;
  // Text that fits no rule of the grammar, and places (empty spans) where something required is missing.
  std::span<const Span> errors() const noexcept;

 private:
  struct State;
  explicit Tree(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace oyer::parsers
