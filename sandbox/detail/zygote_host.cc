#include "sandbox/detail/zygote_host.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <span>
#include <utility>

#include "base/file.h"
#include "sandbox/detail/root.h"
#include "sandbox/detail/seal_steps.h"

namespace oyer::sandbox::detail {
namespace {

// What a zygote needs to place and seal its children; ambient, so that it survives exec by an ordinary user.
constexpr unsigned zygote_capabilities[] = {CAP_SYS_ADMIN, CAP_SYS_CHROOT, CAP_SETUID, CAP_SETGID, CAP_SETPCAP};
// In tier weak there are no namespaces to enter.
constexpr unsigned weak_zygote_capabilities[] = {CAP_SETUID, CAP_SETGID, CAP_SETPCAP};

int keep_capabilities_over_exec(std::span<const unsigned> kept) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  if (::syscall(SYS_capget, &header, data) != 0) return -errno;
  for (const unsigned capability : kept) data[0].inheritable |= 1U << capability;
  if (::syscall(SYS_capset, &header, data) != 0) return -errno;
  for (const unsigned capability : kept) {
    if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) != 0) return -errno;
  }
  return 0;
}

// Stdio and the control socket at their numbers, and nothing else: what stands at the control socket's number before
// is the keeper's line to the engine. 0 or a negative errno.
int arrange_descriptors(int control, int output) {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  const int high = ::fcntl(control, F_DUPFD_CLOEXEC, 64);
  const int out = ::fcntl(output, F_DUPFD_CLOEXEC, 64);
  if (null < 0 || high < 0 || out < 0) return -errno;
  for (const auto& [from, to] : {std::pair{out, 2}, {out, 1}, {null, 0}, {high, +OYER_ZYGOTE_CONTROL_FD}}) {
    if (::dup2(from, to) < 0) return -errno;
  }
  return ::close_range(OYER_ZYGOTE_CONTROL_FD + 1, ~0U, 0) == 0 ? 0 : -errno;
}

// What stands between the zygote and the rest: a sealed view of the mounts, the capabilities it needs. 0 or -errno.
int confine_interpreter(std::uint32_t weak) {
  if (weak == 0 && (::unshare(CLONE_NEWNS) != 0 || !seal_mounts().has_value())) return -errno;
  if (::chdir("/") != 0) return -errno;
  if (weak == 0) return keep_capabilities_over_exec(zygote_capabilities);
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return -errno;
  return (weak & OYER_WEAK_SHARED_USER) != 0 ? 0 : keep_capabilities_over_exec(weak_zygote_capabilities);
}

// In the forked child: descriptors, confinement, exec.
[[noreturn]] void become_interpreter(int control, int output, char* const* argv, char* const* environment,
                                     std::uint32_t weak) {
  ::signal(SIGPIPE, SIG_DFL);
  int result = arrange_descriptors(control, output);
  if (result == 0) result = confine_interpreter(weak);
  if (result == 0) ::execve(argv[0], argv, environment);
  ::dprintf(2, "cannot start %s: %s\n", argv[0], std::strerror(result == 0 ? errno : -result));
  ::_exit(127);
}

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (const std::string& s : strings) result.push_back(const_cast<char*>(s.c_str()));
  result.push_back(nullptr);
  return result;
}

}  // namespace

Result<std::unique_ptr<ZygoteHost>> ZygoteHost::start(std::uint64_t id, ZygoteSpec spec, const Start& how) {
  auto host = std::make_unique<ZygoteHost>();
  host->id = id;
  host->spec = std::move(spec);
  host->spec.files.clear();
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return fail(host_error("socketpair"));
  host->control = Fd(pair[0]);
  const Fd theirs(pair[1]);
  OYER_TRY(const Fd output, host->err.open());
  std::vector<std::string> arguments = host->spec.argv;
  arguments.push_back(how.seal_library);
  const std::vector<char*> argv = pointers(arguments);
  const std::vector<char*> environment = pointers(host->spec.environment);
  host->pid = ::fork();
  if (host->pid < 0) return fail(host_error("forking a zygote"));
  if (host->pid == 0) become_interpreter(theirs.get(), output.get(), argv.data(), environment.data(), how.weak);
  oyer_control head{};
  head.type = OYER_MSG_FILTERS;
  head.main_filter = static_cast<std::uint32_t>(how.filter.code.size());
  head.seal_filter = static_cast<std::uint32_t>(how.seal.code.size());
  head.notify = how.notify ? 1 : 0;
  head.weak = how.weak;
  std::string message(reinterpret_cast<const char*>(&head), sizeof head);
  for (const BpfProgram* program : {&how.filter, &how.seal}) {
    message.append(reinterpret_cast<const char*>(program->code.data()), program->code.size() * sizeof(BpfInstruction));
  }
  const std::int64_t n = oyer_send(host->control.get(), message.data(), message.size(), nullptr, 0);
  if (n < 0) {
    ::kill(host->pid, SIGKILL);
    ::waitpid(host->pid, nullptr, 0);
    return fail(host_error("sending the filters to a zygote", static_cast<int>(-n)));
  }
  return host;
}

