// Slot: one place in which one run at a time can live.
//
// Made once per slot: a mount namespace (a sealed copy of the keeper's) and a cgroup. Made for each run: an init in
// fresh PID and IPC namespaces, which mounts a fresh /proc and a fresh size-limited tmpfs on /tmp. The init is a task
// of the keeper that shares its memory and descriptor table (a clone of a few microseconds) and does nothing after
// its mounts but wait; as PID 1 of the run it cannot be killed from inside, and when the keeper kills it the kernel
// kills everything in the run.
//
// The keeper never blocks on a dying init: it cannot be reaped before every member of its namespace has been reaped
// by its own parent (launcher's children by the keeper, a zygote's children by the zygote).
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <memory>

#include "base/fd.h"
#include "base/result.h"
#include "sandbox/command.h"
#include "sandbox/detail/cgroup.h"

namespace oyer::sandbox::detail {

class Slot {
 public:
  struct Identity {
    bool change = false;  // switch to uid and gid; false: stay the keeper's user
    std::uint32_t uid = 0, gid = 0;
  };

  // Copies the keeper's mount namespace. `keeper_mounts` is a descriptor of the keeper's own, to come back to; after an
  // Error the caller must see to it that it is back there.
  static Result<std::unique_ptr<Slot>> create(unsigned number, Identity identity, int keeper_mounts);
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  ~Slot();

  // Starts an init with fresh namespaces and mounts; does not wait for it. The slot must be empty.
  Status start_init(Bytes scratch, std::uint64_t scratch_files);
  // Waits (microseconds) until the init has made its mounts.
  Status await_init();
  // Puts files into the run's /tmp, owned by the run's user. After await_init, before the run starts.
  Status write_files(const std::vector<FileIn>& files);

  // SIGKILL to the init and with it to everything in the run.
  void kill();
  // False when the init is dying or dead. Nobody in the run can kill it, so somebody outside has.
  bool init_lives() const;
  // Reaps a killed init. True when the slot is empty again; never blocks.
  bool try_reap();

  unsigned number() const { return number_; }
  const Identity& identity() const { return identity_; }
  CgroupSlot& cgroup() { return cgroup_; }
  void set_cgroup(CgroupSlot cgroup) { cgroup_ = std::move(cgroup); }
  const CgroupSlot& cgroup() const { return cgroup_; }
  pid_t init_pid() const { return init_; }
  Bytes scratch() const { return scratch_; }
  std::uint64_t scratch_files() const { return scratch_files_; }
  int mount_namespace() const { return mounts_.get(); }
  int pid_namespace() const { return shared_->pid_namespace; }
  int ipc_namespace() const { return shared_->ipc_namespace; }
  // True after await_init where this user may not limit System V memory and no cgroup counts it.
  bool shared_memory_unlimited() const { return shared_->shared_memory_unlimited; }
  // True when the run's tmpfs has no block or no inode left.
  bool scratch_is_full() const;
  // Processes alive in the run now, init excluded; used where no cgroup counts them.
  struct ProcessTotals {
    Nanos cpu{0}, user{0}, system{0};
    std::uint32_t processes = 0;
    Bytes resident{0};
  };
  ProcessTotals measure_processes() const;

 private:
  // What init and keeper share. Init runs on its own stack with raw system calls only.
  struct Shared {
    std::atomic<std::uint32_t> state{0};  // 0 working, 1 ready, 2 failed
    int error = 0;
    int step = 0;
    int pid_namespace = -1, ipc_namespace = -1, scratch = -1, proc = -1;
    int mounts = -1;
    bool proc_mounted = false, scratch_mounted = false;  // the last run's, over the keeper's own
    bool shared_memory_unlimited = false;
    char options[160] = {};
    char shared_memory_pages[24] = {};  // kernel.shmall of the run's IPC namespace; empty leaves it
    alignas(64) unsigned char stack[16384];
  };
  static int init_main(void* argument);
  static long prepare_mounts(Shared& shared);

  Slot() = default;
  void close_run_descriptors();

  unsigned number_ = 0;
  Identity identity_;
  CgroupSlot cgroup_;
  Fd mounts_;
  int keeper_mounts_ = -1;
  std::unique_ptr<Shared> shared_ = std::make_unique<Shared>();
  pid_t init_ = -1;
  Bytes scratch_{0};
  std::uint64_t scratch_files_ = 0;
};

}  // namespace oyer::sandbox::detail
