#include "sandbox/detail/fork_guard.h"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <vector>

namespace oyer::sandbox::detail {
namespace {

// Never destroyed: handlers run until the very end of the process.
struct Guarded {
  std::mutex mutex;
  std::vector<int> descriptors;
};

Guarded& guarded() {
  static auto* const all = new Guarded;
  return *all;
}

void before_fork() { guarded().mutex.lock(); }
void after_in_parent() { guarded().mutex.unlock(); }
void after_in_child() {
  for (const int fd : guarded().descriptors) ::close(fd);
  guarded().descriptors.clear();
  guarded().mutex.unlock();
}

}  // namespace

ForkGuard::ForkGuard(int fd) : fd_(fd) {
  static const int registered = ::pthread_atfork(before_fork, after_in_parent, after_in_child);
  static_cast<void>(registered);
  const std::lock_guard lock(guarded().mutex);
  guarded().descriptors.push_back(fd_);
}

ForkGuard::~ForkGuard() {
  const std::lock_guard lock(guarded().mutex);
  auto& all = guarded().descriptors;
  if (const auto at = std::find(all.begin(), all.end(), fd_); at != all.end()) all.erase(at);
}

}  // namespace oyer::sandbox::detail
