// System-call profiles: which calls a jailed process may make, and the BPF program that says so to the kernel.
//
// A profile is data (seccomp-profiles/*.json, the OCI runtime's seccomp format). Every call falls in one class:
//   allow    the kernel serves it;
//   soft     the kernel answers an errno, for what libc and interpreters probe on their way (SCMP_ACT_ERRNO);
//   hard     the run is over: the keeper is notified, reads the call's number and kills the run (SCMP_ACT_NOTIFY),
//            or, without notification, the kernel kills it (KILL_PROCESS) and the name is lost;
//   kill     the kernel kills at once (SCMP_ACT_KILL_PROCESS): foreign architectures, x32.
// No class answers "continue" to a notification; there is no class that only logs.
//
// Profile values are immutable after loading and may be shared between threads; the functions have no state.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace oyer::sandbox {

// One instruction of classic BPF, laid out as the kernel's struct sock_filter.
struct BpfInstruction {
  std::uint16_t code = 0;
  std::uint8_t jt = 0;
  std::uint8_t jf = 0;
  std::uint32_t k = 0;
  friend bool operator==(const BpfInstruction&, const BpfInstruction&) = default;
};
static_assert(sizeof(BpfInstruction) == 8);

// A filter ready for seccomp(SECCOMP_SET_MODE_FILTER): sock_fprog{code.size(), code.data()}.
struct BpfProgram {
  std::vector<BpfInstruction> code;
  // Some path answers SECCOMP_RET_USER_NOTIF: load it with SECCOMP_FILTER_FLAG_NEW_LISTENER. Without a listener such
  // a call fails with ENOSYS and the process goes on, so never load it otherwise.
  bool wants_notification = false;
  friend bool operator==(const BpfProgram&, const BpfProgram&) = default;
};

enum class SyscallClass { allow, soft, hard, kill };

// Stable lower-case names: "allow", "soft", "hard", "kill".
std::string_view name_of(SyscallClass syscall_class) noexcept;

// A comparison with one argument of a call, all 64 bits of the register; SCMP_CMP_* of the OCI format.
struct ArgumentRule {
  enum class Op { ne, lt, le, eq, ge, gt, masked_eq };
  unsigned index = 0;  // 0 to 5
  Op op = Op::eq;
  std::uint64_t value = 0;      // of masked_eq: the mask
  std::uint64_t value_two = 0;  // of masked_eq: what (argument & mask) must be; otherwise 0
  friend bool operator==(const ArgumentRule&, const ArgumentRule&) = default;
};

// The named calls have this class when all argument rules hold. Rules of one call with different classes must not
// overlap; a call without a matching rule gets the profile's default.
struct SyscallRule {
  std::vector<std::string> names;
  SyscallClass syscall_class = SyscallClass::allow;
  int os_errno = 0;  // of the soft class
  std::vector<ArgumentRule> arguments;
  std::string comment;
  unsigned line = 0;  // of the file, 1-based
  friend bool operator==(const SyscallRule&, const SyscallRule&) = default;
};

struct SyscallProfile {
  std::string name;    // file name without ".json"
  std::string digest;  // SHA-256 of the file's bytes, lower-case hexadecimal
  SyscallClass default_class = SyscallClass::soft;
  int default_errno = 38;  // ENOSYS: to a program, a call we do not know is a call this kernel does not have
  std::vector<std::string> architectures;  // "SCMP_ARCH_X86_64", ...: what it was written for; all others are killed
  std::vector<SyscallRule> rules;
  friend bool operator==(const SyscallProfile&, const SyscallProfile&) = default;
};

struct FilterOptions {
  bool user_notification = true;  // false: the hard class is KILL_PROCESS
  bool binary_tree = true;        // false: a linear chain of comparisons, for tests and comparison
};

// Reads a profile file of at most 1 MiB. invalid_input says "FILE:LINE: what is wrong; what to write instead" for
// the first thing wrong: JSON, unknown field, unknown call, action or comparison, rules that contradict each other.
Result<SyscallProfile> load_profile(const std::filesystem::path& path);

// The same from memory; `name` stands for the file in messages.
Result<SyscallProfile> parse_profile(std::string_view name, std::string_view text);

// The profiles built into the library: "native" for a launcher and the programs it executes, "compile" for compilers,
// "python" for a warm interpreter and its candidates; children load seal_program() on top. not_found lists the names
// there are.
Result<SyscallProfile> embedded_profile(std::string_view name);
std::vector<std::string_view> embedded_profile_names();

// A layer (seccomp-profiles/layers/) only takes away: its default is allow, its rules are soft. It is loaded in a child
// beside the seal, where the tier lacks what a profile relies on. The same format and messages as a profile's.
Result<SyscallProfile> parse_layer(std::string_view name, std::string_view text);
// "weak": for runs without namespaces; "weak-shared-user": for those whose user is the engine's, too.
Result<SyscallProfile> embedded_layer(std::string_view name);

// Compiles for the machine's own architecture with libseccomp. unsupported when the profile is not written for it.
Result<BpfProgram> compile(const SyscallProfile& profile, FilterOptions options = {});

// The second, small filter, loaded in each child on top of an embedded profile: it closes what the profile leaves open
// for the trusted process that makes the child. Needs no listener (a chain of filters can have only one): setns,
// seccomp and clone with CLONE_PARENT kill the process, changes of identity answer EPERM. Built once; the reference
// stays valid.
const BpfProgram& seal_program();

// The same, with shmget answering ENOSYS: for jails in which nothing counts System V memory (no memory cgroup, and a
// user who may not lower kernel.shmall of a new IPC namespace).
BpfProgram seal_program_without_shared_memory();

// One program that answers as both do: the second's answer where the first allows, else the first's.
BpfProgram chained(const BpfProgram& first, const BpfProgram& second);

// Name of a call by its number under an AUDIT_ARCH_* value (seccomp_data.arch): "ptrace"; "syscall_999" when no name
// is known; "unknown" when the architecture is not.
std::string syscall_name(std::uint32_t arch, int number);

}  // namespace oyer::sandbox
