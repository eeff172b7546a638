#include "sandbox/detail/launcher.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sandbox/detail/child_stack.h"
#include "sandbox/detail/raw_syscall.h"

namespace oyer::sandbox::detail {
namespace {

constexpr std::size_t message_limit = 160 * 1024;  // argv and environment together; fits a default socket buffer
constexpr std::uint32_t fixed_descriptors = 6;     // pid, mount, IPC namespace, stdin, stdout, stderr

// Head of an EXEC message; NUL-terminated strings follow: argc of argv, then envc of the environment.
struct ExecHead {
  oyer_control control;
  oyer_start limits;
  std::uint32_t argc = 0, envc = 0;
};

// What the vfork child needs and reports; it lives in the launcher's memory.
struct ChildPlan {
  oyer_seal_plan seal{};
  const oyer_start* limits = nullptr;
  char* const* argv = nullptr;
  char* const* environment = nullptr;
  volatile int error = 0;
  volatile std::uint32_t step = OYER_STEP_NONE;
};

// Runs in the launcher's memory while the launcher is suspended.
int child_main(void* argument) {
  ChildPlan& plan = *static_cast<ChildPlan*>(argument);
  std::uint32_t step = OYER_STEP_NONE;
  int result = oyer_seal(&plan.seal, &step);
  if (result == 0) {
    step = OYER_STEP_RLIMIT;
    result = oyer_apply_rlimits(plan.limits);
  }
  if (result == 0) {
    step = OYER_STEP_EXEC;
    ::execve(plan.argv[0], plan.argv, plan.environment);
    result = -errno;
  }
  plan.error = -result;
  plan.step = step;
  raw_syscall(SYS_exit_group, 127);
  return 127;
}

// A launcher that cannot answer must go: its keeper would wait for the answer, or take the next one for it.
void reply(int control, std::uint32_t type, int pid, int error, std::uint32_t step, const int* fds, std::uint32_t n) {
  oyer_control message{};
  message.type = type;
  message.pid = pid;
  message.error = error;
  message.step = step;
  if (oyer_send(control, &message, sizeof message, fds, n) < 0) ::_exit(1);
}

// Splits the strings behind the head into argv and environment; false when they do not add up.
bool split_strings(char* begin, char* end, const ExecHead& head, std::vector<char*>& argv, std::vector<char*>& env) {
  for (std::uint32_t i = 0; i < head.argc + head.envc; ++i) {
    char* stop = std::find(begin, end, '\0');
    if (stop == end) return false;
    (i < head.argc ? argv : env).push_back(begin);
    begin = stop + 1;
  }
  argv.push_back(nullptr);
  env.push_back(nullptr);
  return begin == end && argv.size() > 1;
}

class LauncherProcess {
 public:
  LauncherProcess(int control, const BpfProgram& seal, bool weak) : control_(control), weak_(weak) {
    program_.len = static_cast<unsigned short>(seal.code.size());
    program_.filter = reinterpret_cast<sock_filter*>(const_cast<BpfInstruction*>(seal.code.data()));
  }

  // 0 or a negative errno.
  int open() {
    if (weak_) return 0;
    own_ = ::open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
    return own_ < 0 ? -errno : 0;
  }

  [[noreturn]] void serve() {
    std::vector<char> buffer(message_limit + sizeof(ExecHead));
    for (;;) {
      int fds[fixed_descriptors + OYER_MOST_CGROUPS];
      std::uint32_t count = 0;
      const std::int64_t n = oyer_receive(control_, buffer.data(), buffer.size(), fds, std::size(fds), &count);
      if (n <= 0) ::_exit(0);
      handle(buffer.data(), static_cast<std::size_t>(n), fds, count);
      for (std::uint32_t i = 0; i < count; ++i) ::close(fds[i]);
    }
  }

