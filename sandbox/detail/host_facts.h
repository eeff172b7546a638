// The host as the probes saw it, before any judgement: what probe_host gathers and what its report is concluded from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/units.h"
#include "sandbox/host.h"

namespace oyer::sandbox::detail {

// Each int is an errno: 0 works.
struct HostFacts {
  std::string kernel, machine;
  unsigned cpus = 0;
  Bytes memory{0};
  std::uint32_t uid = 0;
  bool container = false;

  int user_namespace = 0, pid_namespace = 0, mount_namespace = 0, network_namespace = 0;
  int ipc_namespace = 0, uts_namespace = 0, cgroup_namespace = 0;
  int proc_mount = 0;  // a /proc of its own, in a fresh PID namespace
  int tmpfs_mount = 0, tmpfs_noswap = 0, overlayfs = 0, pivot_root = 0;

  int seccomp_filter = 0;        // both filters of an executed program loaded
  int seccomp_notification = 0;  // EBUSY: this process already runs under a filter with a listener
  int pidfd = 0, close_range = 0, openat2 = 0, clone_into_cgroup = 0;
  int landlock = 0;
  int landlock_version = 0;

  // Settings that keep ordinary users out of user namespaces; nullopt where the kernel has no such setting.
  std::optional<long> unprivileged_userns_clone, apparmor_restrict_unprivileged_userns, max_user_namespaces;

  std::string cgroups = "none";  // what a keeper would use: "v2", "v1", "none"
  std::string cgroup_error;      // why one that looked usable could not be made, if so
  std::string v2_mount;          // empty: not mounted
  std::vector<std::string> v2_controllers;
  std::vector<std::string> v1_missing;  // of memory, pids, cpuacct: not mounted or not writable
  bool swap = false;                    // the host swaps
  bool swap_limited = false;            // and the cgroups limit it

  struct Trial {
    std::optional<Tier> tier;
    std::string error;
  };
  std::optional<Trial> trial;
};

HostFacts gather_facts(const HostOptions& options);

// Those of the kernel alone: makes no cgroup, so that a guard can ask while its own stand.
HostFacts gather_kernel_facts();

// Pure.
HostReport conclude(const HostFacts& facts);

}  // namespace oyer::sandbox::detail
