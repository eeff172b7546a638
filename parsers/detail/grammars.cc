#include "parsers/detail/grammars.h"

#include <array>

// A grammar's one entry point. To add a grammar: declare it here, add its row below, its line in cmake/grammars.lock
// and its rules (outline_rules.cc, queries/).
extern "C" {
const TSLanguage* tree_sitter_python(void);
}

namespace oyer::parsers::detail {
namespace {

struct Grammar {
  Language language;
  const TSLanguage* (*load)();
};
constexpr std::array kGrammars = {
    Grammar{Language::python, tree_sitter_python},
};

}  // namespace

const TSLanguage* grammar_of(Language language) noexcept {
  for (const Grammar& grammar : kGrammars)
    if (grammar.language == language) return grammar.load();
  return nullptr;
}

}  // namespace oyer::parsers::detail
