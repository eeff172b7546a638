// GradingRun: a batch that is judged in a thread of its own while its results are fetched from another.
//
// Interpreters want it so: whoever waits for results has to come back now and then, to see whether the user has pressed
// Ctrl-C, and must not hold the interpreter's lock meanwhile.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "graders/engine.h"

namespace oyer::python {

// One judged candidate: its place in the work, and what is recorded of it.
struct Graded {
  std::uint64_t position = 0;
  std::shared_ptr<const graders::RewardRecord> record;
  bool reused = false;  // found in the ledger; nothing was run
};

// Thread safe. Nothing here touches the interpreter.
class GradingRun {
 public:
  // Begins at once. The engine is kept alive until the run is over. Throws nothing; a batch that cannot begin has its
  // error told by next().
  GradingRun(std::shared_ptr<graders::Engine> engine, std::vector<graders::Work> work, graders::BatchOptions options);
  // Cancels what is left and waits.
  ~GradingRun();
  GradingRun(const GradingRun&) = delete;
  GradingRun& operator=(const GradingRun&) = delete;

  // What was judged since the last call, in the order of completion; waits `most` for the first. Empty: nothing yet, or
  // nothing more (over()). What remained when the batch failed is told before its error is.
  Result<std::vector<Graded>> next(std::chrono::milliseconds most);

  // True when the batch has ended and everything was fetched, its error included.
  bool over();

  // Readable when next() has something to say: for event loops. Belongs to this run.
  int descriptor() const noexcept { return bell_.get(); }

  // Ends the runs in progress; next() then tells what was done by then.
  void cancel();

  // Waits for the end.
  void join();

 private:
  void take(const graders::Event& event);
  void ring();

  const std::shared_ptr<graders::Engine> engine_;
  const std::vector<graders::Work> work_;
  const graders::BatchOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Graded> graded_;
  std::optional<Status> outcome_;  // once the batch has ended
  bool failure_told_ = false;
  Fd bell_;
  std::mutex joining_;
  std::stop_source stop_;
  std::thread thread_;  // last: it uses everything above
};

}  // namespace oyer::python
