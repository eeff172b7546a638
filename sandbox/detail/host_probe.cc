// Tries the kernel's features one by one, each in a child of its own, as the keeper would use them: by root directly,
// by an ordinary user inside a fresh user namespace.
//
// Between fork and exit a probe makes system calls only; it reports its errno as exit status.
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/fd.h"
#include "base/file.h"
#include "sandbox/detail/host_cgroups.h"
#include "sandbox/detail/host_facts.h"
#include "sandbox/profile.h"

namespace oyer::sandbox::detail {
namespace {

constexpr unsigned kPatienceSeconds = 10;

int errno_unless(bool ok) { return ok ? 0 : errno; }

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return errno;
  }
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM ? ETIMEDOUT : EIO;
}

// Errno of `probe`, run in a child.
template <class Probe>
int in_child(Probe probe) {
  const pid_t pid = ::fork();
  if (pid < 0) return errno;
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    ::signal(SIGALRM, SIG_DFL);
    ::alarm(kPatienceSeconds);
    ::_exit(probe());
  }
  return wait_for(pid);
}

int put(const char* path, const char* text) {
  const int file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return errno;
  const auto size = static_cast<ssize_t>(std::strlen(text));
  const int result = errno_unless(::write(file, text, static_cast<std::size_t>(size)) == size);
  ::close(file);
  return result;
}

// One id, mapped to the caller's own, as an ordinary user may.
int map_own_user(uid_t uid, gid_t gid) {
  char line[64];
  if (const int failed = put("/proc/self/setgroups", "deny"); failed != 0) return failed;
  std::snprintf(line, sizeof line, "1000 %u 1", uid);
  if (const int failed = put("/proc/self/uid_map", line); failed != 0) return failed;
  std::snprintf(line, sizeof line, "1000 %u 1", gid);
  return put("/proc/self/gid_map", line);
}

int enter_namespaces(int flags) {
  const uid_t uid = ::geteuid();
  const gid_t gid = ::getegid();
  if (uid == 0) return errno_unless(::unshare(flags) == 0);
  if (::unshare(CLONE_NEWUSER | flags) != 0) return errno;
  return map_own_user(uid, gid);
}

int try_namespace(int flag) {
  return in_child([flag] { return enter_namespaces(flag); });
}

// In a mount namespace of its own, with /tmp an empty tmpfs.
template <class Probe>
int in_fresh_tmp(Probe probe) {
  return in_child([probe] {
    if (const int failed = enter_namespaces(CLONE_NEWNS); failed != 0) return failed;
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return errno;
    if (::mount("oyer-probe", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "size=1m") != 0) return errno;
    return probe();
  });
}

int try_proc_mount() {
  return in_child([] {
    if (const int failed = enter_namespaces(CLONE_NEWNS | CLONE_NEWPID); failed != 0) return failed;
    const pid_t pid = ::fork();
    if (pid < 0) return errno;
    if (pid != 0) return wait_for(pid);
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) ::_exit(errno);
    ::_exit(errno_unless(::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) == 0));
  });
}

int try_overlayfs() {
  return in_fresh_tmp([] {
    for (const char* folder : {"/tmp/lower", "/tmp/upper", "/tmp/work", "/tmp/merged"}) {
      if (::mkdir(folder, 0755) != 0) return errno;
    }
    const char* options = "lowerdir=/tmp/lower,upperdir=/tmp/upper,workdir=/tmp/work";
    return errno_unless(::mount("overlay", "/tmp/merged", "overlay", 0, options) == 0);
  });
}

int try_pivot_root() {
  return in_fresh_tmp([] {
    if (::chdir("/tmp") != 0) return errno;
    if (::syscall(SYS_pivot_root, ".", ".") != 0) return errno;
    return errno_unless(::umount2(".", MNT_DETACH) == 0);
  });
}

int try_tmpfs_noswap() {
  return in_fresh_tmp([] { return errno_unless(::mount("oyer-probe", "/tmp", "tmpfs", 0, "size=1m,noswap") == 0); });
}

long load(const BpfProgram& program, unsigned flags) {
  const sock_fprog filter{static_cast<unsigned short>(program.code.size()),
                          reinterpret_cast<sock_filter*>(const_cast<BpfInstruction*>(program.code.data()))};
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &filter);
}

Result<BpfProgram> native_filter(bool user_notification) {
  OYER_TRY(const SyscallProfile profile, embedded_profile("native"));
  return compile(profile, {.user_notification = user_notification});
}

int try_filters() {
  const Result<BpfProgram> program = native_filter(false);
  if (!program) return EOPNOTSUPP;
  const BpfProgram& seal = seal_program();
  return in_child([&] {
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    if (load(*program, 0) != 0) return errno;
    return errno_unless(load(seal, 0) == 0);
  });
}

