#include "sandbox/detail/slot.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/openat2.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/file.h"
#include "sandbox/detail/child_stack.h"
#include "sandbox/detail/raw_syscall.h"
#include "sandbox/detail/root.h"

namespace oyer::sandbox::detail {
namespace {

enum InitStep {
  namespaces = 1,
  limit_shared_memory,
  enter_mounts,
  unmount_old,
  mount_proc,
  mount_scratch,
  open_scratch
};

constexpr const char* init_step_names[] = {"",
                                           "opening its namespaces",
                                           "limiting System V memory",
                                           "entering the slot's mounts",
                                           "unmounting the last run's mounts",
                                           "mounting /proc",
                                           "mounting the scratch tmpfs",
                                           "opening the scratch tmpfs"};

long raw_open(const char* path, int flags) {
  return raw_syscall(SYS_openat, AT_FDCWD, raw_address(path), flags | O_CLOEXEC);
}

long raw_mount(const char* type, const char* target, unsigned long flags, const char* options) {
  return raw_syscall(SYS_mount, raw_address("oyer"), raw_address(target), raw_address(type), static_cast<long>(flags),
                     raw_address(options));
}

long unmount(const char* target, bool& mounted) {
  const long result = mounted ? raw_syscall(SYS_umount2, raw_address(target), MNT_DETACH) : 0;
  if (result == 0) mounted = false;
  return result;
}

long raw_write_file(const char* path, const char* text) {
  const long fd = raw_open(path, O_WRONLY);
  if (fd < 0) return fd;
  long size = 0;
  while (text[size] != '\0') ++size;
  const long written = raw_syscall(SYS_write, fd, raw_address(text), size);
  raw_syscall(SYS_close, fd);
  return written;
}

}  // namespace

Result<std::unique_ptr<NamespaceSlot>> NamespaceSlot::create(unsigned number, Identity identity, int keeper_mounts) {
  std::unique_ptr<NamespaceSlot> slot(new NamespaceSlot(number, identity));
  slot->keeper_mounts_ = keeper_mounts;
  if (::unshare(CLONE_NEWNS) != 0) return fail(host_error("making a slot's mount namespace"));
  Status sealed = seal_mounts();
  slot->mounts_ = Fd(::open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC));
  const int opened = slot->mounts_ ? 0 : errno;
  if (::setns(keeper_mounts, CLONE_NEWNS) != 0) return fail(host_error("returning to the keeper's mounts"));
  OYER_TRY_STATUS(std::move(sealed));
  if (opened != 0) return fail(host_error("opening a slot's mount namespace", opened));
  return slot;
}

NamespaceSlot::~NamespaceSlot() {
  kill();
  close_run_descriptors();
}

// Runs as PID 1 of the run, in the keeper's memory: raw system calls only, no libc state, no allocation.
long NamespaceSlot::prepare_mounts(Shared& shared) {
  shared.step = namespaces;
  shared.pid_namespace = static_cast<int>(raw_open("/proc/self/ns/pid", O_RDONLY));
  shared.ipc_namespace = static_cast<int>(raw_open("/proc/self/ns/ipc", O_RDONLY));
  if (shared.pid_namespace < 0) return shared.pid_namespace;
  if (shared.ipc_namespace < 0) return shared.ipc_namespace;
  if (shared.shared_memory_pages[0] != '\0') {
    shared.step = limit_shared_memory;
    const long result = raw_write_file("/proc/sys/kernel/shmall", shared.shared_memory_pages);
    // Before 5.19, and for a user namespace that has no user 0, the setting is the host's root's alone.
    shared.shared_memory_unlimited = result == -EACCES || result == -EPERM;
    if (result < 0 && !shared.shared_memory_unlimited) return result;
  }
  shared.step = enter_mounts;
  long result = raw_syscall(SYS_setns, shared.mounts, CLONE_NEWNS);
  if (result < 0) return result;
  // Each by itself: unmounting once too often would take the keeper's own /proc from below, and an ordinary user can
  // mount a new one only where an old one is seen.
  shared.step = unmount_old;
  result = unmount("/proc", shared.proc_mounted);
  if (result == 0) result = unmount("/tmp", shared.scratch_mounted);
  if (result < 0) return result;
  shared.step = mount_scratch;
  result = raw_mount("tmpfs", "/tmp", MS_NOSUID | MS_NODEV, shared.options);
  if (result < 0) return result;
  shared.scratch_mounted = true;
  shared.step = mount_proc;
  // subset=pid hides everything but processes: no /proc/sys, /proc/keys, /proc/locks. Kernels before 5.8 refuse it.
  const unsigned long proc_flags = MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY;
  result = raw_mount("proc", "/proc", proc_flags, "subset=pid");
  if (result == -EINVAL) result = raw_mount("proc", "/proc", proc_flags, nullptr);
  if (result < 0) return result;
  shared.proc_mounted = true;
  shared.step = open_scratch;
  shared.scratch = static_cast<int>(raw_open("/tmp", O_PATH | O_DIRECTORY));
  shared.proc = static_cast<int>(raw_open("/proc", O_RDONLY | O_DIRECTORY));
  return shared.scratch < 0 ? shared.scratch : shared.proc < 0 ? shared.proc : 0;
}

