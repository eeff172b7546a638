#include "parsers/detail/outline_rules.h"

#include <array>

#include "parsers/detail/outline_queries.h"

namespace oyer::parsers::detail {
namespace {

using Words = std::string_view[];

namespace python {
constexpr Words names = {"identifier"};
constexpr Words literals = {"string", "integer", "float", "true", "false", "none"};
constexpr Words silent = {"string_start", "string_content", "string_end", "escape_sequence"};
constexpr Words comments = {"comment"};
constexpr Words wrappers = {"decorated_definition"};
constexpr ChainRule chains[] = {{"attribute", "attribute"}, {"dotted_name", ""}};
constexpr LabelRule words[] = {{"keyword_argument", "name"}};
}  // namespace python

OutlineRules python_rules() {
  OutlineRules rules;
  rules.query = queries::python;
  rules.names = python::names;
  rules.literals = python::literals;
  rules.silent = python::silent;
  rules.comments = python::comments;
  rules.wrappers = python::wrappers;
  rules.chains = python::chains;
  rules.words = python::words;
  rules.visibility = Visibility::underscore;
  rules.doc = DocStyle::docstring;
  return rules;
}

}  // namespace

const OutlineRules* outline_rules(Language language) noexcept {
  static const std::array all = {python_rules()};
  for (const OutlineRules& rules : all)
    if (rules.language == language) return &rules;
  return nullptr;
}

}  // namespace oyer::parsers::detail