int try_notification() {
  const Result<BpfProgram> program = native_filter(true);
  if (!program) return EOPNOTSUPP;
  return in_child([&] {
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    return errno_unless(load(*program, SECCOMP_FILTER_FLAG_NEW_LISTENER) >= 0);
  });
}

int try_clone_into_cgroup() {
  const std::string folder = own_v2_folder();
  if (folder.empty()) return ENOENT;
  const Fd own(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!own) return errno;
  return in_child([&own] {
    clone_args arguments{};
    arguments.flags = CLONE_INTO_CGROUP;
    arguments.exit_signal = SIGCHLD;
    arguments.cgroup = static_cast<std::uint64_t>(own.get());
    const long pid = ::syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid == 0) ::_exit(0);
    return pid < 0 ? errno : wait_for(static_cast<pid_t>(pid));
  });
}

void try_calls(HostFacts& facts) {
  const Fd process(static_cast<int>(::syscall(SYS_pidfd_open, ::getpid(), 0)));
  facts.pidfd = errno_unless(static_cast<bool>(process));
  // No descriptor is that high: closes nothing.
  facts.close_range = errno_unless(::syscall(SYS_close_range, ~0U, ~0U, 0) == 0);
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  const Fd here(static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, ".", &how, sizeof how)));
  facts.openat2 = errno_unless(static_cast<bool>(here));
  facts.clone_into_cgroup = try_clone_into_cgroup();
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  facts.landlock = errno_unless(version >= 0);
  facts.landlock_version = version >= 0 ? static_cast<int>(version) : 0;
}

std::optional<long> setting(const char* path) {
  const Result<std::string> text = read_file(path, 64);
  if (!text) return std::nullopt;
  return std::strtol(text->c_str(), nullptr, 10);
}

bool in_container() {
  for (const char* sign : {"/.dockerenv", "/run/.containerenv", "/run/secrets/kubernetes.io"}) {
    if (::access(sign, F_OK) == 0) return true;
  }
  return std::getenv("KUBERNETES_SERVICE_HOST") != nullptr;
}

void describe_machine(HostFacts& facts) {
  utsname names{};
  if (::uname(&names) == 0) {
    facts.kernel = names.release;
    facts.machine = names.machine;
  }
  cpu_set_t usable;
  CPU_ZERO(&usable);
  if (::sched_getaffinity(0, sizeof usable, &usable) == 0) facts.cpus = static_cast<unsigned>(CPU_COUNT(&usable));
  struct sysinfo information {};
  if (::sysinfo(&information) == 0) facts.memory = Bytes{std::uint64_t{information.totalram} * information.mem_unit};
  facts.uid = ::geteuid();
  facts.container = in_container();
}

HostFacts::Trial try_run(const JailSpec& spec) {
  Result<std::unique_ptr<Jail>> jail = Jail::open(spec);
  if (!jail) return {std::nullopt, to_string(jail.error())};
  Command command;
  command.argv = {"/usr/bin/true"};
  const Result<Execution> execution = (*jail)->run(command, {});
  if (!execution) return {std::nullopt, to_string(execution.error())};
  if (execution->ending != Ending(Exited{0})) return {std::nullopt, "/usr/bin/true " + describe(execution->ending)};
  return {execution->containment.tier, ""};
}

}  // namespace

HostFacts gather_kernel_facts() {
  HostFacts facts;
  describe_machine(facts);
  facts.user_namespace = in_child([] { return errno_unless(::unshare(CLONE_NEWUSER) == 0); });
  facts.pid_namespace = try_namespace(CLONE_NEWPID);
  facts.mount_namespace = try_namespace(CLONE_NEWNS);
  facts.network_namespace = try_namespace(CLONE_NEWNET);
  facts.ipc_namespace = try_namespace(CLONE_NEWIPC);
  facts.uts_namespace = try_namespace(CLONE_NEWUTS);
  facts.cgroup_namespace = try_namespace(CLONE_NEWCGROUP);
  facts.proc_mount = try_proc_mount();
  facts.tmpfs_mount = in_fresh_tmp([] { return 0; });
  facts.tmpfs_noswap = try_tmpfs_noswap();
  facts.overlayfs = try_overlayfs();
  facts.pivot_root = try_pivot_root();
  facts.seccomp_filter = try_filters();
  facts.seccomp_notification = try_notification();
  try_calls(facts);
  facts.unprivileged_userns_clone = setting("/proc/sys/kernel/unprivileged_userns_clone");
  facts.apparmor_restrict_unprivileged_userns = setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns");
  facts.max_user_namespaces = setting("/proc/sys/user/max_user_namespaces");
  return facts;
}

HostFacts gather_facts(const HostOptions& options) {
  HostFacts facts = gather_kernel_facts();
  gather_cgroup_facts(facts);
  if (options.trial) facts.trial = try_run(*options.trial);
  return facts;
}

}  // namespace oyer::sandbox::detail
