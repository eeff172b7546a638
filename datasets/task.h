// Task: one problem with the tests that decide it, as loaders hand it to graders. A value; nothing here runs code.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/digest.h"
#include "base/json.h"
#include "base/language.h"

namespace oyer::datasets {

// Who wrote a row, and how far it is from a person: carried by tasks, candidates and every record made of them.
struct Provenance {
  std::string origin;                // a person, a benchmark ("openai/human-eval") or a model; "" when not told
  std::uint32_t generation = 0;      // synthetic steps from a human: 0 written by people, 1 by a model from their work
  std::vector<std::string> parents;  // ids of the rows this one was made from
  friend bool operator==(const Provenance&, const Provenance&) = default;
};

// Whether the tests share a process with the candidate. A property of the task, fixed before any candidate runs.
enum class Isolation { separate_process, shared_process };

// Whether a candidate's author may see a test: feedback text is made of public ones only.
enum class Visibility { public_test, private_test };

// ---- function shape: the tests are code, which the judge runs -------------------------------------------------

// One unit of test code. It passes when it runs to its end without an exception.
struct TestCode {
  std::string id;  // unique within the task, of the characters [A-Za-z0-9_./-]
  std::string code;
  Visibility visibility = Visibility::private_test;
  // Kept with the task but not run unless asked for: MBPP's challenge_test_list, which its own evaluation leaves out.
  bool challenge = false;
  friend bool operator==(const TestCode&, const TestCode&) = default;
};

// When set-up code runs. It runs after the candidate is loaded where it uses a name of `candidate_names`
// (MBPP/367 and 927 build their trees with the candidate's own Node class), otherwise before.
enum class SetupTime { before_candidate, after_candidate };

// HumanEval, MBPP. The judge's module is executed in this order: prelude; set-up code with before_candidate; every
// name of `candidate_names` is bound to a handle of the candidate's object (over whatever the prelude bound);
// set-up code with after_candidate; then each test in order, all in this one module.
struct FunctionShape {
  std::string prelude;  // task code in which tests resolve names first: imports, the prompt's own helper functions
  std::string setup;
  SetupTime setup_time = SetupTime::before_candidate;
  // Names the tests and the set-up code use and that nothing of the task defines. The entry point is the first.
  std::vector<std::string> candidate_names;
  std::vector<TestCode> tests;
  friend bool operator==(const FunctionShape&, const FunctionShape&) = default;
};

// ---- cases shape: the tests are data ---------------------------------------------------------------------------

// What JSON lost of one argument and how it is put back. "Item" is an element of a list or a value of an object, at
// the depth named and nowhere deeper; what is not a list where one is expected is handed to the constructor as it
// is, so that tuple("ab") is ('a', 'b'), as Python does it. The Python side interprets these names (name_of).
enum class Rebuild {
  as_is,                 // x
  tuple,                 // tuple(x)
  list_of_tuples,        // [tuple(item) for item in x]
  tuple_of_tuples,       // tuple(tuple(item) for item in x)
  tuple_of_list_tuples,  // tuple(tuple(item) if isinstance(item, list) else item for item in x)
  list_of_sets,          // [set(item) if isinstance(item, list) and len(item) else {} for item in x]
  dict_of_tuples,        // {key: tuple(value) for key, value in x.items()}
  to_float,              // float(x)
  to_complex,            // complex(x)
  tuples_deep,           // every list at every depth, x itself included, becomes a tuple
};

// How an output is held against what the reference gives for the same input, beside the comparison profile. `out`
// is the candidate's output, `exp` the reference's, `inp` the rebuilt arguments.
enum class Oracle {
  equal,                  // the profile's own comparison
  not_none,               // exp is first replaced by (reference output is not None); see the profile
  set_equal,              // set(out) == set(exp)
  evalplus_mbpp_581,      // equal, or surface area of the square pyramid `inp` within atol
  evalplus_mbpp_558,      // equal, or the digit distance of `inp`
  evalplus_humaneval_32,  // |polynomial inp[0] at out| <= atol; exp is not used
};

struct Case {
  std::string id;     // unique within the task: "base/0", "plus/17"
  std::string group;  // "base", "plus"; verdicts are given for each group
  // The argument list as the file wrote it: one JSON array, never passed through a double, so that large integers
  // and Python's NaN, Infinity and -Infinity survive. Its syntax has been checked, nothing else.
  std::string input_json;
  std::optional<std::string> expected_json{};  // raw as well; absent: the reference's output decides
  Visibility visibility = Visibility::private_test;
  friend bool operator==(const Case&, const Case&) = default;
};

// EvalPlus, and Oyer's own tasks with tests as data: the entry point is called with each input.
struct CasesShape {
  std::vector<Case> cases;
  // Rule of argument i; the last one holds for all further arguments. Empty: every argument as it is.
  std::vector<Rebuild> rebuild;
  Rebuild expected_rebuild = Rebuild::as_is;  // the same for every expected value that a case names
  std::string profile = "strict";             // comparison profile: "strict", "evalplus", "apps"
  double atol = 0;                            // absolute tolerance of the task
  Oracle oracle = Oracle::equal;
  std::string contract;  // EvalPlus's input contract (assert statements of the entry point's body), or ""
  std::string prelude;   // executed before a candidate, in its module: imports that the benchmark gives everyone
  // Each expected value is a list of one, which holds what is meant (call-based problems of APPS).
  bool expected_wrapped = false;
  friend bool operator==(const CasesShape&, const CasesShape&) = default;
};

// ---- stdio shape: the candidate is a program -------------------------------------------------------------------

// One run of the program in a process of its own.
struct StdioTest {
  std::string id;        // unique within the task
  std::string group;     // "test", or the task's own name for a set of its tests
  std::string input;     // the bytes on its stdin
  std::string expected;  // bytes; what the checker holds its stdout against
  Visibility visibility = Visibility::private_test;
  friend bool operator==(const StdioTest&, const StdioTest&) = default;
};

// How an output is held against the expected one. Tokens are what stands between white space (" \t\n\v\f\r").
enum class CheckerKind {
  exact,            // byte for byte; presentation_error where the tokens agree
  tokens,           // the same tokens, byte for byte, in the same order
  float_tokens,     // tokens; numbers of which one is written with a point or an exponent, within a tolerance
  unordered_lines,  // the same lines in any order, each as its tokens; blank lines do not count
  program,          // a program of the task's author decides, jailed as candidates are
};

struct Checker {
  CheckerKind kind = CheckerKind::tokens;
  // float_tokens: a number is right when it is off by no more than `absolute`, or by `relative` times the expected one.
  double absolute = 0, relative = 0;
  // program: started with the names of three files, input, output and expected (testlib's order). It ends with 0 to
  // accept, 1 for a wrong answer, 2 (or testlib's 4 and 8) for a presentation error; any other code is its own failure.
  std::string source;
  Language language = Language::python;
  friend bool operator==(const Checker&, const Checker&) = default;
};

// APPS, CodeContests, and own tasks: the candidate is a program that reads stdin and writes stdout. It has to end by
// itself, within its limits and with exit code 0, before its output is looked at.
struct StdioShape {
  std::vector<StdioTest> tests;
  Checker checker;
  // "strict": the checker alone. "apps", "codecontests": the verdict is the checker's all the same; what the
  // benchmark's own comparison says of the same outputs is kept beside it (graders::Grade::profiles).
  std::string profile = "strict";
  // Imports and the like that stand before a candidate in Python, as the benchmark itself puts them there; executed
  // in the program's own module, first.
  std::string prelude;
  friend bool operator==(const StdioShape&, const StdioShape&) = default;
};

// -----------------------------------------------------------------------------------------------------------------

struct Task {
  std::string id;         // unique within its file: "HumanEval/0", "Mbpp/2", "MBPP/601"
  std::string benchmark;  // "humaneval", "mbpp", "humaneval+", "apps", ..., or "" for own tasks
  std::string prompt;     // what the candidate's author was shown
  Language language = Language::python;
  std::string entry_point;  // "" where the candidate is a program
  std::variant<FunctionShape, CasesShape, StdioShape> shape;
  std::optional<std::string> reference;  // a complete program known to pass
  Isolation isolation = Isolation::separate_process;
  Provenance provenance;
  // Limits of one candidate, where the task asks for its own.
  std::optional<std::uint64_t> cpu_ms, wall_ms, memory_bytes;
  // Fields this version does not know, carried through to results (integers beyond 64 bits as doubles).
  json::object extra;
  friend bool operator==(const Task&, const Task&) = default;
};

// Identity of what decides a verdict on this task: language, entry point, shape with all tests, isolation, and the
// reference where outputs are held against it or a judge in a process of its own learns from it (arguments that may be
// changed, values that cannot cross). Prompt, provenance, limits and unknown fields do not belong to it.
Digest tests_digest(const Task& task);

// Identity of the whole task: `tests`, which is its tests_digest, and all that does not belong to that.
Digest task_digest(const Task& task, const Digest& tests);

// Stable lower-case names, as written to files and payloads, and back (nullopt when unknown).
std::string_view name_of(Isolation isolation) noexcept;    // "separate_process", "shared_process"
std::string_view name_of(Visibility visibility) noexcept;  // "public", "private"
std::string_view name_of(SetupTime time) noexcept;         // "before_candidate", "after_candidate"
std::string_view name_of(Rebuild rule) noexcept;           // "as_is", "tuple", ..., "float", "complex", "tuples_deep"
std::string_view name_of(Oracle oracle) noexcept;          // "equal", ..., "evalplus_humaneval_32"
std::string_view name_of(CheckerKind kind) noexcept;       // "exact", ..., "unordered_lines", "program"
std::optional<Isolation> parse_isolation(std::string_view text) noexcept;
std::optional<Visibility> parse_visibility(std::string_view text) noexcept;
std::optional<SetupTime> parse_setup_time(std::string_view text) noexcept;
std::optional<Rebuild> parse_rebuild(std::string_view text) noexcept;
std::optional<Oracle> parse_oracle(std::string_view text) noexcept;
std::optional<CheckerKind> parse_checker_kind(std::string_view text) noexcept;

}  // namespace oyer::datasets