Status ZygoteHost::request_fork(Slot& slot, const Slot::Identity& identity) {
  auto child = std::make_unique<WarmChild>();
  child->slot = &slot;
  OYER_TRY(const Fd out_end, child->out.open());
  OYER_TRY(const Fd err_end, child->err.open());
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return fail(host_error("socketpair"));
  child->handover = Fd(pair[0]);
  const Fd theirs(pair[1]);
  // In tier weak candidates may be unable to open it for writing.
  const Fd null(::open("/dev/null", (slot.weak() != 0 ? O_RDWR : O_RDONLY) | O_CLOEXEC));
  if (!null) return fail(host_error("opening /dev/null"));
  const Slot::Place place = slot.place();
  std::vector<int> fds = {place.pid_namespace, place.mount_namespace, place.ipc_namespace, null.get(),
                          out_end.get(),       err_end.get(),         theirs.get()};
  const std::vector<int> cgroups = slot.cgroup().join_files();
  fds.insert(fds.end(), cgroups.begin(), cgroups.end());
  oyer_control message{};
  message.type = OYER_MSG_FORK;
  message.uid = identity.uid;
  message.gid = identity.gid;
  message.uid_change = identity.change ? 1 : 0;
  message.cgroups = static_cast<std::uint32_t>(cgroups.size());
  message.weak = slot.weak();
  const std::int64_t n =
      oyer_send(control.get(), &message, sizeof message, fds.data(), static_cast<std::uint32_t>(fds.size()));
  if (n < 0) return fail(host_error("asking a zygote for a child", static_cast<int>(-n)));
  children.push_back(std::move(child));
  ++unanswered;
  return {};
}

Status ZygoteHost::request_reap(pid_t child) {
  oyer_control message{};
  message.type = OYER_MSG_REAP;
  message.pid = child;
  const std::int64_t n = oyer_send(control.get(), &message, sizeof message, nullptr, 0);
  if (n < 0) return fail(host_error("asking a zygote to reap", static_cast<int>(-n)));
  return {};
}

Result<oyer_control> ZygoteHost::receive() {
  oyer_control message{};
  int fd = -1;
  std::uint32_t count = 0;
  const std::int64_t n = oyer_receive(control.get(), &message, sizeof message, &fd, 1, &count);
  Fd descriptor(count == 1 ? fd : -1);
  if (n <= 0) return fail(not_found("the zygote '" + spec.name + "' has ended"));
  if (n != static_cast<std::int64_t>(sizeof message)) return fail(protocol_error("torn message from a zygote"));
  if (message.type == OYER_MSG_OPENED) listener = std::move(descriptor);
  return message;
}

Status hand_over(const WarmChild& child, const SpawnMessage& message, const oyer_start& start, int stdin_fd,
                 const std::vector<Fd>& descriptors) {
  oyer_start head = start;
  head.type = OYER_MSG_START;
  head.descriptors = static_cast<std::uint32_t>(descriptors.size());
  head.has_stdin = stdin_fd >= 0 ? 1 : 0;
  head.payload = message.payload.size();
  std::vector<int> fds;
  if (stdin_fd >= 0) fds.push_back(stdin_fd);
  for (const Fd& fd : descriptors) fds.push_back(fd.get());
  const std::int64_t n =
      oyer_send(child.handover.get(), &head, sizeof head, fds.data(), static_cast<std::uint32_t>(fds.size()));
  if (n != static_cast<std::int64_t>(sizeof head)) {
    return fail(host_error("handing over to a zygote's child", n < 0 ? static_cast<int>(-n) : 0));
  }
  return write_all(child.handover.get(), message.payload);
}

}  // namespace oyer::sandbox::detail
