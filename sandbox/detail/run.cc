#include "sandbox/detail/run.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "sandbox/zygote_protocol.h"

namespace oyer::sandbox::detail {
namespace {

constexpr Nanos shortest_check = std::chrono::milliseconds(2);
// Where the keeper counts processes: a bomb is a few hundred of them by then.
constexpr Nanos counting_check = std::chrono::milliseconds(20);
// A run that is not patient is over after so many times its wall limit, however long it waited for a processor.
constexpr int most_crowded = 16;
// How often a run is asked how long it has waited for a processor: so many times before its wall limit. A thread that
// ends between takes what it knew of that with it.
constexpr int waits_asked = 16;
// A running thread's times are brought up to date at every tick, at most 10 ms apart: one whose times stand still
// waits.
constexpr Nanos stuck_check = std::chrono::milliseconds(40);

Nanos nanos(const timeval& t) { return std::chrono::seconds(t.tv_sec) + std::chrono::microseconds(t.tv_usec); }

// CPU clock of another process (clock_getcpuclockid(3)); zero when it has gone.
Nanos process_clock(pid_t pid) {
  timespec t{};
  if (::clock_gettime(static_cast<clockid_t>((~static_cast<unsigned>(pid) << 3U) | 2U), &t) != 0) return Nanos(0);
  return std::chrono::seconds(t.tv_sec) + Nanos(t.tv_nsec);
}

unsigned processors() {
  static const unsigned count = static_cast<unsigned>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
  return count;
}

}  // namespace

Result<Fd> OutputPipe::open() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail(host_error("making a pipe"));
  read_ = Fd(ends[0]);
  captured_ = {};
  if (::fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) {
    ::close(ends[1]);
    return fail(host_error("making a pipe non-blocking"));
  }
  return Fd(ends[1]);
}

bool OutputPipe::drain(Bytes limit) {
  char buffer[65536];
  while (read_) {
    const ssize_t n = ::read(read_.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno != EAGAIN) failed_ = errno;
    if (n < 0) return true;  // nothing more now
    if (n == 0) {
      read_.reset();
      return true;
    }
    const std::size_t room = limit.count - captured_.bytes.size();
    const auto got = static_cast<std::size_t>(n);
    captured_.bytes.append(buffer, std::min(room, got));
    if (got > room) {
      captured_.truncated = true;
      return false;
    }
  }
  return true;
}

void Run::begin(SteadyTime now) {
  start = now;
  last_look = now;
  next_check = now + std::min(limits.wall / waits_asked, limits.cpu / processors());
  if (threads_counted) next_check = std::min(next_check, now + shortest_check);
}

Nanos Run::cpu_now() {
  if (slot->cgroup().version() != CgroupVersion::none) return slot->cgroup().cpu() - base.cpu;
  const Slot::ProcessTotals totals = slot->measure_processes();
  seen_memory = std::max(seen_memory, totals.resident);
  seen_threads = totals.threads;
  const Nanos main = process_clock(pid);
  seen_cpu = std::max({seen_cpu, totals.cpu - base_cpu, main - base_cpu});
  return seen_cpu;
}

void Run::check_limits(SteadyTime now) {
  if (decided.has_value() || main_ended) return;
  const Nanos cpu = cpu_now();
  if (cpu >= limits.cpu) return stop(TimedOut{Clock::cpu});
  // The wall clock is for programs that wait for nothing. One that waits for a processor would have used it: on a
  // crowded machine its time counts as on an idle one, so that the same clock ends it. Not without end, since a
  // candidate can make itself wait (sched_yield) and hardly use CPU time meanwhile.
  const Nanos wall = now - start;
  const bool overdue = !patient && wall >= most_crowded * limits.wall;
  bool stuck = false;
  if (now - last_look >= limits.wall / waits_asked || wall - waited >= limits.wall) stuck = look_at_waits(now);
  const Nanos counted = wall - waited;
  if (overdue || (counted >= limits.wall && !stuck)) return stop(TimedOut{Clock::wall});
  if (threads_counted && seen_threads > limits.processes) return stop(ProcessesExceeded{});
  // The CPU limit cannot be reached before what is left has been used on every processor at once.
  next_check = now + std::max(stuck ? stuck_check : shortest_check,
                              std::min(std::min(limits.wall / waits_asked, limits.wall - counted),
                                       (limits.cpu - cpu) / processors()));
  if (threads_counted) next_check = std::min(next_check, now + counting_check);
}

