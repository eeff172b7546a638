// Grader: judges candidates one after another over one executor.
//
// Theory of operation (function shape). Two jailed processes hold the ends of one socket pair. The candidate's child
// has the completion and serves calls; the judge's child has the tests and makes them. The engine holds neither: it
// reads the judge's report on a control channel that the candidate has no descriptor of, and believes an acceptance
// only when planned = run = answered under a nonce made for this run and told to the judge alone. A judge lives for
// one task; after anything odd it is thrown away with its channel.
// Cases shape. There is no judge: the child is given a batch of inputs, its outputs come back as frames, and the
// engine compares them in C++ with what the reference gave for the same inputs in a jail of its own.
// What the candidate does is a Grade. What Oyer or the host does is an Error, and then there is no grade.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "datasets/sample_file.h"
#include "datasets/task.h"
#include "graders/record.h"
#include "sandbox/executor.h"

namespace oyer::runners {
class Python;
}

namespace oyer::graders {

class References;

struct GraderOptions {
  // Of one process of the candidate, where the task names none of its own.
  sandbox::Limits limits;
  // Of the judge while it holds one candidate's values; never part of the candidate's time.
  sandbox::Limits judge_limits;
  // Limit of CPU time as a multiple of what the task's reference uses on this host, no less than the floor. Unset:
  // `limits.cpu`, or the task's own.
  std::optional<double> times_reference;
  Nanos reference_floor = std::chrono::seconds(1);
  // Comparison profile for tasks that name none.
  std::string profile = "strict";
  // Runs tests that the task marks as challenge, too.
  bool challenge = false;
};

// What is known of a piece of work before anything of it is run.
struct Prepared {
  std::optional<std::string> code;  // the whole program; nullopt: no_code
  std::string extracted_by;         // how the answer was found: for people and flags
  Setting setting;
  Digest task;                      // datasets::tests_digest
  Digest key;                       // record_key
};

struct Judged {
  Grade grade;
  std::optional<sandbox::Containment> containment;
  Measured measured;
};

// One thread at a time. Batches give each worker its own.
class Grader {
 public:
  virtual ~Grader() = default;

  // Finds the code and names the work. Runs at most the task's reference (times_reference), never the candidate.
  virtual Result<Prepared> prepare(const datasets::Task& task, const datasets::Candidate& candidate,
                                   std::stop_token stop) = 0;

  // Judges it. cancelled when `stop` was requested; unsupported for a task of another language.
  virtual Result<Judged> grade(const datasets::Task& task, const Prepared& prepared, std::stop_token stop) = 0;
};

// A grader for Python tasks over `executor`, which must outlive it. `references` is shared between workers.
Result<std::unique_ptr<Grader>> open_grader(std::unique_ptr<sandbox::Executor> executor,
                                            std::shared_ptr<const runners::Python> python,
                                            std::shared_ptr<References> references, GraderOptions options);

// prepare, then grade, as one record. An Error inside becomes the record's outcome, except cancelled.
Result<RewardRecord> grade_candidate(Grader& grader, const datasets::Task& task,
                                     const datasets::Candidate& candidate, std::stop_token stop);

}  // namespace oyer::graders
