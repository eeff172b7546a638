// References: what is learned of a task by running its reference solution, once for all workers.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
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

// What its reference costs on this host. Limits that are multiples of it must not differ from one start to the next, so
// it is measured once and recorded: a calibration.
struct ReferenceCost {
  Nanos cpu{0};
  Bytes memory{0};
  friend bool operator==(const ReferenceCost&, const ReferenceCost&) = default;
};

// Thread safe. The first who asks for a key learns it while the others wait; an Error is kept like a value, since the
// same reference fails again, but for host errors and cancellations, which are forgotten.
class References {
 public:
  // `host` names this host, to whom calibrations belong.
  explicit References(std::string host = "") : host_(std::move(host)) {}

  using Learn = std::function<Result<ReferenceFacts>()>;
  Result<std::shared_ptr<const ReferenceFacts>> get(const Digest& key, const Learn& learn);

  // The recorded cost where there is one; otherwise that of the run which `learn` makes, which is recorded.
  Result<ReferenceCost> cost(const Digest& key, const Learn& learn);

  // Calibrations under their own keys, which name the host: those of earlier runs, and those made since the last call.
  void know(const Digest& calibration, const ReferenceCost& cost);
  std::vector<std::pair<Digest, ReferenceCost>> take_learned();

 private:
  Digest calibration_of(const Digest& key) const;

  using Known = Result<std::shared_ptr<const ReferenceFacts>>;
  struct Entry {
    std::mutex learning;
    std::unique_ptr<Known> known;
  };
  std::mutex mutex_;
  std::map<Digest, std::shared_ptr<Entry>> entries_;
  std::string host_;
  std::map<Digest, ReferenceCost> costs_;
  std::vector<std::pair<Digest, ReferenceCost>> learned_;
};

// The slot for confirmations: one run at a time, of all workers, that decides a doubtful time limit.
class ReservedSlot {
 public:
  std::unique_lock<std::mutex> take() { return std::unique_lock(mutex_); }

 private:
  std::mutex mutex_;
};

}  // namespace oyer::graders
