// OutlineLanguage: a grammar with its outline rules and its query, compiled once and then only read, by any thread.
#pragma once

#include <tree_sitter/api.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "parsers/detail/outline_rules.h"

namespace oyer::parsers::detail {

// What the reader needs to know of a kind of nodes.
struct KindTraits {
  std::uint64_t hash = 0;  // of the kind's name, so that the shape does not depend on a grammar's numbering
  TSFieldId member = 0;    // the field whose child is a part of a chain, or a word
  bool name = false;
  bool literal = false;
  bool silent = false;
  bool comment = false;
  bool wrapper = false;
  bool chain = false;
  bool chain_ends = false;
  bool flat_chain = false;  // all its named children are parts
  bool filler = false;      // a token that formatters add and take away
  bool root = false;        // some pattern of the query begins with it
  std::int16_t words = -1;  // place in OutlineLanguage::words: no pattern that begins with it holds without one of them
};

enum class Capture : std::uint8_t {
  none,  // only for predicates
  def_function,
  def_method,
  def_class,
  def_variable,
  def_module,
  def_macro,
  import,       // a statement: nothing in it is a use
  import_call,  // an expression: its arguments are uses
  name,
  body,
  target,
  alias,
  path_hint,
  package,
  public_name,
  // From here on: marks of single nodes, one bit each.
  bind,
  bind_outer,
  scope,
  scope_class,
  weak,
  guard,
  unguard,
  skip,
  is_public,
  is_private,
  is_static,
  type_only,
  reexported,
  use,
};

struct Predicate {
  std::uint32_t capture = 0;
  bool negated = false;
  std::int32_t other = -1;  // a capture to compare with, or -1
  std::vector<std::string_view> texts;
};

struct Setting {
  std::string_view key, value;
};

struct PatternRules {
  std::vector<Predicate> predicates;
  std::vector<Setting> settings;
};

struct OutlineLanguage {
  const OutlineRules* rules = nullptr;
  const TSLanguage* grammar = nullptr;
  const TSQuery* query = nullptr;
  std::vector<KindTraits> kinds;       // by TSSymbol
  std::vector<Capture> captures;       // by number of the capture in the query
  std::vector<PatternRules> patterns;  // by number of the pattern
  std::vector<std::vector<std::string_view>> words;
  std::uint64_t docstring_hash = 0;  // of the kind of statements whose lone string is documentation; 0: none
  std::string problem;               // why the rules do not fit the grammar; empty when they do

  // A symbol beyond the table is that of an error.
  const KindTraits& traits(TSSymbol symbol) const noexcept;
};

// nullptr where the language has no grammar or no rules in this build. Rules that do not fit their grammar are a bug
// which a test finds; such a language has a `problem` and no query.
const OutlineLanguage* outline_language(Language language);

// What outline_version() says.
std::string_view outline_language_version(Language language);

}  // namespace oyer::parsers::detail
