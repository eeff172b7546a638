#include "python/grading_run.h"

#include <sys/eventfd.h>

#include <iterator>

#include "python/signals_blocked.h"

namespace oyer::python {

GradingRun::GradingRun(std::shared_ptr<graders::Engine> engine, std::vector<graders::Work> work,
                       graders::BatchOptions options)
    : engine_(std::move(engine)),
      work_(std::move(work)),
      options_(std::move(options)),
      bell_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  const SignalsBlocked blocked;  // inherited by the thread and all that it starts
  thread_ = std::thread([this] {
    const graders::BatchConsumer consumer{[this](const graders::Event& event) { take(event); }, {}};
    const auto finished = engine_->judge(work_, options_, consumer, stop_.get_token());
    const std::lock_guard lock(mutex_);
    outcome_ = finished.has_value() ? Status() : fail(finished.error());
    ring();
  });
}

GradingRun::~GradingRun() {
  cancel();
  join();
}

void GradingRun::take(const graders::Event& event) {
  Graded one;
  if (const auto* graded = std::get_if<graders::Graded>(&event)) {
    one = {graded->position, graded->record, graded->reused};
  } else if (const auto* error = std::get_if<graders::InfraError>(&event)) {
    one = {error->position, error->record, false};
  } else {
    return;
  }
  const std::lock_guard lock(mutex_);
  graded_.push_back(std::move(one));
  ring();
}

void GradingRun::ring() {
  changed_.notify_all();
  const std::uint64_t one = 1;
  static_cast<void>(::write(bell_.get(), &one, sizeof one));
}

Result<std::vector<Graded>> GradingRun::next(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, most, [this] { return !graded_.empty() || outcome_.has_value(); });
  std::vector<Graded> taken(std::make_move_iterator(graded_.begin()), std::make_move_iterator(graded_.end()));
  graded_.clear();
  std::uint64_t rung = 0;
  static_cast<void>(::read(bell_.get(), &rung, sizeof rung));
  if (taken.empty() && outcome_ && !outcome_->has_value()) {
    failure_told_ = true;
    return fail(outcome_->error());
  }
  if (outcome_ && !outcome_->has_value()) ring();  // its error is still to be fetched
  return taken;
}

bool GradingRun::over() {
  const std::lock_guard lock(mutex_);
  return graded_.empty() && outcome_.has_value() && (outcome_->has_value() || failure_told_);
}

void GradingRun::cancel() { stop_.request_stop(); }

void GradingRun::join() {
  const std::lock_guard lock(joining_);
  if (thread_.joinable()) thread_.join();
}

}  // namespace oyer::python
