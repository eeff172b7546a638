// References: what is learned of a task by running its reference solution, once for all workers.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "base/units.h"
#include "datasets/task.h"
#include "runners/python_payload.h"

namespace oyer::graders {

// What one reference does.
struct ReferenceFacts {
  datasets::Isolation isolation = datasets::Isolation::separate_process;
  // function shape: arguments that it changes.
  std::map<std::string, std::vector<runners::ArgumentName>> mutates;
  // cases shape: its output for each case as a frame; empty where the case names its own.
  std::vector<std::string> expected;
  // Measured: of the whole run, the largest group's where there are several.
  Nanos cpu{0};
  Bytes memory{0};
};

// Thread safe. The first who asks for a key learns it while the others wait; an Error is kept like a value, since the
// same reference fails again, but for host errors and cancellations, which are forgotten.
class References {
 public:
  using Learn = std::function<Result<ReferenceFacts>()>;
  Result<std::shared_ptr<const ReferenceFacts>> get(const Digest& key, const Learn& learn);

 private:
  using Known = Result<std::shared_ptr<const ReferenceFacts>>;
  struct Entry {
    std::mutex learning;
    std::unique_ptr<Known> known;
  };
  std::mutex mutex_;
  std::map<Digest, std::shared_ptr<Entry>> entries_;
};

// The slot for confirmations: one run at a time, of all workers, that decides a doubtful time limit.
class ReservedSlot {
 public:
  std::unique_lock<std::mutex> take() { return std::unique_lock(mutex_); }

 private:
  std::mutex mutex_;
};

}  // namespace oyer::graders
