// Replay: the verdict of a record once more, from the record and the task that the log holds under its digest.
#pragma once

#include <stop_token>
#include <string>

#include "graders/grader.h"
#include "graders/ledger.h"
#include "graders/record.h"

namespace oyer::graders {

struct Replayed {
  RewardRecord record;  // of the new run
  bool same_verdict = false;
  bool same_grade = false;    // every test, flag and piece of evidence
  bool same_setting = false;  // false: another interpreter or other packages; a differing verdict may be theirs
};

// Runs the record's code under the record's limits against the task it names, whatever is known already. not_found
// when the log has no such task; unsupported for a record of an infra_error, which has no verdict.
Result<Replayed> replay(const RewardRecord& record, Ledger& ledger, Grader& grader, std::stop_token stop);

// The same for a task at hand, which must be the one that the record names.
Result<Replayed> replay(const RewardRecord& record, const datasets::Task& task, Grader& grader, std::stop_token stop);

}  // namespace oyer::graders
