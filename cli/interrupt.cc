#include "cli/interrupt.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>

#include "cli/exit_code.h"

namespace oyer::cli {
namespace {

// What a signal handler may touch: it only counts, and wakes the watcher.
std::atomic<int> signals_seen = 0;
std::atomic<int> wake_fd = -1;

void on_signal(int) {
  const int saved = errno;
  if (signals_seen.fetch_add(1) > 0) ::_exit(static_cast<int>(ExitCode::interrupted));
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t ignored = ::write(wake_fd.load(), &one, sizeof one);
  errno = saved;
}

void ignore_signal(int) {}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, nullptr);
}

// Stop callbacks run on the thread that requests the stop, so that thread is this one and not the handler.
void watch(int wake, int quit, std::stop_source source) {
  for (;;) {
    pollfd both[] = {{wake, POLLIN, 0}, {quit, POLLIN, 0}};
    if (::poll(both, 2, -1) < 0 && errno != EINTR) return;
    if (both[1].revents != 0) return;
    if (both[0].revents != 0) {
      source.request_stop();
      return;
    }
  }
}

}  // namespace

Result<Interrupt> Interrupt::install() {
  Fd wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), quit(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake || !quit) return fail(host_error("eventfd"));
  std::stop_source source;
  std::jthread watcher([wake = wake.get(), quit = quit.get(), source] { watch(wake, quit, source); });
  wake_fd = wake.release();  // the handler may run until the process ends
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    // What whoever started us wants ignored (nohup) stays so.
    struct sigaction now {};
    if (::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN) continue;
    handle(signal, on_signal);
  }
  // A closed pipe is an error to the writer, not a death; a handler, unlike SIG_IGN, is not inherited by execve.
  handle(SIGPIPE, ignore_signal);
  return Interrupt(std::move(source), std::move(quit), std::move(watcher));
}

Interrupt::~Interrupt() {
  if (!quit_) return;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t ignored = ::write(quit_.get(), &one, sizeof one);
}

}  // namespace oyer::cli
