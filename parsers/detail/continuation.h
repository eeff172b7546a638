// Completions that go on where a prompt of code stops (HumanEval's form).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/detail/syntax.h"

namespace oyer::parsers::detail {

struct Continuation {
  std::string code;
  bool valid = true;
  bool reindented = false;
  bool trimmed = false;
};

struct ContinuationRules {
  std::string_view prompt;
  const std::vector<std::string>* required_names = nullptr;  // kept like names that the function uses
  const std::vector<std::string>* stop_words = nullptr;
};

// prompt + body, where the body goes on in the definition that the prompt leaves open and ends it well.
//
// What follows that definition is kept only where it defines (functions, classes, imports, assignments) a name that
// the definition, or something kept, uses and that nothing before binds. nullopt when the prompt leaves no definition
// open, the body adds no statement to it, or the definition is not valid Python at any sensible end.
std::optional<Continuation> continue_prompt(Parser& parser, const ContinuationRules& rules, std::string_view body);

// The same for a body whose indentation was lost: on its first line, or on all lines.
std::optional<Continuation> continue_prompt_reindented(Parser& parser, const ContinuationRules& rules,
                                                       std::string_view body);

// What remains when no end is valid: prompt + body up to the first stop word, or without stop words up to the first
// line in column 0. nullopt when that leaves nothing of the body, or when the prompt leaves no definition open.
std::optional<Continuation> broken_continuation(Parser& parser, const ContinuationRules& rules, std::string_view body);

// The name of the definition that the prompt leaves open; empty when there is none.
std::string open_definition(Parser& parser, std::string_view prompt);

}  // namespace oyer::parsers::detail
