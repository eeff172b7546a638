// Ledger: the append-only log seen as tasks and records. It maps grades to rows of the datasets store and back; what
// has been judged is found again by its key and not judged twice.
//
// Rows by kind, all of them JSON:
//   task         a task's body (oyer.task/1), under its tests digest
//   record       a record with a grade, under its identity: the work, whose candidate it was, and its completion
//   work         {"record": identity} under a record's key: which record holds the verdict of this work
//   calibration  {"cpu_ns", "memory_bytes"} of a task's reference on one host, under a key that names both
//   infra_error  a record without a grade, under its identity; kept for people, never found as work already done
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "datasets/task.h"
#include "graders/record.h"
#include "graders/references.h"

namespace oyer::graders {

// Thread safe: batches that run at the same time may keep their records in one.
class Ledger {
 public:
  enum class Mode { read_write, read_only };

  // Opens the log; read_write makes it where it is not there. Errors are those of datasets::Store::open.
  static Result<Ledger> open(const std::filesystem::path& path, Mode mode = Mode::read_write);
  Ledger(Ledger&&) noexcept;
  Ledger& operator=(Ledger&&) noexcept;
  ~Ledger();

  // Stores the body of each task that is not there yet, in one transaction.
  Status put_tasks(std::span<const datasets::Task* const> tasks);
  // corrupt when the stored body is not a task.
  Result<std::optional<datasets::Task>> find_task(const Digest& tests_digest);

  // Costs of references, as References names them.
  Status put_calibrations(std::span<const std::pair<Digest, ReferenceCost>> calibrations);
  Result<std::vector<std::pair<Digest, ReferenceCost>>> calibrations();

  // The latest record of this work, whoever's candidate it was. nullopt when it has not been judged.
  Result<std::optional<RewardRecord>> find(const Digest& key);
  // Keys of all work that has been judged, each once.
  Result<std::vector<Digest>> keys();

  // Candidates of which there is an infra_error, each once, as failed_identity() names them: whoever judges them again
  // judges them first.
  Result<std::set<Digest>> failed();

  // Appends in one transaction; what is acknowledged is on disk. A record whose identity is already there is not
  // stored again unless `again`.
  Status append(std::span<const RewardRecord* const> records, bool again = false);

  // Every stored record in log order, infra_errors included when asked for; `each` returning false ends the walk.
  // Of one identity there may be several, of which the last counts.
  Status for_each(const std::function<bool(std::uint64_t seq, const RewardRecord& record)>& each,
                  bool infra_errors = false);

  // What `rule` makes of every stored record, infra_errors included, in log order: as for_each and reward() together
  // tell, in a fraction of the time, since of each record only what rules ask for is read (glance.h).
  Status for_each_reward(const RewardRule& rule,
                         const std::function<bool(std::uint64_t seq, const std::string& task_id, std::uint64_t index,
                                                  std::optional<double> reward)>& each);

 private:
  struct State;
  explicit Ledger(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A candidate apart from what came of it: the task's tests and candidate_digest(). An infra_error may have struck
// before its code was found, so that it stands under no key of its work.
Digest failed_identity(const Digest& task, const Digest& candidate);

// Identity of a stored record: its key, task, index, completion, provenance and turn, and its error where it has one.
Digest identity_of(const RewardRecord& record);

}  // namespace oyer::graders
