// Execution: everything that is known about one finished run. A value, whatever the program did.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/json.h"
#include "base/units.h"
#include "sandbox/limits.h"

namespace oyer::sandbox {

enum class Clock { cpu, wall };
enum class Stream { out, err };

// How a run ended. A sum type, never an int: exit(9), SIGKILL and a time limit are three different things.
struct Exited {
  int code = 0;
  friend bool operator==(const Exited&, const Exited&) = default;
};
struct Signaled {
  int signal = 0;
  friend bool operator==(const Signaled&, const Signaled&) = default;
};
struct TimedOut {
  Clock clock = Clock::cpu;
  friend bool operator==(const TimedOut&, const TimedOut&) = default;
};
struct MemoryExceeded {
  friend bool operator==(const MemoryExceeded&, const MemoryExceeded&) = default;
};
struct OutputExceeded {
  Stream stream = Stream::out;
  friend bool operator==(const OutputExceeded&, const OutputExceeded&) = default;
};
struct ScratchExceeded {
  friend bool operator==(const ScratchExceeded&, const ScratchExceeded&) = default;
};
struct ProcessesExceeded {
  friend bool operator==(const ProcessesExceeded&, const ProcessesExceeded&) = default;
};
// A system call of the profile's hard class. "unknown" where the kernel killed before the keeper could read it.
struct SyscallDenied {
  std::string name;
  friend bool operator==(const SyscallDenied&, const SyscallDenied&) = default;
};
struct ExecFailed {
  int os_errno = 0;
  friend bool operator==(const ExecFailed&, const ExecFailed&) = default;
};
// The caller ended the run: a stop request, or finish() on a zygote's child that was still alive (the usual end of a
// child that serves calls).
struct Cancelled {
  friend bool operator==(const Cancelled&, const Cancelled&) = default;
};

using Ending = std::variant<Exited, Signaled, TimedOut, MemoryExceeded, OutputExceeded, ScratchExceeded,
                            ProcessesExceeded, SyscallDenied, ExecFailed, Cancelled>;

// What was measured. Never part of a comparison or an identity.
struct Usage {
  Nanos cpu_user{0}, cpu_system{0};  // of every process of the run; from the cgroup where one is in force
  Nanos cpu{0};                      // their sum, the number that is held against Limits::cpu
  Nanos wall{0};                     // from hand-over to end
  Bytes memory_peak{0};              // cgroup peak, or the largest resident set of a process without one
  std::uint32_t processes_left = 0;  // processes still alive when the main one ended; all were killed
  friend bool operator==(const Usage&, const Usage&) = default;
};

struct Captured {
  std::string bytes;
  bool truncated = false;  // the program wrote more than Limits::output
  friend bool operator==(const Captured&, const Captured&) = default;
};

// strong: namespaces + filter + cgroups. reduced: namespaces + filter + rlimits. weak: no namespaces, on a host that
// forbids them and for those who accept it (JailSpec::accept_weak); cgroups may be in force all the same.
enum class Tier { strong, reduced, weak };

// What really held the run in, as opposed to what was asked for. One value per jail, copied into every Execution.
struct Containment {
  Tier tier = Tier::reduced;
  std::string cgroup = "none";     // "v2", "v1" or "none"
  bool user_namespace = false;     // true when the keeper was started by an ordinary user
  bool distinct_uid = false;       // candidate's uid differs from the keeper's; in tier weak, else there is no scratch
  bool user_notification = false;  // hard denials carry the call's name
  std::string memory_by;           // "cgroup" or "rlimit-as"
  std::string processes_by;        // "cgroup", "rlimit-nproc" or, in tier weak as the engine's user, "keeper"
  std::string cpu_by;              // "cgroup" or "process-clocks"
  std::string profile;             // name of the seccomp profile; in tier weak "native+weak", with its layer
  std::string profile_digest;      // SHA-256 of the profile file; in tier weak of both
  friend bool operator==(const Containment&, const Containment&) = default;
};

struct Execution {
  Ending ending;
  Usage usage;
  Captured out, err;
  Containment containment;
  friend bool operator==(const Execution&, const Execution&) = default;
};

// Ended because its caller would not wait for it any longer. A program that came to an end or to a limit of its own
// before that was not, whatever the caller asked for meanwhile.
inline bool was_stopped(const Execution& execution) noexcept {
  return std::holds_alternative<Cancelled>(execution.ending);
}

// Stable lower-case names, as written to records: "exited", "signaled", "timed_out", "memory_exceeded", ...
std::string_view name_of(const Ending& ending) noexcept;
std::string_view name_of(Tier tier) noexcept;
std::string_view name_of(Clock clock) noexcept;
std::string_view name_of(Stream stream) noexcept;

// "exited with code 3", "killed by SIGSEGV", "CPU time limit", "system call ptrace denied": for people.
std::string describe(const Ending& ending);

// {"kind":"exited","code":3} and back. The inverse fails with corrupt on anything else.
json::object to_json(const Ending& ending);
Result<Ending> ending_from_json(const json::object& object);
json::object to_json(const Usage& usage);  // integers: nanoseconds, bytes
json::object to_json(const Containment& containment);
// Bytes that are not UTF-8 are given as {"base64": "..."} instead of a string.
json::object to_json(const Execution& execution);

}  // namespace oyer::sandbox
