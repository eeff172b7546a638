// Checkers: a program's output held against the expected one. Pure, total over any bytes, linear in them but for the
// sorting of lines.
#pragma once

#include <string>
#include <string_view>

#include "datasets/task.h"
#include "graders/verdict.h"

namespace oyer::graders::detail {

// What a comparison says of one output.
struct Checked {
  Verdict verdict = Verdict::accepted;  // accepted, wrong_answer or presentation_error
  std::string reason;                   // "" when accepted; never a part of the expected output
  friend bool operator==(const Checked&, const Checked&) = default;
};

// By the rules of docs/formats.md. The checker is not a program: that one has to be run.
Checked check_output(const datasets::Checker& checker, std::string_view output, std::string_view expected);

}  // namespace oyer::graders::detail
