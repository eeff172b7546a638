// oyer-keeper: the guard, and inside it the keeper.
//
// The guard is what the engine starts. It stays in the host's namespaces, makes the cgroups, clones the keeper into
// fresh ones and waits. When the engine goes, in whatever way, its socket closes, the keeper returns, the kernel ends
// everything in the keeper's PID namespace, and the guard removes the cgroups. When the guard is killed, the keeper
// is killed with it (PDEATHSIG); the cgroups are swept by the next guard.
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <sstream>
#include <string>

#include "base/file.h"
#include "sandbox/detail/keeper.h"

namespace oyer::sandbox::detail {
namespace {

constexpr int engine_socket = 3;
constexpr int exit_refused = 1;
constexpr std::uint32_t inner_uid = 1000;

struct Start {
  KeeperConfig config;
  CgroupTree* tree = nullptr;
  Containment containment;
  uid_t outer_uid = 0;
  gid_t outer_gid = 0;
  std::uint32_t first_uid = 0;  // of the slots' own users; 0: they have none
};

Status put(const char* path, const std::string& text) {
  const Fd file(::open(path, O_WRONLY | O_CLOEXEC));
  if (!file) return fail(host_error(std::string("opening ") + path));
  return write_all(file.get(), text);
}

// An ordinary user may map one id: itself.
Status map_user(const Start& start) {
  OYER_TRY_STATUS(put("/proc/self/setgroups", "deny"));
  OYER_TRY_STATUS(put("/proc/self/uid_map", std::to_string(inner_uid) + " " + std::to_string(start.outer_uid) + " 1"));
  return put("/proc/self/gid_map", std::to_string(inner_uid) + " " + std::to_string(start.outer_gid) + " 1");
}

Status keep(Start& start) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return fail(host_error("PR_SET_PDEATHSIG"));
  if (start.containment.user_namespace) OYER_TRY_STATUS(map_user(start));
  Keeper keeper(engine_socket, std::move(start.config), start.tree->take_slots(), start.containment);
  OYER_TRY_STATUS(keeper.open(start.first_uid));
  return keeper.serve();
}

int keeper_main(Start& start) {
  Status status = keep(start);
  if (status.has_value()) return 0;
  static_cast<void>(send_frame(engine_socket, MessageType::failed, encode(FailedMessage{0, status.error()})));
  return exit_refused;
}

Containment describe_containment(const KeeperConfig& config, CgroupVersion version, bool root) {
  Containment c;
  const bool cgroup = version != CgroupVersion::none;
  c.tier = cgroup ? Tier::strong : Tier::reduced;
  c.cgroup = version == CgroupVersion::v2 ? "v2" : version == CgroupVersion::v1 ? "v1" : "none";
  c.user_namespace = !root;
  c.distinct_uid = root;
  c.user_notification = config.user_notification;
  c.memory_by = cgroup ? "cgroup" : "rlimit-as";
  c.processes_by = cgroup ? "cgroup" : "rlimit-nproc";
  c.cpu_by = cgroup ? "cgroup" : "process-clocks";
  return c;
}

// Root that may make namespaces. Root in a container that took CAP_SYS_ADMIN away is an ordinary user here.
bool is_privileged() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  return ::geteuid() == 0 && ::syscall(SYS_capget, &header, data) == 0 &&
         (data[0].effective & 1U << CAP_SYS_ADMIN) != 0;
}

// User ids for the slots of a keeper started by root, a block for each guard process: far from any account, where this
// user namespace has ids there; in the upper part of what it maps, as in a container of 65,536; 0 where that is too
// little for anybody to have some of his own.
std::uint32_t first_uid_of(pid_t guard, const std::string& map) {
  constexpr std::uint64_t far = 1'000'000'000, pids = 1U << 22U, reserved = 16'384, least = 65'536;
  const auto number = static_cast<std::uint64_t>(guard);
  std::istringstream lines(map);
  for (std::uint64_t inside = 0, outside = 0, count = 0; lines >> inside >> outside >> count;) {
    const std::uint64_t end = inside + count;
    if (inside <= far && end >= far + pids * uids_per_keeper)
      return static_cast<std::uint32_t>(far + number * uids_per_keeper);
    // Two guards whose numbers are thousands apart may share a block: their runs are then told apart by namespaces.
    if (inside == 0 && count >= least) {
      const std::uint64_t blocks = (std::min(end, far) - reserved) / uids_per_keeper;
      return static_cast<std::uint32_t>(reserved + number % blocks * uids_per_keeper);
    }
  }
  return 0;
}

// 0 where users and groups differ in what is mapped, too: slots use one number for both.
Result<std::uint32_t> first_uid() {
  OYER_TRY(const std::string users, read_file("/proc/self/uid_map", 65536));
  OYER_TRY(const std::string groups, read_file("/proc/self/gid_map", 65536));
  const std::uint32_t first = first_uid_of(::getpid(), users);
  return first == first_uid_of(::getpid(), groups) ? first : 0;
}