int NamespaceSlot::init_main(void* argument) {
  Shared& shared = *static_cast<Shared*>(argument);
  const long result = prepare_mounts(shared);
  if (result == 0) {
    // Orphans of the run become init's children; ignoring SIGCHLD reaps them.
    struct {
      void (*handler)(int);
      unsigned long flags;
      void (*restorer)();
      unsigned long mask;
    } ignore{SIG_IGN, 0, nullptr, 0};
    raw_syscall(SYS_rt_sigaction, SIGCHLD, raw_address(&ignore), 0, 8);
  }
  shared.error = static_cast<int>(-result);
  shared.state.store(result == 0 ? 1 : 2, std::memory_order_release);
  raw_syscall(SYS_futex, raw_address(&shared.state), FUTEX_WAKE_PRIVATE, 1);
  while (result == 0) raw_syscall(SYS_pause);
  raw_syscall(SYS_exit, 1);
  return 1;
}

Status NamespaceSlot::prepare(Bytes scratch, std::uint64_t scratch_files) {
  OYER_CHECK(init_ < 0);
  close_run_descriptors();
  Shared& shared = *shared_;
  shared.state.store(0, std::memory_order_relaxed);
  shared.error = shared.step = 0;
  shared.mounts = mounts_.get();
  std::snprintf(shared.options, sizeof shared.options, "size=%llu,nr_inodes=%llu,mode=0700,uid=%u,gid=%u",
                static_cast<unsigned long long>(scratch.count), static_cast<unsigned long long>(scratch_files),
                identity().change ? identity().uid : ::geteuid(), identity().change ? identity().gid : ::getegid());
  scratch_ = scratch;
  scratch_files_ = scratch_files;
  // Without a memory cgroup nothing else counts System V segments: they may take what the scratch may.
  if (cgroup().version() == CgroupVersion::none) {
    std::snprintf(shared.shared_memory_pages, sizeof shared.shared_memory_pages, "%llu",
                  static_cast<unsigned long long>(scratch.count / static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))));
  }
  const int flags = CLONE_VM | CLONE_FILES | CLONE_NEWPID | CLONE_NEWIPC | SIGCHLD;
  init_ = ::clone(&NamespaceSlot::init_main, top_of_fresh_stack(shared.stack), flags, &shared);
  if (init_ < 0) return fail(host_error("cloning a run's init"));
  return {};
}

Status NamespaceSlot::await_ready() {
  Shared& shared = *shared_;
  const timespec patience{5, 0};
  while (shared.state.load(std::memory_order_acquire) == 0) {
    if (::syscall(SYS_futex, &shared.state, FUTEX_WAIT_PRIVATE, 0, &patience, nullptr, 0) != 0 && errno == ETIMEDOUT) {
      return fail(host_error(std::string("a run's init is stuck at ") + init_step_names[shared.step], ETIMEDOUT));
    }
  }
  if (shared.state.load() == 2) {
    return fail(host_error(std::string("a run's init failed at ") + init_step_names[shared.step], shared.error));
  }
  return {};
}

