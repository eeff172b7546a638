// Who binds and who needs which global name, for every statement at the top level of a Python text.
//
// This is what lets an answer keep a helper it uses and drop a test it does not, and what tells a grader which names a
// task's tests expect. Scopes follow "Execution model: Naming and binding" of the language reference; names are never
// judged by the order in which statements run.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "parsers/detail/syntax.h"

namespace oyer::parsers::detail {

// A statement that is a child of the module. Names point into the text that was analysed.
struct TopStatement {
  std::uint32_t node = 0;
  std::vector<std::string_view> binds;  // global names it binds, each once, in order
  std::vector<std::string_view> needs;  // global names it reads at any depth, each once, in order; built-ins too
};

// All children of the module but comments, in order. Errors are among them.
std::vector<TopStatement> top_statements(const Syntax& syntax, std::string_view text);

// A name that the text binds somewhere, and every place where it stands for that variable.
struct OwnVariable {
  std::string_view name;
  std::vector<std::uint32_t> nodes;  // in order
};

// The variables that could be called otherwise everywhere: neither built-in nor imported, bound in no class (where
// attributes reach them), and not the keyword of any call. In the order of first appearance. A name that two scopes
// share is one variable here.
std::vector<OwnVariable> own_variables(const Syntax& syntax, std::string_view text);

// True for names of CPython's built-in scope and those every module has (`__name__`, `__file__`, ...).
bool is_python_builtin(std::string_view name) noexcept;

}  // namespace oyer::parsers::detail