 private:
  void handle(char* bytes, std::size_t size, const int* fds, std::uint32_t count) {
    ExecHead head;
    if (size < sizeof head) return reply(control_, OYER_MSG_EXECED, -1, EPROTO, OYER_STEP_RECEIVE, nullptr, 0);
    std::memcpy(&head, bytes, sizeof head);
    std::vector<char*> argv, env;
    if (!split_strings(bytes + sizeof head, bytes + size, head, argv, env) ||
        count != fixed_descriptors + head.control.cgroups) {
      return reply(control_, OYER_MSG_EXECED, -1, EPROTO, OYER_STEP_RECEIVE, nullptr, 0);
    }
    ChildPlan plan;
    plan.seal.mount_namespace = fds[1];
    plan.seal.ipc_namespace = fds[2];
    plan.seal.folder = fds[1];
    plan.seal.weak = head.control.weak;
    std::copy(fds + 3, fds + 6, plan.seal.stdio);
    plan.seal.keep = -1;
    plan.seal.cgroups = fds + fixed_descriptors;
    plan.seal.cgroup_count = head.control.cgroups;
    plan.seal.uid = head.control.uid;
    plan.seal.gid = head.control.gid;
    plan.seal.uid_change = head.control.uid_change;
    plan.seal.seal = &program_;
    plan.limits = &head.limits;
    plan.argv = argv.data();
    plan.environment = env.data();
    launch(plan, fds[0]);
  }

  void launch(ChildPlan& plan, int pid_namespace) {
    if (!weak_ && ::setns(pid_namespace, CLONE_NEWPID) != 0) {
      return reply(control_, OYER_MSG_EXECED, -1, errno, OYER_STEP_PID_NAMESPACE, nullptr, 0);
    }
    const int flags = CLONE_VM | CLONE_VFORK | CLONE_PARENT | SIGCHLD;
    const int pid = ::clone(child_main, top_of_fresh_stack(stack_), flags, &plan);
    const int error = pid < 0 ? errno : plan.error;
    const std::uint32_t step = pid < 0 ? static_cast<std::uint32_t>(OYER_STEP_FORK) : plan.step;
    if (!weak_ && ::setns(own_, CLONE_NEWPID) != 0) ::_exit(1);
    reply(control_, OYER_MSG_EXECED, pid, error, step, nullptr, 0);
  }

  int control_;
  bool weak_;
  int own_ = -1;
  sock_fprog program_{};
  alignas(64) unsigned char stack_[65536];
};

[[noreturn]] void launcher_main(int control, const BpfProgram& filter, const BpfProgram& seal, bool notify,
                                std::uint32_t weak) {
  ::signal(SIGPIPE, SIG_DFL);  // ignored by the keeper; a program must not inherit that
  if (weak != 0) ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  // What stands at that number before is the keeper's line to the engine: never to be served from here.
  if (::dup3(control, OYER_ZYGOTE_CONTROL_FD, O_CLOEXEC) < 0 ||
      ::close_range(OYER_ZYGOTE_CONTROL_FD + 1, ~0U, 0) != 0) {
    reply(control, OYER_MSG_OPENED, 0, errno, OYER_STEP_CLOSE, nullptr, 0);
    ::_exit(1);
  }
  control = OYER_ZYGOTE_CONTROL_FD;
  static LauncherProcess process(control, seal, weak != 0);
  int result = process.open();
  if (result < 0) {
    reply(control, OYER_MSG_OPENED, 0, -result, OYER_STEP_PID_NAMESPACE, nullptr, 0);
    ::_exit(1);
  }
  if ((weak & OYER_WEAK_SHARED_USER) == 0) result = oyer_drop_bounding_set();
  if (result < 0) {
    reply(control, OYER_MSG_OPENED, 0, -result, OYER_STEP_CAPABILITIES, nullptr, 0);
    ::_exit(1);
  }
  const sock_fprog program{static_cast<unsigned short>(filter.code.size()),
                           reinterpret_cast<sock_filter*>(const_cast<BpfInstruction*>(filter.code.data()))};
  result = oyer_load_filter(&program, notify ? 1 : 0);
  if (result < 0) {
    reply(control, OYER_MSG_OPENED, 0, -result, OYER_STEP_FILTER, nullptr, 0);
    ::_exit(1);
  }
  reply(control, OYER_MSG_OPENED, 0, 0, OYER_STEP_NONE, &result, notify ? 1 : 0);
  if (notify) ::close(result);
  process.serve();
}

}  // namespace

Result<Launcher> Launcher::start(const BpfProgram& filter, const BpfProgram& seal, bool notify, std::uint32_t weak) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return fail(host_error("socketpair"));
  Launcher launcher;
  launcher.control_ = Fd(pair[0]);
  // An answer takes a millisecond. A launcher whose own call met a filter would never answer: the jail is then broken,
  // and its keeper must not hang with it.
  const timeval patience{.tv_sec = 20, .tv_usec = 0};
  if (::setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0) {
    return fail(host_error("SO_RCVTIMEO on the launcher's socket"));
  }
  Fd theirs(pair[1]);
  launcher.pid_ = ::fork();
  if (launcher.pid_ < 0) return fail(host_error("forking the launcher"));
  if (launcher.pid_ == 0) launcher_main(theirs.get(), filter, seal, notify, weak);
  theirs.reset();  // a launcher that ends is noticed only when nobody else holds its end
  oyer_control message{};
  int listener = -1;
  std::uint32_t count = 0;
  const std::int64_t n = oyer_receive(launcher.control_.get(), &message, sizeof message, &listener, 1, &count);
  if (count == 1) launcher.listener_ = Fd(listener);
  if (n == static_cast<std::int64_t>(sizeof message) && message.error == 0) return launcher;
  ::kill(launcher.pid_, SIGKILL);
  ::waitpid(launcher.pid_, nullptr, 0);
  if (n != static_cast<std::int64_t>(sizeof message)) {
    return fail(host_error("the launcher ended while starting", n < 0 ? static_cast<int>(-n) : 0));
  }
  return fail(host_error("the launcher failed at step " + std::to_string(message.step), message.error));
}

