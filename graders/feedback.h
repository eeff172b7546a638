// Feedback: what an author is told of an attempt, made of public tests alone.
//
// The wording of "rlef" is that of Gehring et al. (arXiv 2410.02089, appendix) where it is quoted there: the line
// before the failures, a line for each of them, and the request to try again. Everything else is ours, and the version
// in the style's name changes with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "datasets/task.h"
#include "graders/grade.h"
#include "graders/record.h"

namespace oyer::graders {

enum class FeedbackStyle {
  rlef,       // failures with input, expected and observed output, or the error
  successes,  // the same, and the tests that passed
  terse,      // how many failed, and how
  redacted,   // failures without what was expected or observed
};

std::string name_of(FeedbackStyle style);                                           // "rlef/1"
std::optional<FeedbackStyle> parse_feedback_style(std::string_view name) noexcept;  // with or without its version

struct FeedbackOptions {
  FeedbackStyle style = FeedbackStyle::rlef;
  Bytes budget{8192};     // of the whole text; failures that do not fit are counted in its last lines
  Bytes per_value{1024};  // of one input, output or error; longer ones lose their middle
};

// How an answer is to be written: the last line of every feedback, and of what an episode opens with.
std::string request_for_code(Language language);

// The text for `grade`, which is of `task`: a task that holds nothing but public tests (public_part). `observed` is
// what they got, in any order; without it outputs are left out. Printable UTF-8 with line ends, no longer than the
// budget (but never shorter than the request to try again); no control sequences, no addresses, no paths of the jail.
std::string feedback(const datasets::Task& task, const Grade& grade, const std::vector<Observed>& observed,
                     const FeedbackOptions& options);

}  // namespace oyer::graders
