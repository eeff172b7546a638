#include "python/program_run.h"

#include <utility>

#include "python/signals_blocked.h"

namespace oyer::python {

ProgramRun::ProgramRun(graders::WorkshopOptions options, graders::PlainProgram program)
    : options_(std::move(options)), program_(std::move(program)) {
  const SignalsBlocked blocked;  // inherited by the thread and all that it starts
  result_ = std::async(std::launch::async, [this] { return run_plain(options_, program_, stop_.get_token()); });
}

ProgramRun::~ProgramRun() { cancel(); }  // the future of std::async waits for its thread

std::optional<Result<graders::PlainRun>> ProgramRun::wait(std::chrono::milliseconds most) {
  if (result_.wait_for(most) != std::future_status::ready) return std::nullopt;
  return result_.get();
}

void ProgramRun::cancel() { stop_.request_stop(); }

}  // namespace oyer::python
