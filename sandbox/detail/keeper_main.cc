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
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <functional>
#include <initializer_list>
#include <optional>
#include <sstream>
#include <string>

#include "base/file.h"
#include "sandbox/detail/host_facts.h"
#include "sandbox/detail/keeper.h"

namespace oyer::sandbox::detail {
namespace {

constexpr int engine_socket = 3;
constexpr int exit_refused = 1;
constexpr int exit_unopened = 2;
constexpr std::uint32_t inner_uid = 1000;

struct Start {
  KeeperConfig config;
  CgroupTree* tree = nullptr;
  Containment containment;
  uid_t outer_uid = 0;
  gid_t outer_gid = 0;
  std::uint32_t first_uid = 0;    // of the slots' own users; 0: they have none
  std::optional<WeakPlace> weak;  // in tier weak
  Fd guard_lives;                 // the guard's end of what a keeper of tier weak listens to
  Fd told, tell;                  // why it could not open, from the keeper to the guard, which may know a way
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

// What a keeper without a PID namespace does for the kernel: ends everything below it.
void tidy(const Start& start) {
  end_descendants();
  start.weak->home.remove();
}

Status keep(Start& start) {
  start.guard_lives.reset();
  start.told.reset();
  // In tier weak a keeper has to outlive its guard for a moment.
  if (!start.weak && ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return fail(host_error("PR_SET_PDEATHSIG"));
  if (start.containment.user_namespace) OYER_TRY_STATUS(map_user(start));
  std::optional<WeakPlace> weak;
  if (start.weak) {
    const int guard = ::fcntl(start.weak->guard.get(), F_DUPFD_CLOEXEC, 0);
    weak = WeakPlace{start.weak->home.again(), Fd(guard)};
  }
  Keeper keeper(engine_socket, std::move(start.config), start.tree->take_slots(), start.containment, std::move(weak));
  if (Status opened = keeper.open(start.first_uid); !opened.has_value()) {
    // The guard decides what the engine is told.
    static_cast<void>(send_frame(start.tell.get(), MessageType::failed, encode(FailedMessage{0, opened.error()})));
    ::_exit(exit_unopened);
  }
  start.tell.reset();
  return keeper.serve();
}

int keeper_main(Start& start) {
  Status status = keep(start);
  if (start.weak) tidy(start);
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

// The same without namespaces.
Containment weaken(Containment c, bool own_users) {
  c.tier = Tier::weak;
  c.user_namespace = false;
  c.distinct_uid = own_users;
  // RLIMIT_NPROC counts all processes of a user: where that is the engine's, the keeper counts the run's.
  if (!own_users && c.processes_by != "cgroup") c.processes_by = "keeper";
  return c;
}

bool has_capabilities(std::initializer_list<unsigned> wanted) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  if (::geteuid() != 0 || ::syscall(SYS_capget, &header, data) != 0) return false;
  return std::all_of(wanted.begin(), wanted.end(), [&](unsigned one) { return (data[0].effective & 1U << one) != 0; });
}

// Root that may make namespaces. Root in a container that took CAP_SYS_ADMIN away is an ordinary user here.
bool is_privileged() { return has_capabilities({CAP_SYS_ADMIN}); }

// Root that may give each slot a user of its own and end what it leaves.
bool may_change_users() {
  return has_capabilities({CAP_SETUID, CAP_SETGID, CAP_SETPCAP, CAP_CHOWN, CAP_KILL, CAP_DAC_OVERRIDE});
}

// User ids for the slots of a keeper started by root, a block for each guard process: far from any account, where this
// user namespace has ids there; in the upper part of what it maps, as in a container of 65,536; 0 where that is too
// little for anybody to have some of his own.
std::uint32_t first_uid_of(std::uint32_t guard, const std::string& map) {
  constexpr std::uint64_t far = 1'000'000'000, pids = 1U << 22U, reserved = 16'384, least = 65'536;
  const std::uint64_t number = guard % pids;
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

// Of a number, such as this process's: 0 where users and groups differ in what is mapped, too: slots use one number for
// both.
Result<std::function<std::uint32_t(std::uint32_t)>> block_of_users() {
  OYER_TRY(const std::string users, read_file("/proc/self/uid_map", 65536));
  OYER_TRY(const std::string groups, read_file("/proc/self/gid_map", 65536));
  return [users, groups](std::uint32_t number) {
    const std::uint32_t first = first_uid_of(number, users);
    return first == first_uid_of(number, groups) ? first : 0;
  };
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

// fork's semantics with clone's flags: the child goes on in this very function, and ends in it.
pid_t clone_keeper(Start& start, int namespaces, Fd& pidfd) {
  int made = -1;
  const auto keeper =
      static_cast<pid_t>(::syscall(SYS_clone, namespaces | CLONE_PIDFD | SIGCHLD, nullptr, &made, nullptr, nullptr));
  if (keeper == 0) ::_exit(keeper_main(start));
  pidfd = Fd(made);
  return keeper;
}

// What an errno means that may be gone at the next try: it decides no tier.
bool is_passing(int error) {
  return error == ENOMEM || error == EAGAIN || error == EMFILE || error == ENFILE || error == EINTR || error == EIO;
}

// Whether the reason lies in what this host lets nobody like us do, by the same facts that `oyer doctor` shows.
bool are_namespaces_forbidden() {
  const HostFacts facts = gather_kernel_facts();
  for (const int error :
       {facts.user_namespace, facts.pid_namespace, facts.mount_namespace, facts.network_namespace, facts.ipc_namespace,
        facts.uts_namespace, facts.cgroup_namespace, facts.proc_mount, facts.tmpfs_mount, facts.pivot_root}) {
    if (is_passing(error)) return false;
  }
  return conclude(facts).tier == Tier::weak;
}

Error refusal(Error error, bool accept_weak) {
  if (accept_weak || error.kind != Error::Kind::host || is_passing(error.os_errno)) return error;
  if (!are_namespaces_forbidden()) return error;
  error.what += "; --accept-weak goes without them, and candidates may then read every file that their user may (" +
                std::string("SECURITY.md, The weak tier)");
  return error;
}

// Ends with the keeper's exit status once it has ended; with what kept it from opening where it never served.
Result<int> run_keeper(Start& start, int namespaces) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return fail(host_error("socketpair"));
  start.told = Fd(ends[0]);
  start.tell = Fd(ends[1]);
  Fd pidfd;
  const pid_t keeper = clone_keeper(start, namespaces, pidfd);
  if (keeper < 0) return fail(host_error("cannot make the keeper's namespaces; `oyer doctor` names what is missing"));
  start.tell.reset();
  // Cgroups are needed once more only where another keeper may follow.
  if (!start.config.accept_weak || start.weak) static_cast<void>(start.tree->take_slots());
  const int status = watch(keeper, pidfd);
  if (!WIFEXITED(status)) return exit_refused;
  if (WEXITSTATUS(status) != exit_unopened) return WEXITSTATUS(status);
  OYER_TRY(const std::optional<Frame> said, receive_frame(start.told.get()));
  if (!said.has_value()) return fail(protocol_error("the keeper ended while opening, without a reason"));
  OYER_TRY(FailedMessage why, decode_failed(said->body));
  return fail(std::move(why.error));
}

Status go_without_namespaces(Start& start) {
  ::umask(022);
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return fail(host_error("PR_SET_DUMPABLE"));
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) return fail(host_error("PR_SET_CHILD_SUBREAPER"));
  std::function<std::uint32_t(std::uint32_t)> users;
  if (may_change_users()) {
    OYER_TRY(users, block_of_users());
  }
  if (users && users(static_cast<std::uint32_t>(::getpid())) == 0) users = nullptr;
  OYER_TRY(WeakHome home, WeakHome::claim(users));
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail(host_error("making a pipe"));
  start.first_uid = home.first_uid();
  start.containment = weaken(start.containment, start.first_uid != 0);
  start.weak = WeakPlace{std::move(home), Fd(ends[0])};
  start.guard_lives = Fd(ends[1]);
  return {};
}

// Namespaces if it can be; without them only where they are forbidden and the engine has said that it may.
int guard_keeper(Start& start, int namespaces) {
  Result<int> status = run_keeper(start, namespaces);
  if (!status.has_value() && start.config.accept_weak && status.error().kind == Error::Kind::host &&
      !is_passing(status.error().os_errno) && are_namespaces_forbidden()) {
    Status ready = go_without_namespaces(start);
    if (!ready.has_value()) return refuse(ready.error());
    status = run_keeper(start, 0);
    tidy(start);
  }
  if (status.has_value()) return *status;
  return refuse(refusal(std::move(status).error(), start.config.accept_weak));
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
    auto users = block_of_users();
    if (!users.has_value()) return refuse(users.error());
    own_users = (*users)(static_cast<std::uint32_t>(::getpid()));
  }
  // Root of a user namespace that maps hardly anybody is an ordinary user, too.
  const bool root = own_users != 0;
  Result<CgroupTree> made = make_cgroups(*config);
  if (!made.has_value()) return refuse(made.error());
  CgroupTree tree = std::move(*made);
  Start start;
  start.config = std::move(*config);
  start.tree = &tree;
  start.outer_uid = ::geteuid();
  start.outer_gid = ::getegid();
  start.first_uid = own_users;
  start.containment = describe_containment(start.config, tree.version(), root);
  const int namespaces = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET | CLONE_NEWCGROUP |
                         (root ? 0 : CLONE_NEWUSER);
  const int status = guard_keeper(start, namespaces);
  tree.remove();
  return status;
}

}  // namespace
}  // namespace oyer::sandbox::detail

int main() { return oyer::sandbox::detail::guard_main(); }
