// Ledger: the append-only log seen as tasks and records. It maps grades to rows of the datasets store and back; what
// has been judged is found again by its key and not judged twice.
//
// Rows: kind "task" under the task's tests digest; kind "record" under the record's key; kind "infra_error" under the
// key it failed at, kept for people and never found as work already done.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datasets/task.h"
#include "graders/record.h"

namespace oyer::graders {

// One thread at a time; in a batch that is the ledger thread.
class Ledger {
 public:
  // Opens or creates the log. corrupt, host or invalid_input name the path.
  static Result<Ledger> open(const std::filesystem::path& path);
  Ledger(Ledger&&) noexcept;
  Ledger& operator=(Ledger&&) noexcept;
  ~Ledger();

  // Stores the task's body once.
  Status put_task(const datasets::Task& task);
  Result<std::optional<datasets::Task>> find_task(const Digest& tests_digest);

  // The first record of this work, whoever's candidate it was. nullopt when it has not been judged.
  Result<std::optional<RewardRecord>> find(const Digest& key);

  // Appends; what is acknowledged is on disk. A record equal to a stored one but for `measured` is not stored again
  // unless `again`. Returns its seq, or that of the equal one.
  Result<std::uint64_t> append(const RewardRecord& record, bool again = false);
  // The same for many in one transaction.
  Status append_all(const std::vector<RewardRecord>& records, bool again = false);

  // Every record in log order; `each` returning false ends the walk.
  Status for_each(const std::function<bool(std::uint64_t seq, const RewardRecord& record)>& each);
  Result<std::optional<RewardRecord>> at(std::uint64_t seq);

 private:
  struct State;
  explicit Ledger(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace oyer::graders
