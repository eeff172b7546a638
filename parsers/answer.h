// The code that a completion holds: a model's text in, the program to be judged out.
//
// Nothing is run and nothing is repaired: no line of code is invented, no truncated statement is finished. What may
// happen to the code is said by the flags of Answer. The rules, with their reasons and the rejected ones, are in
// docs/adr/0010-answers-out-of-completions.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"

namespace oyer::parsers {

// What the task knows about the answer it asked for. Everything may be empty.
struct AnswerHints {
  // The task's prompt where it is itself code that the completion may go on from (HumanEval), or whose imports and
  // helpers an answer may lean on. A prompt in prose is ignored.
  std::string prompt;
  // The name the tests call. Empty: the function that the prompt leaves open, if any; else the answer is a program.
  std::string entry_point;
  // Further names that the tests use and the answer must define (a task's classes). Order does not matter.
  std::vector<std::string> required_names;
  // Where generation was to stop ("\nclass", "\ndef", "\n#", "\nif", "\nprint"). Used only where a continuation cannot
  // be ended by its structure: text after the function is dropped anyway, helpers that the function uses are kept.
  std::vector<std::string> stop_words;
};

enum class AnswerForm {
  raw,           // the completion itself is the program
  continuation,  // prompt + completion is the program
  fenced,        // one or more Markdown code blocks
  tagged,        // between [PYTHON] and [/PYTHON], <code> and </code>, and the like
  prose,         // lines of code standing bare among prose
};

// "raw", "continuation", ...: stable, as written to records.
std::string_view name_of(AnswerForm form) noexcept;

struct Answer {
  // A program of the language asked for. Bytes as they came, well-formed UTF-8 or not, less a byte order mark.
  std::string code;
  AnswerForm form = AnswerForm::raw;
  // The parser sees errors in `code`, or gave up on it (megabytes of brackets). It is the answer all the same.
  bool syntax_errors = false;
  bool unclosed_fence = false;  // the block had no closing fence: generation probably stopped in it
  bool merged = false;          // definitions from other blocks or from the prompt were put before the block
  bool reindented = false;      // the body's lost indentation was put back
  bool trimmed = false;         // code or text that followed (tests, prints, special tokens) was left out
  bool oversized = false;       // the completion was longer than kMostCompletionBytes and cut there

  friend bool operator==(const Answer&, const Answer&) = default;
};

// Bytes of a completion that are looked at.
inline constexpr std::size_t kMostCompletionBytes = std::size_t{8} << 20U;

// The answer in a completion; nullopt when there is no code in it (`no_code`).
//
// Never throws and never fails: any bytes are accepted. The work is bounded by counting parser steps, not by a clock,
// so that the same bytes and hints give the same answer on every machine and under every load. Languages other than
// Python: the last fenced block of that language, else the whole text. Thread safe.
std::optional<Answer> extract_answer(std::string_view completion, Language language, const AnswerHints& hints = {});

}  // namespace oyer::parsers
