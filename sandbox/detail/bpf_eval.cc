#include "sandbox/detail/bpf_eval.h"

#include <linux/filter.h>
#include <linux/seccomp.h>

#include <cstring>
#include <string>

namespace oyer::sandbox::detail {
namespace {

struct Machine {
  std::uint32_t a = 0;
  std::uint32_t x = 0;
  std::array<std::uint32_t, BPF_MEMWORDS> memory{};
  std::uint32_t written = 0;  // bit i: memory[i] has been stored to
};

enum class Step { next, divided_by_zero, refused };

Step load_data(std::uint32_t& into, const SeccompData& data, std::uint32_t offset) {
  if (offset % 4 != 0 || offset > sizeof(SeccompData) - 4) return Step::refused;
  std::memcpy(&into, reinterpret_cast<const unsigned char*>(&data) + offset, 4);
  return Step::next;
}

Step load_memory(std::uint32_t& into, const Machine& machine, std::uint32_t index) {
  if (index >= BPF_MEMWORDS || (machine.written >> index & 1U) == 0) return Step::refused;
  into = machine.memory[index];
  return Step::next;
}

Step store_memory(Machine& machine, std::uint32_t index, std::uint32_t value) {
  if (index >= BPF_MEMWORDS) return Step::refused;
  machine.memory[index] = value;
  machine.written |= 1U << index;
  return Step::next;
}

Step compute(Machine& machine, std::uint16_t code, std::uint32_t k) {
  const bool constant = BPF_SRC(code) == BPF_K;
  const std::uint32_t operand = constant ? k : machine.x;
  switch (BPF_OP(code)) {
    case BPF_ADD: machine.a += operand; return Step::next;
    case BPF_SUB: machine.a -= operand; return Step::next;
    case BPF_MUL: machine.a *= operand; return Step::next;
    case BPF_DIV:
      if (operand == 0) return constant ? Step::refused : Step::divided_by_zero;
      machine.a /= operand;
      return Step::next;
    case BPF_AND: machine.a &= operand; return Step::next;
    case BPF_OR: machine.a |= operand; return Step::next;
    case BPF_XOR: machine.a ^= operand; return Step::next;
    // A shift by register takes its low five bits, as the kernel's 32-bit eBPF shift does.
    case BPF_LSH:
      if (constant && k >= 32) return Step::refused;
      machine.a <<= operand & 31U;
      return Step::next;
    case BPF_RSH:
      if (constant && k >= 32) return Step::refused;
      machine.a >>= operand & 31U;
      return Step::next;
    case BPF_NEG:
      if (!constant) return Step::refused;
      machine.a = 0U - machine.a;
      return Step::next;
    default: return Step::refused;
  }
}

// Everything but jumps and returns.
Step execute(Machine& machine, const BpfInstruction& instruction, const SeccompData& data) {
  const std::uint32_t k = instruction.k;
  switch (instruction.code) {
    case BPF_LD | BPF_W | BPF_ABS: return load_data(machine.a, data, k);
    case BPF_LD | BPF_W | BPF_LEN: machine.a = sizeof(SeccompData); return Step::next;
    case BPF_LDX | BPF_W | BPF_LEN: machine.x = sizeof(SeccompData); return Step::next;
    case BPF_LD | BPF_IMM: machine.a = k; return Step::next;
    case BPF_LDX | BPF_IMM: machine.x = k; return Step::next;
    case BPF_LD | BPF_MEM: return load_memory(machine.a, machine, k);
    case BPF_LDX | BPF_MEM: return load_memory(machine.x, machine, k);
    case BPF_ST: return store_memory(machine, k, machine.a);
    case BPF_STX: return store_memory(machine, k, machine.x);
    case BPF_MISC | BPF_TAX: machine.x = machine.a; return Step::next;
    case BPF_MISC | BPF_TXA: machine.a = machine.x; return Step::next;
    default: break;
  }
  const bool plain = (instruction.code & ~(BPF_CLASS(0xFF) | BPF_OP(0xFF) | BPF_SRC(0xFF))) == 0;
  if (!plain || BPF_CLASS(instruction.code) != BPF_ALU) return Step::refused;
  return compute(machine, instruction.code, k);
}

// How many instructions a jump skips; nullopt for an unknown one.
std::optional<std::uint64_t> jump(const Machine& machine, const BpfInstruction& instruction) {
  const std::uint32_t operand = BPF_SRC(instruction.code) == BPF_K ? instruction.k : machine.x;
  bool holds = false;
  switch (instruction.code) {
    case BPF_JMP | BPF_JA: return instruction.k;
    case BPF_JMP | BPF_JEQ | BPF_K:
    case BPF_JMP | BPF_JEQ | BPF_X: holds = machine.a == operand; break;
    case BPF_JMP | BPF_JGT | BPF_K:
    case BPF_JMP | BPF_JGT | BPF_X: holds = machine.a > operand; break;
    case BPF_JMP | BPF_JGE | BPF_K:
    case BPF_JMP | BPF_JGE | BPF_X: holds = machine.a >= operand; break;
    case BPF_JMP | BPF_JSET | BPF_K:
    case BPF_JMP | BPF_JSET | BPF_X: holds = (machine.a & operand) != 0; break;
    default: return std::nullopt;
  }
  return holds ? instruction.jt : instruction.jf;
}

Error refused(std::size_t at, const char* why) {
  return invalid_input("BPF instruction " + std::to_string(at) + ": " + why);
}

// Rank of an answer, most restrictive first; the kernel compares the actions as signed numbers.
std::int32_t restrictiveness(std::uint32_t action) noexcept {
  return static_cast<std::int32_t>(action & SECCOMP_RET_ACTION_FULL);
}

}  // namespace

Result<std::uint32_t> evaluate(std::span<const BpfInstruction> program, const SeccompData& data) {
  if (program.size() > kMostInstructions) return fail(refused(program.size(), "the kernel takes 4096"));
  Machine machine;
  std::uint64_t at = 0;
  while (at < program.size()) {
    const BpfInstruction& instruction = program[at];
    if (instruction.code == (BPF_RET | BPF_K)) return instruction.k;
    if (instruction.code == (BPF_RET | BPF_A)) return machine.a;
    if (BPF_CLASS(instruction.code) == BPF_JMP) {
      const std::optional<std::uint64_t> skipped = jump(machine, instruction);
      if (!skipped) return fail(refused(at, "unknown jump"));
      at += 1 + *skipped;
      continue;
    }
    switch (execute(machine, instruction, data)) {
      case Step::next: break;
      case Step::divided_by_zero: return SECCOMP_RET_KILL_THREAD;  // the kernel makes the program return 0
      case Step::refused: return fail(refused(at, "unknown or out of bounds"));
    }
    ++at;
  }
  return fail(refused(at, "no return before the end of the program"));
}

Result<std::uint32_t> evaluate_chain(std::span<const BpfProgram> programs, const SeccompData& data) {
  if (programs.empty()) return fail(invalid_input("a chain of no filters has no answer"));
  std::uint32_t chosen = SECCOMP_RET_ALLOW;
  for (auto program = programs.rbegin(); program != programs.rend(); ++program) {
    OYER_TRY(const std::uint32_t action, evaluate(program->code, data));
    if (restrictiveness(action) < restrictiveness(chosen)) chosen = action;
  }
  return chosen;
}

std::optional<Outcome> outcome_of(std::uint32_t action) noexcept {
  switch (action & SECCOMP_RET_ACTION_FULL) {
    case SECCOMP_RET_ALLOW: return Outcome{SyscallClass::allow, 0};
    case SECCOMP_RET_ERRNO: return Outcome{SyscallClass::soft, static_cast<int>(action & SECCOMP_RET_DATA)};
    case SECCOMP_RET_USER_NOTIF: return Outcome{SyscallClass::hard, 0};
    case SECCOMP_RET_KILL_PROCESS: return Outcome{SyscallClass::kill, 0};
    default: return std::nullopt;
  }
}

}  // namespace oyer::sandbox::detail
