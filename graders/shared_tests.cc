#include "graders/shared_tests.h"

#include <algorithm>

#include "graders/detail/test_line.h"

namespace oyer::graders {

void SharedTests::enter(unsigned workers) {
  const std::lock_guard lock(mutex_);
  workers_ += workers;
}

void SharedTests::leave() {
  const std::lock_guard lock(mutex_);
  --workers_;
  changed_.notify_all();
}

bool SharedTests::wait(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, stop, [this] { return workers_ == 0 || !lines_.empty(); });
  return !lines_.empty();
}

void SharedTests::offer(std::shared_ptr<detail::TestLine> line) {
  const std::lock_guard lock(mutex_);
  lines_.push_back(std::move(line));
  changed_.notify_all();
}

void SharedTests::withdraw(const std::shared_ptr<detail::TestLine>& line) {
  const std::lock_guard lock(mutex_);
  lines_.erase(std::remove(lines_.begin(), lines_.end(), line), lines_.end());
}

std::optional<SharedTests::Taken> SharedTests::take() {
  const std::lock_guard lock(mutex_);
  // A line that has nothing to hand out now will have nothing later: what is given back stays with its owner.
  while (!lines_.empty()) {
    if (const auto place = lines_.front()->take()) return Taken{lines_.front(), *place};
    lines_.erase(lines_.begin());
  }
  return {};
}

}  // namespace oyer::graders
