#include "parsers/detail/grammars.h"

#include <array>

#include "parsers/detail/parse_memory.h"

// A grammar's one entry point. To add a grammar: declare it here, add its row below, its line in cmake/grammars.lock
// and its rules (outline_rules.cc, queries/).
extern "C" {
const TSLanguage* tree_sitter_python(void);
const TSLanguage* tree_sitter_c(void);
const TSLanguage* tree_sitter_cpp(void);
const TSLanguage* tree_sitter_java(void);
const TSLanguage* tree_sitter_javascript(void);
const TSLanguage* tree_sitter_typescript(void);
const TSLanguage* tree_sitter_tsx(void);
const TSLanguage* tree_sitter_go(void);
const TSLanguage* tree_sitter_rust(void);
const TSLanguage* tree_sitter_c_sharp(void);
const TSLanguage* tree_sitter_ruby(void);
const TSLanguage* tree_sitter_php(void);
const TSLanguage* tree_sitter_bash(void);
}

namespace oyer::parsers::detail {
namespace {

struct Grammar {
  Language language;
  const TSLanguage* (*load)();
};
constexpr std::array kGrammars = {
    Grammar{Language::python, tree_sitter_python},
    Grammar{Language::c, tree_sitter_c},
    Grammar{Language::cpp, tree_sitter_cpp},
    Grammar{Language::java, tree_sitter_java},
    Grammar{Language::javascript, tree_sitter_javascript},
    Grammar{Language::typescript, tree_sitter_typescript},
    Grammar{Language::tsx, tree_sitter_tsx},
    Grammar{Language::go, tree_sitter_go},
    Grammar{Language::rust, tree_sitter_rust},
    Grammar{Language::csharp, tree_sitter_c_sharp},
    Grammar{Language::ruby, tree_sitter_ruby},
    Grammar{Language::php, tree_sitter_php},
    Grammar{Language::bash, tree_sitter_bash},
};

}  // namespace

// Whoever uses tree-sitter asks for a grammar first.
const TSLanguage* grammar_of(Language language) noexcept {
  count_parse_memory();
  for (const Grammar& grammar : kGrammars)
    if (grammar.language == language) return grammar.load();
  return nullptr;
}

}  // namespace oyer::parsers::detail
