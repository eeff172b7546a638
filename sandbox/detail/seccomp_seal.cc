// The seal: what zygotes and launchers need for their own work between their filter and a child's, closed in the child.
//
// Written by hand because every child pays for loading it. It does not look at the architecture: the first filter,
// which runs too, kills every other one, and KILL_PROCESS outranks whatever stands here. Answers here outrank a
// notification as well: a call that stands here loses its name even where the first filter would have reported it.
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <iterator>

#include "sandbox/profile.h"

namespace oyer::sandbox {
namespace {

constexpr std::uint32_t kKilled[] = {SYS_setns, SYS_seccomp};
constexpr std::uint32_t kRefused[] = {SYS_setresuid, SYS_setresgid, SYS_setgroups, SYS_capset};

BpfInstruction load(std::size_t offset) { return {BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<std::uint32_t>(offset)}; }
BpfInstruction answer(std::uint32_t action) { return {BPF_RET | BPF_K, 0, 0, action}; }
// Skips that many instructions when the test holds, none otherwise.
BpfInstruction jump_if(std::uint16_t test, std::uint32_t value, std::size_t skipped) {
  return {static_cast<std::uint16_t>(BPF_JMP | test | BPF_K), static_cast<std::uint8_t>(skipped), 0, value};
}

// What follows the tests of the number. A child made with CLONE_PARENT would be the keeper's or the zygote's own.
enum Tail : std::size_t { allow, clone_flags, clone_parent, clone_allow, refuse, kill };

BpfProgram build() {
  BpfProgram program;
  std::size_t left = std::size(kRefused) + std::size(kKilled);  // tests after the one being written
  program.code.push_back(load(offsetof(seccomp_data, nr)));
  for (const std::uint32_t number : kRefused) program.code.push_back(jump_if(BPF_JEQ, number, left-- + refuse));
  for (const std::uint32_t number : kKilled) program.code.push_back(jump_if(BPF_JEQ, number, left-- + kill));
  program.code.push_back(jump_if(BPF_JEQ, SYS_clone, left + clone_flags));
  program.code.push_back(answer(SECCOMP_RET_ALLOW));
  program.code.push_back(load(offsetof(seccomp_data, args)));  // the lower half, where the flags are
  program.code.push_back(jump_if(BPF_JSET, CLONE_PARENT, kill - clone_parent - 1));
  program.code.push_back(answer(SECCOMP_RET_ALLOW));
  program.code.push_back(answer(SECCOMP_RET_ERRNO | EPERM));
  program.code.push_back(answer(SECCOMP_RET_KILL_PROCESS));
  return program;
}

}  // namespace

const BpfProgram& seal_program() {
  static const BpfProgram program = build();
  return program;
}

BpfProgram seal_program_without_shared_memory() {
  BpfProgram program{{load(offsetof(seccomp_data, nr)),
                      {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_shmget},
                      answer(SECCOMP_RET_ERRNO | ENOSYS)},
                     false};
  program.code.insert(program.code.end(), seal_program().code.begin(), seal_program().code.end());
  return program;
}

BpfProgram chained(const BpfProgram& first, const BpfProgram& second) {
  BpfProgram program = first;
  program.wants_notification = first.wants_notification || second.wants_notification;
  const std::size_t size = first.code.size();
  for (std::size_t at = 0; at < size; ++at) {
    BpfInstruction& one = program.code[at];
    if (one != answer(SECCOMP_RET_ALLOW)) continue;
    one = {BPF_JMP | BPF_JA, 0, 0, static_cast<std::uint32_t>(size - at - 1)};
  }
  program.code.insert(program.code.end(), second.code.begin(), second.code.end());
  return program;
}

}  // namespace oyer::sandbox
