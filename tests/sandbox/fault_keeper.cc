// The faulty keeper: starts the real one under a filter that asks here about every call of one kind (fault_plan.h).
//
// It holds nothing of the engine's: its copy of the socket is closed as soon as the real keeper has its own, and it
// ends when the last process behind the filter has.
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/magic.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "tests/sandbox/fault_plan.h"

namespace oyer::sandbox::testing {
namespace {

using Clock = std::chrono::steady_clock;

#if defined(__x86_64__)
constexpr std::uint32_t native = AUDIT_ARCH_X86_64;
#else
constexpr std::uint32_t native = AUDIT_ARCH_AARCH64;
#endif

std::vector<long> calls_of(FaultKind kind) {
  switch (kind) {
    case FaultKind::fork:
#if defined(__x86_64__)
      return {SYS_clone, SYS_clone3, SYS_fork, SYS_vfork};
#else
      return {SYS_clone, SYS_clone3};
#endif
    case FaultKind::exec: return {SYS_execve};
    case FaultKind::place: return {SYS_unshare, SYS_setns};
    case FaultKind::mount: return {SYS_mount, SYS_umount2, SYS_pivot_root, SYS_mount_setattr};
    case FaultKind::pipe: return {SYS_pipe2};
    case FaultKind::memory: return {SYS_memfd_create};
    case FaultKind::socket: return {SYS_socketpair};
    case FaultKind::send: return {SYS_sendmsg};
    case FaultKind::receive: return {SYS_recvmsg};
    case FaultKind::write: return {SYS_write, SYS_pwrite64};
    case FaultKind::read: return {SYS_read, SYS_pread64};
    case FaultKind::open: return {SYS_openat, SYS_openat2};
    case FaultKind::folder:
#if defined(__x86_64__)
      return {SYS_mkdir, SYS_mkdirat};
#else
      return {SYS_mkdirat};
#endif
    case FaultKind::confine:
      return {SYS_prctl,     SYS_seccomp, SYS_capset,      SYS_setresuid, SYS_setresgid,
              SYS_setgroups, SYS_chdir,   SYS_close_range, SYS_prlimit64, SYS_setsid};
    case FaultKind::descriptor:
#if defined(__x86_64__)
      return {SYS_pidfd_open, SYS_fcntl, SYS_dup2, SYS_dup3};
#else
      return {SYS_pidfd_open, SYS_fcntl, SYS_dup3};
#endif
    case FaultKind::wait:
#if defined(__x86_64__)
      return {SYS_poll, SYS_wait4, SYS_futex};
#else
      return {SYS_ppoll, SYS_wait4, SYS_futex};
#endif
  }
  return {};
}

// The keeper's own affairs, but for what the zygote writes into cgroups and reads from sockets. The other kinds count
// in the zygote too, where the sealing library makes them.
bool only_of_keeper(FaultKind kind) {
  switch (kind) {
    case FaultKind::write:
    case FaultKind::read:
    case FaultKind::open:
    case FaultKind::folder:
    case FaultKind::wait: return true;
    default: return false;
  }
}

// In the child: loads the filter and returns its listener.
int load_listener(FaultKind kind) {
  const std::vector<long> calls = calls_of(kind);
  std::vector<sock_filter> code = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, native, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
  };
  for (const long call : calls) {
    code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1));
    code.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF));
  }
  code.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  return static_cast<int>(::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program));
}

class Supervisor {
 public:
  Supervisor(FaultPlan& plan, Fd listener, pid_t guard)
      : plan_(plan), listener_(std::move(listener)), guard_(guard), start_(Clock::now()) {
    struct stat info {};
    if (::stat(plan_.keeper, &info) == 0) keeper_ = info.st_ino;
  }

  // Until nobody is left behind the filter. Returns the guard's exit status.
  int serve() {
    for (;;) {
      pollfd wake{listener_.get(), POLLIN, 0};
      ::poll(&wake, 1, 50);
      if ((wake.revents & POLLIN) != 0) answer();
      if ((wake.revents & POLLHUP) != 0) break;
      if (give_up()) break;
    }
    await_guard(0);
    return status_;
  }

 private:
  // True when somebody has outlived the guard. A keeper that takes too long is killed first, and waited for.
  bool give_up() {
    if (Clock::now() - start_ > std::chrono::milliseconds(plan_.patience_ms) && plan_.hung.exchange(1) == 0) {
      ::kill(guard_, SIGKILL);
    }
    if (!gone_since_.has_value()) {
      if (await_guard(WNOHANG)) gone_since_ = Clock::now();
      return false;
    }
    if (Clock::now() - *gone_since_ < std::chrono::seconds(1)) return false;
    plan_.outlived = 1;
    return true;
  }

