// Mutation: a small edit of a program that most likely makes it wrong, as mutation testing has it: what a set of tests
// lets through of them says what the tests do not look at. (Not to be confused with graders/mutant.h, which makes new
// exploits of known ones.)
//
// The operators are those of the field (Offutt et al., An experimental determination of sufficient mutant operators,
// 1996; PIT's and mutmut's lists): other operators, constants, boundaries, deleted statements, swapped arguments.
// Left out, since nobody could tell the program from its original: comments, docstrings, type annotations, messages of
// exceptions, operands that are the same, neutral constants, definitions that nothing reaches. Whether two programs are
// the same cannot be decided, so that some of what remains is equivalent all the same.
// Everything here is a pure function of its arguments. Thread safe.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "parsers/tree.h"

namespace oyer::parsers {

enum class MutationOperator {
  arithmetic,  // a + b: a - b; also of +=
  operand,     // a + b: a; a and b: b; -a: a
  comparison,  // a == b: a != b
  boundary,    // a < b: a <= b; range(n): range(n + 1); a[i]: a[i - 1]; for x in a: for x in list(a)[1:]
  logic,       // a and b: a or b; True: False
  condition,   // if a: if not a, if True, if False
  constant,    // 3: 4; "ab": ""
  deletion,    // of a statement
  returned,    // return a: return None, return 0, return []
  swap,        // f(a, b): f(b, a); a - b: b - a
  call,        // sorted(a, key=f): sorted(a); len(a): a; a.lower(): a
  variable,    // another parameter of the same function
};

inline constexpr MutationOperator all_mutation_operators[] = {
    MutationOperator::arithmetic, MutationOperator::operand,  MutationOperator::comparison,
    MutationOperator::boundary,   MutationOperator::logic,    MutationOperator::condition,
    MutationOperator::constant,   MutationOperator::deletion, MutationOperator::returned,
    MutationOperator::swap,       MutationOperator::call,     MutationOperator::variable};

std::string_view name_of(MutationOperator kind) noexcept;  // stable, as written to files

struct Mutation {
  MutationOperator kind = MutationOperator::arithmetic;
  Span span;                // what is replaced; never empty
  std::string replacement;  // other than what stands there
  friend bool operator==(const Mutation&, const Mutation&) = default;
};

// True for the languages whose programs can be mutated: Python, C, C++.
bool can_mutate(Language language) noexcept;

// Longer programs have no mutations, and a program has none of a part of it that is longer: texts of mutations would
// come to the square of its length.
inline constexpr std::size_t most_program_bytes = 64U << 10U;
inline constexpr std::size_t most_mutated_bytes = 4U << 10U;

// All mutations of a program, in the order of their places, then operators, then replacements; each once. With `roots`
// (Python), only in what they reach: top-level definitions that a root's text names, directly or by way of others, and
// statements outside of definitions. nullopt for a language that cannot be mutated, and for a text that is too long or
// that cannot be parsed in bounded time.
std::optional<std::vector<Mutation>> mutations_of(Language language, std::string_view program,
                                                  std::span<const std::string> roots = {});

// At most `most` of them, in the same order: by turns of each operator, and of an operator's by a hash of program and
// mutation, so that which ones they are is chance and yet a function of the program. Only such as change the text to
// one that no other chosen one gives, and that parses with no more errors than the program does.
std::vector<Mutation> choose_mutations(Language language, std::string_view program,
                                       const std::vector<Mutation>& mutations, std::size_t most);

// The program with this mutation of its own.
std::string mutated(std::string_view program, const Mutation& mutation);

// The change as a unified diff of whole lines, without names of files: "@@ -3 +3 @@\n-    a\n+    b\n".
std::string diff_of(std::string_view program, const Mutation& mutation);

}  // namespace oyer::parsers
