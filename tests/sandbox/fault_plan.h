// FaultPlan: which system call of a keeper's fails, agreed between a test and the keeper that it breaks.
//
// How faults are made. The faulty keeper (fault_keeper.cc) is started by the engine in the real one's place. It puts a
// seccomp filter with a listener over the real keeper and everything that comes of it, looks at each call of one kind
// and lets all pass but the n-th, which returns an errno without having been made. The kernel, the namespaces and the
// program are the real ones: no seam in sandbox/ is compiled differently for this, and calls made without libc (an
// init's, the sealing library's) are reached like any other. A preloaded library would miss those, and would not
// survive the empty environment that keepers are started with. The one thing that cannot be swept this way is the
// keeper's own listener, since a process can have only one: jails of these tests are opened without notification.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>

#include <atomic>
#include <cstdint>
#include <new>
#include <string>

#include "base/fd.h"

namespace oyer::sandbox::testing {

enum class FaultKind : std::uint32_t {
  fork,        // clone, fork, vfork
  exec,        // execve
  place,       // unshare, setns
  mount,       // mount, umount2, pivot_root, mount_setattr
  pipe,        // pipe2
  memory,      // memfd_create
  socket,      // socketpair
  send,        // sendmsg
  receive,     // recvmsg
  write,       // write, pwrite64: the keeper's own, and everybody's into a cgroup
  read,        // read, pread64: the keeper's own, and a child's of what it is handed
  open,        // openat, openat2: the keeper's own
  folder,      // mkdir, mkdirat: the keeper's own
  confine,     // prctl, seccomp, capset, ids, rlimits, close_range, chdir, setsid
  descriptor,  // pidfd_open, dup2, dup3, fcntl with F_DUPFD
  wait,        // poll, wait4, futex: the keeper's own
};

struct FaultPlan {
  // Set by the test; read at each call.
  std::atomic<std::uint32_t> nth{0};      // 1: the first; 0: none fails
  std::atomic<std::uint32_t> lasting{0};  // 1: every call from the nth on fails
  std::atomic<std::int32_t> error{0};
  FaultKind kind{};               // fixed when the keeper is started
  std::uint32_t patience_ms = 0;  // a keeper that lives longer hangs, and is killed
  char keeper[512] = {};          // path of the real one
  std::uint64_t interpreter = 0;  // inode of the zygote's program
  // Told by the faulty keeper.
  std::atomic<std::uint32_t> reached{0};
  std::atomic<std::uint32_t> fired{0};
  std::atomic<std::uint32_t> hung{0};
  std::atomic<std::uint32_t> outlived{0};  // processes that were there after the guard had gone for a second
  char call[128] = {};                     // of the first that failed: number, process, what of
};

// The plan lies in a file beside the faulty keeper, under this name, mapped by both.
inline constexpr const char* fault_plan_name = "fault-plan";

inline FaultPlan* map_plan(const std::string& path, bool create) {
  const Fd file(::open(path.c_str(), O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0600));
  if (!file || (create && ::ftruncate(file.get(), sizeof(FaultPlan)) != 0)) return nullptr;
  void* memory = ::mmap(nullptr, sizeof(FaultPlan), PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
  if (memory == MAP_FAILED) return nullptr;
  return create ? new (memory) FaultPlan : static_cast<FaultPlan*>(memory);
}

}  // namespace oyer::sandbox::testing