  bool await_guard(int options) {
    if (gone_since_.has_value()) return true;
    int status = 0;
    if (::waitpid(guard_, &status, options) != guard_) return false;
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return true;
  }

  void answer() {
    seccomp_notif asked{};
    if (::ioctl(listener_.get(), SECCOMP_IOCTL_NOTIF_RECV, &asked) != 0) return;  // it was killed meanwhile
    seccomp_notif_resp response{};
    response.id = asked.id;
    if (counts(asked) && must_fail(asked)) {
      response.error = -plan_.error;
    } else {
      response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    }
    ::ioctl(listener_.get(), SECCOMP_IOCTL_NOTIF_SEND, &response);
  }

  bool counts(const seccomp_notif& asked) const {
    if (!can_fail(asked)) return false;
    const std::string process = "/proc/" + std::to_string(asked.pid);
    struct stat program {};
    // A process that may not be looked at is a keeper that has made itself so.
    const bool hidden = ::stat((process + "/exe").c_str(), &program) != 0;
    if (hidden || program.st_ino == keeper_) return true;
    if (program.st_ino != plan_.interpreter) return false;
    const std::string file = process + "/fd/" + std::to_string(asked.data.args[0]);
    if (plan_.kind == FaultKind::write) return is_cgroup(file);
    if (plan_.kind == FaultKind::read) return is_socket(file);
    return !only_of_keeper(plan_.kind);
  }

  // What only looks at a descriptor, or wakes somebody, cannot fail for want of anything, nor be interrupted.
  static bool can_fail(const seccomp_notif& asked) {
    const std::uint64_t what = asked.data.args[1];
    if (asked.data.nr == SYS_fcntl) return what == F_DUPFD || what == F_DUPFD_CLOEXEC;
    return asked.data.nr != SYS_futex || (what & FUTEX_CMD_MASK) == FUTEX_WAIT;
  }

  static bool is_socket(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 && S_ISSOCK(info.st_mode);
  }

  static bool is_cgroup(const std::string& path) {
    struct statfs info {};
    return ::statfs(path.c_str(), &info) == 0 &&
           (info.f_type == CGROUP_SUPER_MAGIC || info.f_type == CGROUP2_SUPER_MAGIC);
  }

  bool must_fail(const seccomp_notif& asked) {
    const std::uint32_t number = ++plan_.reached;
    const std::uint32_t nth = plan_.nth;
    if (nth == 0 || number < nth || (number > nth && plan_.lasting == 0)) return false;
    if (plan_.fired.fetch_add(1) == 0) {
      std::snprintf(plan_.call, sizeof plan_.call, "call %d (%llx, %llx, %llx) of process %u", asked.data.nr,
                    static_cast<unsigned long long>(asked.data.args[0]),
                    static_cast<unsigned long long>(asked.data.args[1]),
                    static_cast<unsigned long long>(asked.data.args[2]), asked.pid);
    }
    return true;
  }

  FaultPlan& plan_;
  Fd listener_;
  pid_t guard_;
  Clock::time_point start_;
  std::optional<Clock::time_point> gone_since_;
  ino_t keeper_ = 0;
  int status_ = 1;
};

int supervise(const std::string& folder) {
  FaultPlan* plan = map_plan(folder + "/" + fault_plan_name, false);
  if (plan == nullptr) return 125;
  // The listener's number goes over in memory: every way of sending it might be what is to fail.
  auto* number =
      static_cast<std::atomic<int>*>(::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  const pid_t guard = ::fork();
  if (guard < 0) return 125;
  if (guard == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    *number = load_listener(plan->kind);
    ::raise(SIGSTOP);
    char* const argv[] = {plan->keeper, nullptr};
    ::execve(plan->keeper, argv, environ);
    ::_exit(126);
  }
  ::close(STDIN_FILENO);
  int status = 0;
  if (::waitpid(guard, &status, WUNTRACED) != guard || !WIFSTOPPED(status)) return 125;
  const Fd process(static_cast<int>(::syscall(SYS_pidfd_open, guard, 0)));
  Fd listener(static_cast<int>(::syscall(SYS_pidfd_getfd, process.get(), number->load(), 0)));
  if (!listener) {
    ::kill(guard, SIGKILL);
    return 125;
  }
  ::kill(guard, SIGCONT);
  return Supervisor(*plan, std::move(listener), guard).serve();
}

}  // namespace
}  // namespace oyer::sandbox::testing

int main(int, char** argv) {
  const std::string self = argv[0];
  return oyer::sandbox::testing::supervise(self.substr(0, self.rfind('/')));
}
