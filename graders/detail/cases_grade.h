// From the answers of a candidate to a grade, for tests that are data. Pure.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "datasets/task.h"
#include "graders/detail/cases_run.h"
#include "graders/detail/output_check.h"
#include "graders/detail/value.h"
#include "graders/grade.h"
#include "graders/record.h"

namespace oyer::graders::detail {

// Cases that one process of the candidate is given, in order: those of one group.
struct CaseGroup {
  std::string name;
  std::vector<std::size_t> cases;  // places in CasesShape::cases
};

std::vector<CaseGroup> groups_of(const datasets::CasesShape& shape);

// No case takes its expected output from the reference.
bool names_all_outputs(const datasets::CasesShape& shape);

// A grade in which nothing has been run.
Grade blank_grade(const datasets::CasesShape& shape);

// A task's cases with what is expected of them, decoded once for all candidates.
class CasesTask {
 public:
  // `expected` holds the reference's frame for each case that names no output of its own; `rebuilt` that of each value
  // that a case names, put back by expected_rebuild (and out of its list of one), or nothing where that rule is as_is.
  // invalid_input names the case whose expected value or arguments cannot be read.
  static Result<std::unique_ptr<CasesTask>> make(const datasets::CasesShape& shape,
                                                 const std::vector<std::string>& expected,
                                                 const std::vector<std::string>& rebuilt);

  const datasets::CasesShape& shape() const noexcept { return shape_; }
  const std::vector<CaseGroup>& groups() const noexcept { return groups_; }

  // Puts one group's run into the grade: outcomes, evidence, flags. Where the group did not come to its end, the
  // first case without an answer has failed with what stopped it; `overtime` is such a thing. The verdict is left to
  // finish().
  // Where `observed` is given, it takes what each failed public case got.
  Status put(Grade& grade, const CaseGroup& group, const CasesRun& run, bool overtime,
             std::vector<Observed>* observed = nullptr) const;

  // The verdict that follows from the cases.
  static void finish(Grade& grade);

 private:
  explicit CasesTask(const datasets::CasesShape& shape) : shape_(shape), groups_(groups_of(shape)) {}

  datasets::CasesShape shape_;
  std::vector<CaseGroup> groups_;
  std::vector<Value> expected_;
  std::vector<Value> raw_expected_;  // as the file has them; profile "apps" only
  std::vector<Value> arguments_;     // empty for oracles that do not look at them
};

}  // namespace oyer::graders::detail