bool Launcher::alive() {
  if (::waitpid(pid_, nullptr, WNOHANG) == 0) return true;
  pid_ = -1;
  return false;
}

Result<Launched> Launcher::launch(const LaunchRequest& request) {
  ExecHead head;
  head.control.type = OYER_MSG_EXEC;
  head.control.uid = request.slot->identity().uid;
  head.control.gid = request.slot->identity().gid;
  head.control.uid_change = request.slot->identity().change ? 1 : 0;
  head.control.weak = request.slot->weak();
  head.limits = request.limits;
  head.argc = static_cast<std::uint32_t>(request.argv->size());
  head.envc = static_cast<std::uint32_t>(request.environment->size());
  const Slot::Place place = request.slot->place();
  std::vector<int> fds = {place.pid_namespace, place.mount_namespace, place.ipc_namespace,
                          request.stdio[0],    request.stdio[1],      request.stdio[2]};
  const std::vector<int> cgroups = request.slot->cgroup().join_files();
  head.control.cgroups = static_cast<std::uint32_t>(cgroups.size());
  fds.insert(fds.end(), cgroups.begin(), cgroups.end());
  std::string message(reinterpret_cast<const char*>(&head), sizeof head);
  for (const auto* strings : {request.argv, request.environment}) {
    for (const std::string& text : *strings) message.append(text.c_str()).push_back('\0');
  }
  if (message.size() > message_limit) return fail(invalid_input("arguments and environment are longer than 160 KiB"));
  std::int64_t n =
      oyer_send(control_.get(), message.data(), message.size(), fds.data(), static_cast<std::uint32_t>(fds.size()));
  if (n < 0) return fail(host_error("sending to the launcher", static_cast<int>(-n)));
  oyer_control answer{};
  n = oyer_receive(control_.get(), &answer, sizeof answer, nullptr, 0, nullptr);
  if (n == -EAGAIN) return fail(host_error("the launcher did not answer within 20 s", EAGAIN));
  if (n != static_cast<std::int64_t>(sizeof answer) || answer.type != OYER_MSG_EXECED) {
    return fail(host_error("the launcher has ended", n < 0 ? static_cast<int>(-n) : 0));
  }
  return Launched{answer.pid, answer.error, static_cast<oyer_step>(answer.step)};
}

}  // namespace oyer::sandbox::detail
