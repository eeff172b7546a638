// OutputCheck: holds a candidate's outputs against the reference's, under a comparison profile and a task's oracle.
//
// Profiles:
//   strict    Python's ==; where the task gives an absolute tolerance, numbers within it, at any depth of lists,
//             tuples and dict values.
//   evalplus  what evalplus/eval/__init__.py does at its commit 26d6d00: ==; otherwise, once the tolerance is not 0,
//             the same type, the same length and numpy.allclose with rtol 1e-7. The tolerance is the task's; the
//             first expected value that is a float, or a list or tuple of floats, raises 0 to 1e-6 for this output and
//             all that follow in its group.
//   apps      as strict; APPS's own comparison (field_checkers.h) is told beside it.
// Oracles stand beside either profile (datasets::Oracle); those named after a task evaluate the task's own formula.
#pragma once

#include <string>

#include "datasets/task.h"
#include "graders/detail/value.h"

namespace oyer::graders::detail {

class OutputCheck {
 public:
  // For one group of one task. invalid_input for an unknown profile or a tolerance that is not a finite number >= 0.
  static Result<OutputCheck> open(std::string_view profile, datasets::Oracle oracle, double atol);

  // In the order of the cases. `arguments` is the case's argument list as JSON wrote it. Whatever would raise in
  // Python is false.
  bool accepts(const Value& output, const Value& expected, const Value& arguments);

 private:
  OutputCheck(bool evalplus, datasets::Oracle oracle, double atol)
      : evalplus_(evalplus), oracle_(oracle), atol_(atol) {}
  bool by_oracle(const Value& output, const Value& expected, const Value& arguments, bool equal_already) const;

  bool evalplus_;
  datasets::Oracle oracle_;
  double atol_;
};

// The task formulas, for tests. nullopt where Python would raise on these arguments.
std::optional<double> polynomial_at(const Value& arguments, double x);  // HumanEval/32: sum of c[i] * x**i
std::optional<std::int64_t> pyramid_surface(const Value& arguments);    // Mbpp/581: round(b*b + 2*b*slant)
std::optional<std::int64_t> digit_distance(const Value& arguments);     // Mbpp/558

}  // namespace oyer::graders::detail
