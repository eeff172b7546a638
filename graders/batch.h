// Batch: many candidates over N workers, each with a grader of its own, told as one stream of events.
//
// Workers claim a task's candidates a few at a time, since these share a judge, and have nothing else in common but the
// tests of programs, which they may run for each other when they have nothing else left. Their
// events go to the ledger thread, which puts records on disk before it passes the event on, so that an event seen by
// the caller is a record kept. The caller's thread is the reporter: events arrive there in the order of completion,
// records in the order of the work.
// What an earlier batch of the same ledger ended in an infra_error is judged before all other work.
// A stop request ends the runs in progress; what is on disk by then is found again by the next batch of the same
// ledger, which goes on where this one was.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "datasets/sample_file.h"
#include "datasets/task.h"
#include "graders/canary.h"
#include "graders/grader.h"
#include "graders/ledger.h"
#include "graders/record.h"
#include "graders/references.h"
#include "graders/shared_tests.h"

namespace oyer::graders {

struct Work {
  std::shared_ptr<const datasets::Task> task;
  datasets::Candidate candidate;
};

// `position` is the place in the list of work.
struct Started {
  std::uint64_t position = 0;
  unsigned worker = 0;
};
struct Graded {
  std::uint64_t position = 0;
  std::shared_ptr<const RewardRecord> record;  // with a grade
  bool reused = false;                         // found in the ledger; nothing was run
};
struct InfraError {
  std::uint64_t position = 0;
  std::shared_ptr<const RewardRecord> record;  // with an Error as its outcome, so no reward under any rule
};
struct Finished {
  std::uint64_t graded = 0;  // reused ones included
  std::uint64_t reused = 0;
  std::uint64_t executed = 0;           // graded by running something now
  std::uint64_t infra_errors = 0;       // of ours or the host's; what the deadline left over is not among them
  std::uint64_t unfinished = 0;         // left over by a stop request or the deadline
  std::uint64_t canaries = 0;           // judged among the work, each as it is known
  std::uint64_t canaries_unjudged = 0;  // of ours or the host's
  bool interrupted = false;
  Nanos wall{0};
};
using Event = std::variant<Started, Graded, InfraError, Finished>;

struct BatchOptions {
  unsigned workers = 1;
  bool fresh = false;  // judge everything by running it, whatever the ledger holds
  // Work unfinished by then ends as an infra_error of kind cancelled, "deadline", is not kept in the ledger and counts
  // as unfinished; the batch returns on time. Tasks are then taken by turns, so that each loses about the same share.
  std::optional<std::chrono::steady_clock::time_point> deadline;
  // What graders learn of references; where there is a ledger, calibrations come from it and go to it. May be null.
  std::shared_ptr<References> references;
  // Where graders offer tests to workers that have nothing left of their own. May be null: such workers end.
  std::shared_ptr<SharedTests> tests;
  // Judged among the work, in turn, one after every `canary_every` candidates; they are in no record and no event. One
  // with another verdict than the known one ends the batch with an Error of kind bug.
  std::vector<Canary> canaries;
  std::uint64_t canary_every = 0;  // 0: none
};

// Opens the grader of one worker. May wait; then it ends with cancelled when `stop` is requested.
using OpenGrader = std::function<Result<std::unique_ptr<Grader>>(unsigned worker, std::stop_token stop)>;
struct BatchConsumer {
  std::function<void(const Event&)> on_event;                                         // order of completion
  std::function<void(std::uint64_t position, const RewardRecord& record)> on_record;  // order of the work
};

// Judges all of `work`, the same work (same code, task and setting) once. A candidate that meets a host or protocol
// error is judged once more by a freshly opened grader before its infra_error stands. Errors are of the batch itself:
// no grader could be opened, or the ledger failed; one candidate's infra_error is an event. `ledger` may be null:
// nothing is kept or reused then. Both callbacks are called in the caller's thread.
Result<Finished> run_batch(const std::vector<Work>& work, const OpenGrader& open_grader, Ledger* ledger,
                           const BatchOptions& options, const BatchConsumer& consumer, std::stop_token stop);

}  // namespace oyer::graders
