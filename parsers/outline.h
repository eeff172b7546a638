// Outline: everything that one parse of a source file tells the corpus.
//
// A text is parsed once; what every later step needs (definitions, imports, references, the shape for finding renamed
// copies, how much of the text fits the grammar) is taken from that one tree, in that one call. Never fails: a text
// that cannot be parsed gives an outline that says so. Thread safe. Positions count from 0, columns in bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "base/units.h"
#include "parsers/tree.h"

namespace oyer::parsers {

// Something a file defines and others may use.
struct Definition {
  SymbolKind kind = SymbolKind::function;
  std::string name;                     // unqualified
  std::string signature;                // the header's text, white space collapsed; empty where the language has none
  std::string doc;                      // the doc comment's or docstring's content; empty when there is none
  Span span;                            // the whole definition with decorators, attributes and doc comment
  std::optional<std::uint32_t> parent;  // index of the enclosing definition in the same list
  bool is_public = true;                // may be used from other files: exported, not file-local
  std::uint64_t shape = 0;              // of its subtree, as Outline::shape
  friend bool operator==(const Definition&, const Definition&) = default;
};

// How a file asks for another. What `target` and `name` mean is the language's own.
enum class ImportForm {
  // Python `import a.b`; Java `import a.b.C`; Go `import "a/b"`; C# `using A.B`; Rust `use a::b`; PHP `use A\B`
  module,
  from,           // Python `from a import b` (target "a", name "b"; dots of a relative import kept); PHP `use A\{B}`
  include_quote,  // C, C++ #include "x"
  include_angle,  // C, C++ #include <x>
  require,        // JavaScript require(), import and export-from; Ruby require; PHP include and require; Bash source
  relative,       // Ruby require_relative; TypeScript /// <reference path>
  submodule,      // Rust `mod x;`; Java `requires` of a module
  type_only,      // TypeScript `import type`
};
std::string_view name_of(ImportForm form) noexcept;

struct ImportUse {
  ImportForm form = ImportForm::module;
  std::string target;      // as written, without quotes
  std::string name;        // the one thing taken from it; "*" for all of it; empty for the module itself
  std::string alias;       // the name it gets here, if another
  bool is_static = false;  // Java `import static`; PHP `use function` and `use const`
  bool reexported = false;  // others get it from here: `export … from`, Rust `pub use`, `from .a import b` in a package
  bool weak = false;        // not needed to load the file: inside a function, under TYPE_CHECKING, for types alone
  bool guarded = false;     // may fail without harm: inside `try`, `#if`, `__has_include`
  bool computed = false;    // target is not a literal; `target` holds the expression's text
  std::string path_hint;    // Rust #[path = "…"]
  Span span;
  friend bool operator==(const ImportUse&, const ImportUse&) = default;
};

// A use of a name that this file does not define itself at that place.
struct Reference {
  // "f", or a dotted chain from its root: "module.Class.method" (4 parts, Java and C# 8, PHP 12). PHP's `\A\B` and
  // `namespace\A` are "\A.B" and "namespace.A".
  std::string name;
  std::uint32_t count = 0;  // uses in this file
  Span first;               // the first of them
  bool weak = false;  // every use is inside a function, a method or a type annotation: not needed to load the file
  friend bool operator==(const Reference&, const Reference&) = default;
};

struct Outline {
  Language language = Language::python;
  std::string package;                  // Java package or module, Go package name, C# or PHP namespace; empty elsewhere
  std::vector<Definition> definitions;  // in the order of the text
  std::vector<ImportUse> imports;       // in the order of the text, one for each imported name
  std::vector<Reference> references;    // each name once, in the order of first use
  std::uint64_t text_bytes = 0;
  std::uint64_t error_bytes = 0;    // under nodes that fit no rule of the grammar
  std::uint64_t comment_bytes = 0;  // comments and docstrings
  std::uint64_t nodes = 0;          // named nodes of the tree
  // Of the tree with identifiers and literals made alike and comments left out: equal for renamed and reformatted
  // copies. 0 where nothing is left or the text was not parsed.
  std::uint64_t shape = 0;
  // C and C++: words in capitals that look like macros were taken out before parsing, since that left fewer errors.
  bool macros_blanked = false;
  // false: no grammar, over the size limit, or the parser used up its steps or its memory (32 MiB and 256 bytes for
  // each of the text; code takes up to 40).
  bool parsed = false;
  friend bool operator==(const Outline&, const Outline&) = default;
};

struct OutlineLimits {
  Bytes text = 1_MiB;                // longer texts are not parsed
  std::uint64_t steps_per_byte = 4;  // the parser's own steps; bounds the time without a clock
};

// Parses and reads off. Equal texts give equal outlines on every machine: limits are steps, never clocks.
Outline outline_of(Language language, std::string_view text, const OutlineLimits& limits = {});

// The named nodes of the tree, parents before children; without the root, empty ones, and those of the same
// span as their parent. Empty where nothing can be parsed.
std::vector<Span> subtrees_of(Language language, std::string_view text, const OutlineLimits& limits = {});

// Names grammar and rules: what was cached under another value is not what outline_of would give today.
std::string_view outline_version(Language language) noexcept;

}  // namespace oyer::parsers
