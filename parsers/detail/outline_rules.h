// Outline rules: what a language's query cannot say well, in one table for each language: which kinds of nodes are
// names, chains of names, comments and literals. Kinds and fields are the grammar's own words; a test finds each of
// them in the pinned grammar.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "base/language.h"

namespace oyer::parsers::detail {

// A node that joins names, as `a.b`: its first named child is what the field `member` is taken from. Without `member`
// all named children are parts in a row. With a member of "-" the node stands for its first child alone.
struct ChainRule {
  std::string_view kind;
  std::string_view member;
  bool ends = false;  // nothing is joined after it: a call
};

// The child in `field` of a node of this kind is a word, not a use of a name.
struct LabelRule {
  std::string_view kind;
  std::string_view field;
};

enum class Visibility {
  unless_private,   // @private hides
  only_public,      // @public or @public.name shows
  underscore,       // a leading underscore hides; a list of public names, if there is one, decides
  capital,          // names that begin with a capital letter
  exported_if_any,  // as only_public in a file that exports anything, else as unless_private
};

enum class LocalName { first, last };  // which part of an imported module's name is bound by importing it

enum class DocStyle {
  docstring,  // the first statement of the body
  any,        // any comment that ends on the line above
  marked,     // the same, opened by three slashes or by a slash and two stars
};

struct OutlineRules {
  Language language = Language::python;
  std::string_view query;
  std::span<const std::string_view> names;     // kinds of identifiers that can be uses
  std::span<const std::string_view> labels;    // other identifiers: alike in the shape, never uses
  std::span<const std::string_view> literals;  // alike in the shape, with what they hold unless it is code
  std::span<const std::string_view> silent;    // left out of the shape: parts of literals
  std::span<const std::string_view> comments;
  std::span<const std::string_view> wrappers;  // stand around a definition and belong to it: decorators, export
  std::span<const ChainRule> chains;
  std::span<const LabelRule> words;
  Visibility visibility = Visibility::unless_private;
  LocalName local_name = LocalName::first;
  DocStyle doc = DocStyle::marked;
  std::size_t most_parts = 4;      // of a chain
  bool wrapped_signature = false;  // the signature begins with the wrapper, as C++'s template<>
};

// nullptr where the language has no outline.
const OutlineRules* outline_rules(Language language) noexcept;

// Everything in the rules that the grammar does not know; empty where all of it fits, or there are no rules.
std::string outline_problem(Language language);

}  // namespace oyer::parsers::detail
