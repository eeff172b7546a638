// cgroups of a keeper: one per slot, created once, holding only the candidate.
//
// v1 is joined by the child writing "0" to each controller's `tasks` itself (a write to cgroup.procs from outside can
// cost 7-15 ms: reference measurement in docs/adr). v2 is joined through cgroup.procs of the slot. All files a slot
// needs are opened before the keeper leaves the host's mount namespace; afterwards only descriptors are used.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "base/units.h"

namespace oyer::sandbox::detail {

enum class CgroupVersion { none, v1, v2 };

// Where cgroups can be made on this host: the folders of this process's own cgroup that are writable.
struct CgroupHome {
  CgroupVersion version = CgroupVersion::none;
  // v1: memory, pids, cpuacct in this order. v2: one's own, then the one around it, of which the first is taken that
  // gives its children controllers.
  std::vector<std::string> folders;
};

// version none where there are none for this user; an Error when that could not be found out.
Result<CgroupHome> find_cgroup_home();

// The open files of one slot's cgroup.
class CgroupSlot {
 public:
  struct Reading {
    Nanos cpu{0}, user{0}, system{0};
    Bytes memory_peak{0};
    std::uint64_t oom_kills = 0;
    std::uint64_t fork_denials = 0;
  };

  CgroupSlot() = default;
  static Result<CgroupSlot> open(CgroupVersion version, const std::vector<std::string>& folders);

  CgroupVersion version() const { return version_; }
  // The files a child writes "0" to; empty without cgroups.
  std::vector<int> join_files() const;
  // Writes limits that differ from the last, and forgets the memory peak.
  Status prepare(Bytes memory, std::uint32_t processes);
  Nanos cpu() const;
  std::uint32_t processes() const;
  // What only grows: CPU, kills for memory, refused forks. Taken at a run's start, to be subtracted at its end.
  Reading read_counters() const;
  // The counters, and the memory peak.
  Reading read() const;
  // errno of the first counter that could not be read since the last prepare, 0: what was read then holds for nothing.
  int unreadable() const { return unreadable_; }

 private:
  CgroupVersion version_ = CgroupVersion::none;
  std::vector<Fd> join_;
  Fd memory_limit_, swap_limit_, memory_peak_, memory_events_;
  Fd pids_max_, pids_events_, pids_current_;
  Fd cpu_usage_, cpu_user_;
  Bytes memory_now_{0};
  std::uint32_t processes_now_ = 0;
  mutable int unreadable_ = 0;
};

// The cgroups of one keeper. Created and removed by the guard, which stays outside the namespaces.
class CgroupTree {
 public:
  // Makes <home>/oyer-<pid>/<slot> (v1: for each controller); removes trees whose owner is gone.
  static Result<CgroupTree> create(const CgroupHome& home, unsigned slots);
  CgroupVersion version() const { return version_; }
  // v1: one of each controller; v2: one.
  const std::vector<std::string>& roots() const { return roots_; }
  std::vector<CgroupSlot> take_slots() { return std::move(slots_); }
  // Removes the folders; call when no process is left in them. Retries for a moment, since exits settle late.
  void remove();

 private:
  CgroupVersion version_ = CgroupVersion::none;
  std::vector<std::string> roots_;
  unsigned count_ = 0;
  std::vector<CgroupSlot> slots_;
};

}  // namespace oyer::sandbox::detail
