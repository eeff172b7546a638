// Canary: a candidate whose verdict is known, judged among the others of a batch. A wrong verdict on one says that the
// harness, the build or the host cannot be trusted, while there is still time to stop.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "datasets/sample_file.h"
#include "datasets/task.h"
#include "graders/verdict.h"

namespace oyer::graders {

struct Canary {
  std::shared_ptr<const datasets::Task> task;
  datasets::Candidate candidate;
  Verdict verdict = Verdict::accepted;  // the known one
  std::string label;                    // "cheat: always equal"
};

// The quick ones of Oyer's own tasks (bundled/) that are written in Python: every second one a cheat, the others right,
// wrong and crashing in turn, so that a batch of some sixty canaries sees every cheat, and a dozen every shape of
// tests. Limits are their own, so that a batch's tight limits fail none of them. corrupt when what was built in cannot
// be read.
Result<std::vector<Canary>> bundled_canaries();

}  // namespace oyer::graders