Status NamespaceSlot::write_files(const std::vector<FileIn>& files) {
  const Fd top(::openat(shared_->scratch, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!top) return fail(host_error("opening the scratch of a run"));
  const uid_t uid = identity().change ? identity().uid : ::geteuid();
  const gid_t gid = identity().change ? identity().gid : ::getegid();
  return write_run_files(top.get(), uid, gid, files);
}

Status write_run_files(int top, uid_t uid, gid_t gid, const std::vector<FileIn>& files) {
  for (const FileIn& file : files) {
    if (!is_plain_relative(file.path)) {
      return fail(invalid_input("'" + file.path + "' is not a plain relative path for a file of a run"));
    }
    for (std::size_t at = file.path.find('/'); at != std::string::npos; at = file.path.find('/', at + 1)) {
      const std::string folder = file.path.substr(0, at);
      if (::mkdirat(top, folder.c_str(), 0755) != 0 && errno != EEXIST) return fail(host_error("making " + folder));
      static_cast<void>(::fchownat(top, folder.c_str(), uid, gid, AT_SYMLINK_NOFOLLOW));
    }
    open_how how{};
    how.flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
    how.mode = file.executable ? 0755 : 0644;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
    const Fd out(static_cast<int>(::syscall(SYS_openat2, top, file.path.c_str(), &how, sizeof how)));
    if (!out) return fail(host_error("creating " + file.path + " in a run's scratch"));
    OYER_TRY_STATUS(write_all(out.get(), file.bytes));
    if (::fchown(out.get(), uid, gid) != 0) return fail(host_error("giving " + file.path + " to the run's user"));
  }
  return {};
}

void NamespaceSlot::kill() {
  if (init_ > 0) ::kill(init_, SIGKILL);
}

bool NamespaceSlot::lives() const {
  // A killed init waits for its whole namespace before its process can be waited for; its flags tell at once.
  constexpr unsigned exiting = 0x4;  // PF_EXITING, linux/sched.h
  const Fd proc(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const std::optional<ProcessState> init = read_process(proc.get(), std::to_string(init_).c_str());
  return init.has_value() && (init->flags & exiting) == 0;
}

bool NamespaceSlot::holds(pid_t process) const {
  struct stat theirs {
  }, ours{};
  return ::stat(("/proc/" + std::to_string(process) + "/ns/pid").c_str(), &theirs) == 0 &&
         ::fstat(shared_->pid_namespace, &ours) == 0 && ours.st_ino == theirs.st_ino;
}

bool NamespaceSlot::try_reap() {
  if (init_ < 0) return true;
  int status = 0;
  const pid_t got = ::waitpid(init_, &status, WNOHANG);
  if (got == 0) return false;
  init_ = -1;
  close_run_descriptors();
  return true;
}

void NamespaceSlot::close_run_descriptors() {
  for (int* fd : {&shared_->pid_namespace, &shared_->ipc_namespace, &shared_->scratch, &shared_->proc}) {
    if (*fd >= 0) ::close(*fd);
    *fd = -1;
  }
}

bool NamespaceSlot::scratch_is_full() const {
  struct statfs info {};
  if (shared_->scratch < 0 || ::fstatfs(shared_->scratch, &info) != 0) return false;
  return info.f_bavail < 4 || info.f_ffree < 2;
}

Slot::ProcessTotals NamespaceSlot::measure_processes() const {
  ProcessTotals totals;
  for_each_number(shared_->proc, [&](const char* name) {
    if (std::strcmp(name, "1") == 0) return;
    if (const std::optional<ProcessState> process = read_process(shared_->proc, name)) totals.add(*process);
  });
  return totals;
}

Slot::Waits NamespaceSlot::waits() const {
  Waits found;
  for_each_number(shared_->proc, [&](const char* name) {
    if (std::strcmp(name, "1") != 0) add_waits_of(shared_->proc, name, found);
  });
  return found;
}

void Slot::ProcessTotals::add(const ProcessState& process) {
  user += process.user;
  system += process.system;
  cpu = user + system;
  resident.count += process.resident.count;
  ++processes;
  threads += process.threads;
}

void for_each_number(int folder, const std::function<void(const char*)>& visit) {
  // Opened anew, since a descriptor's place in the folder is shared by its copies.
  Fd own(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  DIR* listing = own ? ::fdopendir(own.get()) : nullptr;
  if (listing == nullptr) return;
  static_cast<void>(own.release());
  while (const dirent* entry = ::readdir(listing)) {
    if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9') visit(entry->d_name);
  }
  ::closedir(listing);
}

void add_waits_of(int proc, const char* name, Slot::Waits& waits) {
  const Fd tasks(::openat(proc, (std::string(name) + "/task").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for_each_number(tasks.get(), [&](const char* thread) {
    const Fd file(::openat(tasks.get(), (std::string(thread) + "/schedstat").c_str(), O_RDONLY | O_CLOEXEC));
    char text[128];
    const ssize_t n = file ? ::read(file.get(), text, sizeof text - 1) : 0;
    if (n <= 0) return;
    text[n] = '\0';
    long long ran = 0, waited = 0;  // nanoseconds
    if (std::sscanf(text, "%lld %lld", &ran, &waited) != 2) return;
    const std::optional<ProcessState> state = read_process(tasks.get(), thread);
    waits[std::atoi(thread)] = {Nanos(ran), Nanos(waited), state.has_value() && state->state == 'R'};
  });
}

std::optional<ProcessState> read_process(int proc, const char* name) {
  const Fd file(::openat(proc, (std::string(name) + "/stat").c_str(), O_RDONLY | O_CLOEXEC));
  char text[1024];
  const ssize_t n = file ? ::read(file.get(), text, sizeof text - 1) : 0;
  if (n <= 0) return std::nullopt;
  text[n] = '\0';
  // The name may hold anything; the numbers start behind its last parenthesis.
  const char* rest = std::strrchr(text, ')');
  ProcessState process;
  long long utime = 0, stime = 0, child_utime = 0, child_stime = 0, resident = 0;
  if (rest == nullptr || std::sscanf(rest + 1,
                                     " %c %d %d %*d %*d %*d %u %*u %*u %*u %*u %lld %lld %lld %lld %*d %*d %u %*d "
                                     "%*u %*u %lld",
                                     &process.state, &process.parent, &process.group, &process.flags, &utime, &stime,
                                     &child_utime, &child_stime, &process.threads, &resident) != 10) {
    return std::nullopt;
  }
  const long tick = 1'000'000'000L / ::sysconf(_SC_CLK_TCK);
  process.user = Nanos((utime + child_utime) * tick);
  process.system = Nanos((stime + child_stime) * tick);
  process.resident = Bytes{static_cast<std::uint64_t>(resident) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))};
  return process;
}

}  // namespace oyer::sandbox::detail
