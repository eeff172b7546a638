// What this host gives a jail: each feature tried out as this user, what its lack costs, and the command that mends it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/units.h"
#include "sandbox/execution.h"
#include "sandbox/jail.h"

namespace oyer::sandbox {

// pass: works as jails want it. degraded: runs go on with less. missing: not there, or not for this user.
enum class FindingState { pass, degraded, missing };

// Stable lower-case names, as written to JSON: "pass", "degraded", "missing".
std::string_view name_of(FindingState state) noexcept;

struct Finding {
  std::string name;  // stable, lower case: "pid_namespace", "cgroup_v1", "seccomp_notification"
  FindingState state = FindingState::missing;
  std::string found;   // what was seen: "version 3", "Operation not permitted"
  std::string effect;  // what its lack means for runs; empty for pass
  std::string fix;     // a command or pod setting; empty where there is none, or nothing to mend
  friend bool operator==(const Finding&, const Finding&) = default;
};

struct HostReport {
  std::string kernel;      // release: "6.1.0-28-amd64"
  std::string machine;     // "x86_64"
  unsigned cpus = 0;       // that this process may use
  Bytes memory{0};         // of the machine
  std::uint32_t uid = 0;   // effective user that asked
  bool container = false;  // signs of Docker, Podman or Kubernetes were seen
  // The tier runs will have; nullopt when none can be started at all. From a trial run where one was asked for,
  // otherwise concluded from the findings.
  std::optional<Tier> tier;
  std::vector<Finding> findings;
  friend bool operator==(const HostReport&, const HostReport&) = default;
};

struct HostOptions {
  // Also opens a jail with this spec and runs /usr/bin/true in it: a finding "trial_run", and the last word on tier.
  std::optional<JailSpec> trial;
};

// Tries everything in short-lived children, which unshare, mount and load filters in namespaces of their own; makes
// and removes one cgroup; leaves nothing behind. Takes some 20 ms, and 10 s at most for a feature that hangs. Call it
// from a process whose other threads hold no locks that fork would copy: at start, not from a worker.
HostReport probe_host(const HostOptions& options = {});

json::object to_json(const Finding& finding);
json::object to_json(const HostReport& report);

}  // namespace oyer::sandbox
