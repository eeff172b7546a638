// A pure interpreter for the dialect of classic BPF that seccomp accepts: what would the kernel answer to this call?
// Needs no kernel, no privileges and no fork, so that filters are tested as tables.
//
// Source of the rules: Linux kernel/seccomp.c (seccomp_check_filter) and net/core/filter.c (bpf_check_classic).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "base/result.h"
#include "sandbox/profile.h"

namespace oyer::sandbox::detail {

// What a filter sees of a call, laid out as the kernel's struct seccomp_data (little endian).
struct SeccompData {
  std::int32_t number = 0;
  std::uint32_t arch = 0;  // AUDIT_ARCH_*
  std::uint64_t instruction_pointer = 0;
  std::array<std::uint64_t, 6> arguments{};
};
static_assert(sizeof(SeccompData) == 64);

// Most instructions the kernel takes (BPF_MAXINSNS).
inline constexpr std::size_t kMostInstructions = 4096;

// The filter's answer, a SECCOMP_RET_* value with its data. invalid_input names the first instruction on the call's
// path that the kernel would refuse: unknown opcode, jump or load out of bounds, constant division by zero, scratch
// read before written, end without a return. Always ends: jumps go forward only.
Result<std::uint32_t> evaluate(std::span<const BpfInstruction> program, const SeccompData& data);

// The answer of a chain of filters, as the kernel combines them: all run, the most restrictive wins, of equals the
// one loaded last. The span is in the order of loading.
Result<std::uint32_t> evaluate_chain(std::span<const BpfProgram> programs, const SeccompData& data);

struct Outcome {
  SyscallClass syscall_class = SyscallClass::kill;
  int os_errno = 0;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// Class of an answer; nullopt for answers no profile can give (trap, trace, log, kill thread).
std::optional<Outcome> outcome_of(std::uint32_t action) noexcept;

}  // namespace oyer::sandbox::detail
