// The seal: what a zygote needs for its own work between its filter and a child's, closed in the child.
//
// Written by hand because every child pays for loading it. It does not look at the architecture: the zygote's filter,
// which runs too, kills every other one, and KILL_PROCESS outranks whatever stands here. Answers here also outrank
// a notification of that filter, so nothing may stand here that is hard there.
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <initializer_list>

#include "sandbox/profile.h"

namespace oyer::sandbox {
namespace {

constexpr std::uint32_t kKilled[] = {SYS_setns, SYS_seccomp};
constexpr std::uint32_t kRefused[] = {SYS_setresuid, SYS_setresgid, SYS_setgroups, SYS_capset};

BpfInstruction load(std::size_t offset) { return {BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<std::uint32_t>(offset)}; }
BpfInstruction answer(std::uint32_t action) { return {BPF_RET | BPF_K, 0, 0, action}; }
BpfInstruction jump_if_equal(std::uint32_t value, std::size_t skipped) {
  return {BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint8_t>(skipped), 0, value};
}

BpfProgram build() {
  // number; refused...; killed...; allow; EPERM; kill
  const std::size_t tests = std::size(kRefused) + std::size(kKilled);
  BpfProgram program;
  program.code.push_back(load(offsetof(seccomp_data, nr)));
  std::size_t left = tests;
  for (const std::uint32_t number : kRefused) program.code.push_back(jump_if_equal(number, left--));
  for (const std::uint32_t number : kKilled) program.code.push_back(jump_if_equal(number, 1 + left--));
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

}  // namespace oyer::sandbox
