// What grade and eval share: a batch with its ledger, progress on a terminal, and what it left behind.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "cli/comparison.h"
#include "cli/score.h"
#include "cli/session.h"
#include "cli/workshop.h"
#include "graders/batch.h"

namespace oyer::cli {

struct BatchOutcome {
  graders::Finished finished;
  bool canaries_asked = false;
  std::vector<Judged> candidates;  // in the order of the work; those that were not reached are missing
  Comparison comparison;           // of what was judged in more than one way, or more than once
  std::filesystem::path ledger;
  unsigned jobs = 0;
  std::string python;  // "cpython 3.11.7"
  std::string tier;    // "strong (cgroup v1)"; empty when nothing was run
};

// Called in the order of the work.
using OnRecord = std::function<void(std::uint64_t position, const graders::RewardRecord& record)>;

// Finds interpreter and ledger, judges the work and hands each record on. Errors are of the batch as a whole.
Result<BatchOutcome> judge_all(const std::vector<graders::Work>& work, const BatchArguments& arguments,
                               const graders::GraderOptions& options, const graders::RewardRule& rule,
                               const OnRecord& on_record, Session& session);

// done, or harness_errors; cancelled, saying how far it came and how to go on, after an interruption.
Result<ExitCode> conclude(const BatchOutcome& outcome, std::size_t work);

// The outcome of two batches, one after the other, into one ledger.
BatchOutcome joined(BatchOutcome first, BatchOutcome second);

// The lines under every report: how much was run, how much was found in the ledger, where records are.
std::string closing_text(const BatchOutcome& outcome);
json::object closing_json(const BatchOutcome& outcome);

// Tasks as work can hold them, without copies.
using SharedTasks = std::shared_ptr<const std::vector<datasets::Task>>;

// The candidates in the order of the tasks, then of their index.
std::vector<graders::Work> in_task_order(const SharedTasks& tasks, std::vector<datasets::Candidate> candidates);

}  // namespace oyer::cli