bool Run::look_at_waits(SteadyTime now) {
  Slot::Waits known = slot->waits();
  Nanos longest{0};  // that one thread has waited since the last look
  bool stuck = false;
  for (const auto& [thread, wait] : known) {
    const auto before = waits.find(thread);
    const bool same = before != waits.end() && before->second.waited <= wait.waited;  // not a later one of that number
    longest = std::max(longest, same ? wait.waited - before->second.waited : wait.waited);
    stuck = stuck || (wait.ready && same && before->second.waited == wait.waited && before->second.ran == wait.ran);
  }
  waited = std::min(waited + longest, Nanos(now - start));
  waits = std::move(known);
  last_look = now;
  return stuck;
}

void Run::stop(Ending why) {
  if (!decided.has_value() && !main_ended) decided = std::move(why);
  slot->kill();
}

Ending Run::ending_of_status(const CgroupSlot::Reading& reading) const {
  const bool success = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (reading.oom_kills > base.oom_kills) return MemoryExceeded{};
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) return SyscallDenied{"unknown"};
  if (!success && reading.fork_denials > base.fork_denials) return ProcessesExceeded{};
  if (!success && slot->scratch_is_full()) return ScratchExceeded{};
  if (WIFSIGNALED(status)) return Signaled{WTERMSIG(status)};
  return Exited{WEXITSTATUS(status)};
}

Execution Run::conclude() {
  Execution execution;
  const CgroupSlot::Reading reading = slot->cgroup().read();
  Usage& usage = execution.usage;
  if (slot->cgroup().version() != CgroupVersion::none) {
    usage.cpu = reading.cpu - base.cpu;
    // v1 splits by ticks: the parts may run ahead of the whole.
    usage.cpu_user = std::min(reading.user - base.user, usage.cpu);
    usage.cpu_system = usage.cpu - usage.cpu_user;
    usage.memory_peak = reading.memory_peak;
  } else {
    usage.cpu_user = nanos(used.ru_utime);
    usage.cpu_system = nanos(used.ru_stime);
    usage.cpu = std::max(usage.cpu_user + usage.cpu_system - base_cpu, seen_cpu);
    usage.memory_peak = std::max(Bytes{static_cast<std::uint64_t>(used.ru_maxrss) * 1024}, seen_memory);
  }
  usage.wall = end - start;
  usage.processes_left = left;
  if (!out.drain(limits.output) && !decided.has_value()) decided = OutputExceeded{Stream::out};
  if (!err.drain(limits.output) && !decided.has_value()) decided = OutputExceeded{Stream::err};
  if (decided.has_value()) {
    execution.ending = *decided;
    // A run of which a process was killed for memory was over its limit, whatever else befell what was left of it: a
    // parent that waits in vain for such a child only ends by the clock.
    const bool was_waiting = std::holds_alternative<Cancelled>(*decided) || *decided == Ending(TimedOut{Clock::wall});
    if (was_waiting && reading.oom_kills > base.oom_kills) {
      execution.ending = MemoryExceeded{};
    }
  } else {
    execution.ending = ending_of_status(reading);
    const bool by_itself =
        std::holds_alternative<Signaled>(execution.ending) || std::holds_alternative<Exited>(execution.ending);
    if (by_itself && usage.cpu > limits.cpu) execution.ending = TimedOut{Clock::cpu};
  }
  by_limit_ = decided.has_value() || execution.ending == Ending(MemoryExceeded{});
  execution.out = out.take();
  execution.err = err.take();
  out.close();
  err.close();
  return execution;
}

// A child that ends before it has said that it holds everything ended in the sealing library, not in a candidate: its
// exit code means nothing. One that a limit ended so early is over that limit all the same.
Status Run::taken_over() const {
  if (zygote == 0 || by_limit_) return {};
  oyer_control message{};
  ssize_t n = 0;
  do {
    n = ::recv(handover.get(), &message, sizeof message, MSG_DONTWAIT);
  } while (n < 0 && errno == EINTR);
  const bool whole = n == static_cast<ssize_t>(sizeof message) && message.type == OYER_MSG_TAKEN;
  if (whole && message.error == 0) return {};
  return fail(host_error("a zygote's child ended before it could take over what it was handed",
                         whole ? message.error : (n < 0 && errno != EAGAIN ? errno : 0)));
}

Status Run::trustworthy() const {
  if (const int error = slot->cgroup().unreadable(); error != 0) {
    return fail(host_error("reading the counters of a run's cgroup", error));
  }
  for (const OutputPipe* pipe : {&out, &err}) {
    if (pipe->failed() != 0) return fail(host_error("reading a run's output", pipe->failed()));
  }
  if (init_was_killed && !by_limit_) return fail(host_error("a run's init was killed from outside the jail", 0));
  return taken_over();
}

}  // namespace oyer::sandbox::detail