Result<KeeperConfig> receive_config() {
  OYER_TRY(std::optional<Frame> frame, receive_frame(engine_socket));
  if (!frame.has_value()) return fail(protocol_error("the engine closed before configuring"));
  if (frame->type != MessageType::configure) return fail(protocol_error("the engine did not configure first"));
  return decode_config(frame->body);
}

// Waits for the keeper; helps it along when it does not notice that the engine has gone.
int watch(pid_t keeper, const Fd& pidfd) {
  pollfd fds[2] = {{pidfd.get(), POLLIN, 0}, {engine_socket, POLLRDHUP, 0}};
  bool engine_gone = false;
  for (;;) {
    const int ready = ::poll(fds, engine_gone ? 1 : 2, engine_gone ? 2000 : -1);
    if (ready < 0 && errno == EINTR) continue;
    if ((fds[0].revents & POLLIN) != 0) break;
    if (engine_gone) ::kill(keeper, SIGKILL);
    engine_gone = true;
  }
  int status = 0;
  while (::waitpid(keeper, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

// Whether cgroups that cannot be made are not this user's to make. What merely ran out (descriptors, memory, ids) may
// be there for the next keeper: falling to another tier for that would let verdicts differ between two runs.
bool is_for_good(int error) {
  switch (error) {
    case EACCES:
    case EBUSY:  // v2: processes stand in the folder itself
    case EINVAL:
    case ENODEV:
    case ENOENT:
    case EOPNOTSUPP:
    case EPERM:
    case EROFS: return true;
    default: return false;
  }
}

Result<CgroupTree> make_cgroups(const KeeperConfig& config) {
  if (config.cgroups == CgroupChoice::none) return CgroupTree{};
  OYER_TRY(const CgroupHome home, find_cgroup_home());
  if (home.version == CgroupVersion::none) return CgroupTree{};
  Result<CgroupTree> made = CgroupTree::create(home, config.slots);
  // Found writable, yet refused: fall to the reduced tier, which every Execution then names.
  if (!made.has_value() && is_for_good(made.error().os_errno)) return CgroupTree{};
  return made;
}

int refuse(const Error& error) {
  static_cast<void>(send_frame(engine_socket, MessageType::failed, encode(FailedMessage{0, error})));
  return exit_refused;
}

int guard_main() {
  // Interrupting the engine's terminal group must not take the guard down before it has cleaned up.
  ::setsid();
  ::signal(SIGPIPE, SIG_IGN);
  if (::dup3(STDIN_FILENO, engine_socket, O_CLOEXEC) < 0) return exit_refused;
  const Fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!null || ::dup2(null.get(), STDIN_FILENO) < 0 || ::close_range(engine_socket + 1, ~0U, 0) != 0) {
    return refuse(host_error("arranging the guard's descriptors"));
  }
  // Guard and keeper hold a dozen descriptors a slot, however few the engine was left.
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 65536);
    ::setrlimit(RLIMIT_NOFILE, &files);
  }
  Result<KeeperConfig> config = receive_config();
  if (!config.has_value()) return refuse(config.error());
  std::uint32_t own_users = 0;
  if (is_privileged()) {
    Result<std::uint32_t> first = first_uid();
    if (!first.has_value()) return refuse(first.error());
    own_users = *first;
  }
  // Root of a user namespace that maps hardly anybody is an ordinary user, too.
  const bool root = own_users != 0;
  Result<CgroupTree> made = make_cgroups(*config);
  if (!made.has_value()) return refuse(made.error());
  CgroupTree tree = std::move(*made);
  Start start{std::move(*config), &tree, {}, ::geteuid(), ::getegid(), own_users};
  start.containment = describe_containment(start.config, tree.version(), root);
  const int namespaces = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET | CLONE_NEWCGROUP |
                         (root ? 0 : CLONE_NEWUSER);
  // fork's semantics with clone's flags: the child goes on in this very function.
  int pidfd = -1;
  const pid_t keeper =
      static_cast<pid_t>(::syscall(SYS_clone, namespaces | CLONE_PIDFD | SIGCHLD, nullptr, &pidfd, nullptr, nullptr));
  if (keeper < 0) {
    Error error = host_error("cannot make the keeper's namespaces; `oyer doctor` names what is missing");
    tree.remove();
    return refuse(error);
  }
  if (keeper == 0) ::_exit(keeper_main(start));
  static_cast<void>(tree.take_slots());
  const int status = watch(keeper, Fd(pidfd));
  tree.remove();
  return WIFEXITED(status) ? WEXITSTATUS(status) : exit_refused;
}

}  // namespace
}  // namespace oyer::sandbox::detail

int main() { return oyer::sandbox::detail::guard_main(); }
