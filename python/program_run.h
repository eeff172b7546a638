// ProgramRun: a plain run in a thread of its own, waited for from another. As GradingRun, and for the same reason.
#pragma once

#include <chrono>
#include <future>
#include <optional>
#include <stop_token>

#include "graders/plain_run.h"

namespace oyer::python {

// Nothing here touches the interpreter. One thread waits; any may cancel.
class ProgramRun {
 public:
  // Begins at once.
  ProgramRun(graders::WorkshopOptions options, graders::PlainProgram program);
  // Ends what runs, and waits for that.
  ~ProgramRun();
  ProgramRun(const ProgramRun&) = delete;
  ProgramRun& operator=(const ProgramRun&) = delete;

  // What came of it, once; nullopt: not yet, after waiting for `most`.
  std::optional<Result<graders::PlainRun>> wait(std::chrono::milliseconds most);
  // Ends the run; wait() then tells of Cancelled.
  void cancel();

  graders::ProgramKind kind() const noexcept { return program_.kind; }

 private:
  const graders::WorkshopOptions options_;
  const graders::PlainProgram program_;
  std::stop_source stop_;
  std::future<Result<graders::PlainRun>> result_;  // last: its thread uses everything above
};

}  // namespace oyer::python
