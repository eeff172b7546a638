// Engine: judging as a service inside one process. Opened once, it keeps its interpreters warm and its jails open from
// one batch to the next, and lends them to batches that run at the same time.
//
// Theory of operation. A batch asks for one grader per worker; the engine has at most `workers` of them, opened when
// they are first needed. Batches that come while all are lent wait for their turn. A grader that met an error of the
// host, or whose run was broken off, is not lent again.
// A process that was forked from the one that opened an engine must not use it: see Engine::forked().
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "graders/batch.h"
#include "graders/workshop.h"

namespace oyer::graders {

struct EngineOptions {
  WorkshopOptions workshop;
  GraderOptions grading;
  unsigned workers = 1;                         // graders at a time
  std::optional<std::filesystem::path> ledger;  // nullopt: nothing is kept, and nothing found again
};

// Thread safe.
class Engine {
 public:
  // Finds the interpreter and opens the ledger; jails come with the first batch. unsupported where there is no
  // interpreter; the ledger's errors.
  static Result<std::unique_ptr<Engine>> open(EngineOptions options);
  // No batch may be running.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // run_batch with what this engine has, which stands in for the options' `workers`, `references` and `tests`. A
  // compiler is looked for when the first work needs one; unsupported where there is none. invalid_input before
  // anything is judged, where a faithful grader is asked for and one of the tasks has none.
  Result<Finished> judge(const std::vector<Work>& work, BatchOptions options, const BatchConsumer& consumer,
                         std::stop_token stop);

  // To be called once in a forked child before anything else is: the parent's graders are left alone, and this engine
  // opens its own. Afterwards an engine with a ledger answers every batch with unsupported: a ledger's connection
  // cannot be shared, and each process has to name its own.
  void forked();

  const runners::PythonInterpreter& python() const noexcept;
  const EngineOptions& options() const noexcept;

 private:
  struct State;
  explicit Engine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace oyer::graders
