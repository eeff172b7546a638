// Slot: one place in which one run at a time can live. NamespaceSlot: with namespaces of its own; WeakSlot
// (weak_slot.h): without.
//
// A NamespaceSlot is made once: a mount namespace (a sealed copy of the keeper's) and a cgroup. Made for each run: an
// init in fresh PID and IPC namespaces, which mounts a fresh /proc and a fresh size-limited tmpfs on /tmp. The init is
// a task of the keeper that shares its memory and descriptor table (a clone of a few microseconds) and does nothing
// after its mounts but wait; as PID 1 of the run it cannot be killed from inside, and when the keeper kills it the
// kernel kills everything in the run.
//
// The keeper never blocks on a dying init: it cannot be reaped before every member of its namespace has been reaped
// by its own parent (launcher's children by the keeper, a zygote's children by the zygote).
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>

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
  // What a child is handed to enter the slot. In tier weak all three are the folder of the run.
  struct Place {
    int pid_namespace = -1, mount_namespace = -1, ipc_namespace = -1;
  };
  // One thread's dealings with the processors so far. What it waits now is added when it gets one.
  struct Wait {
    Nanos ran{0}, waited{0};
    bool ready = false;  // it runs or waits for a processor
  };
  using Waits = std::map<int, Wait>;  // by thread number
  // Processes alive in the run, init excluded; used where no cgroup counts them.
  struct ProcessTotals {
    Nanos cpu{0}, user{0}, system{0};
    std::uint32_t processes = 0;
    std::uint32_t threads = 0;  // of those that have not ended
    Bytes resident{0};
    void add(const struct ProcessState& process);
  };

  Slot(unsigned number, Identity identity) : number_(number), identity_(identity) {}
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  virtual ~Slot() = default;

  // Starts what a run needs; does not wait for it. The slot must be empty.
  virtual Status prepare(Bytes scratch, std::uint64_t scratch_files) = 0;
  // Waits (microseconds) until that is there.
  virtual Status await_ready() = 0;
  // Puts files into the run's working folder, owned by the run's user. After await_ready, before the run starts.
  virtual Status write_files(const std::vector<FileIn>& files) = 0;

  // The main process of the run, as soon as its number is known.
  virtual void attach(pid_t) {}
  // The main process has ended and nobody has reaped it yet.
  virtual void main_ended() {}
  // Processes that were alive at that moment; nullopt where the caller has to count them.
  virtual std::optional<std::uint32_t> left_at_end() const { return std::nullopt; }
  // SIGKILL to everything in the run.
  virtual void kill() = 0;
  // False when somebody outside has ended the run as a whole.
  virtual bool lives() const { return true; }
  // True when nothing is left of a killed run and the slot is empty again; never blocks on a process.
  virtual bool try_reap() = 0;
  virtual bool holds(pid_t process) const = 0;

  virtual Place place() const = 0;
  virtual std::uint32_t weak() const { return 0; }  // OYER_WEAK bits
  // True after await_ready where System V memory is neither limited nor counted.
  virtual bool shared_memory_unlimited() const { return false; }
  // True when the run's tmpfs has no block or no inode left.
  virtual bool scratch_is_full() const { return false; }
  virtual ProcessTotals measure_processes() const = 0;
  // Of each thread alive in the run; nothing where the kernel does not say.
  virtual Waits waits() const = 0;

  unsigned number() const { return number_; }
  const Identity& identity() const { return identity_; }
  CgroupSlot& cgroup() { return cgroup_; }
  void set_cgroup(CgroupSlot cgroup) { cgroup_ = std::move(cgroup); }
  const CgroupSlot& cgroup() const { return cgroup_; }
  Bytes scratch() const { return scratch_; }
  std::uint64_t scratch_files() const { return scratch_files_; }

 protected:
  Bytes scratch_{0};
  std::uint64_t scratch_files_ = 0;

 private:
  unsigned number_;
  Identity identity_;
  CgroupSlot cgroup_;
};

// Puts files below `top`, an empty folder in which nothing has run yet; nothing is resolved above it and no link is
// followed.
Status write_run_files(int top, uid_t uid, gid_t gid, const std::vector<FileIn>& files);

// One process as /proc tells of it; nullopt when it has gone. `proc`: that folder.
struct ProcessState {
  char state = '?';
  pid_t parent = 0, group = 0;
  unsigned flags = 0;
  std::uint32_t threads = 0;
  Nanos user{0}, system{0};  // with its waited-for children's
  Bytes resident{0};
};
std::optional<ProcessState> read_process(int proc, const char* name);
// Calls `visit` with the name of each process in the folder `proc` of a /proc, or of each thread in one of its task
// folders; with none where the folder cannot be read.
void for_each_number(int folder, const std::function<void(const char*)>& visit);
// Adds how long each thread of one process has waited for a processor (task/*/schedstat).
void add_waits_of(int proc, const char* name, Slot::Waits& waits);

class NamespaceSlot final : public Slot {
 public:
  // Copies the keeper's mount namespace. `keeper_mounts` is a descriptor of the keeper's own, to come back to; after an
  // Error the caller must see to it that it is back there.
  static Result<std::unique_ptr<NamespaceSlot>> create(unsigned number, Identity identity, int keeper_mounts);
  ~NamespaceSlot() override;

  Status prepare(Bytes scratch, std::uint64_t scratch_files) override;
  Status await_ready() override;
  Status write_files(const std::vector<FileIn>& files) override;
  void kill() override;
  bool lives() const override;
  bool try_reap() override;
  bool holds(pid_t process) const override;
  Place place() const override { return {shared_->pid_namespace, mounts_.get(), shared_->ipc_namespace}; }
  bool scratch_is_full() const override;
  ProcessTotals measure_processes() const override;
  Waits waits() const override;

  // This user may not limit System V memory, and no cgroup counts it.
  bool shared_memory_unlimited() const override { return shared_->shared_memory_unlimited; }

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

  using Slot::Slot;
  void close_run_descriptors();

  Fd mounts_;
  int keeper_mounts_ = -1;
  std::unique_ptr<Shared> shared_ = std::make_unique<Shared>();
  pid_t init_ = -1;
};

}  // namespace oyer::sandbox::detail
