// The evaluator against the kernel's rules for classic BPF: each instruction, each bound.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#include "sandbox/detail/bpf_eval.h"

namespace oyer::sandbox::detail {
namespace {

using ::testing::HasSubstr;

using Program = std::vector<BpfInstruction>;

BpfInstruction op(unsigned code, std::uint32_t k = 0, std::uint8_t jt = 0, std::uint8_t jf = 0) {
  return {static_cast<std::uint16_t>(code), jt, jf, k};
}
const BpfInstruction kReturnA = op(BPF_RET | BPF_A);

SeccompData sample() {
  SeccompData data;
  data.number = 57;
  data.arch = 0xC000003E;
  data.instruction_pointer = 0x1122334455667788;
  for (unsigned i = 0; i < 6; ++i) data.arguments[i] = 0xAAAA000000000000ULL + i * 0x100000001ULL;
  return data;
}

std::uint32_t result(const Program& program) {
  const Result<std::uint32_t> value = evaluate(program, sample());
  EXPECT_TRUE(value.has_value()) << (value ? "" : value.error().what);
  return value.value_or(0xBAD);
}

std::string refusal(const Program& program) {
  const Result<std::uint32_t> value = evaluate(program, sample());
  return value ? "accepted" : value.error().what;
}

TEST(Evaluate, loads_every_word_of_a_call_as_the_kernel_lays_it_out) {
  const auto word = [](std::uint32_t offset) { return result({op(BPF_LD | BPF_W | BPF_ABS, offset), kReturnA}); };
  EXPECT_EQ(word(0), 57U);
  EXPECT_EQ(word(4), 0xC000003EU);
  EXPECT_EQ(word(8), 0x55667788U);
  EXPECT_EQ(word(12), 0x11223344U);
  EXPECT_EQ(word(16), 0U);
  EXPECT_EQ(word(20), 0xAAAA0000U);
  EXPECT_EQ(word(56), 5U);
  EXPECT_EQ(word(60), 0xAAAA0005U);
}

TEST(Evaluate, computes_in_32_bits) {
  const auto compute = [](unsigned operation, std::uint32_t a, std::uint32_t k) {
    const std::uint32_t by_constant = result({op(BPF_LD | BPF_IMM, a), op(BPF_ALU | operation | BPF_K, k), kReturnA});
    const std::uint32_t by_register =
        result({op(BPF_LD | BPF_IMM, a), op(BPF_LDX | BPF_IMM, k), op(BPF_ALU | operation | BPF_X), kReturnA});
    EXPECT_EQ(by_constant, by_register);
    return by_constant;
  };
  EXPECT_EQ(compute(BPF_ADD, 0xFFFFFFFF, 2), 1U);
  EXPECT_EQ(compute(BPF_SUB, 1, 2), 0xFFFFFFFFU);
  EXPECT_EQ(compute(BPF_MUL, 0x10000, 0x10001), 0x10000U);
  EXPECT_EQ(compute(BPF_DIV, 7, 2), 3U);
  EXPECT_EQ(compute(BPF_AND, 0xF0F0, 0xFF00), 0xF000U);
  EXPECT_EQ(compute(BPF_OR, 0xF0, 0x0F), 0xFFU);
  EXPECT_EQ(compute(BPF_XOR, 0xFF, 0x0F), 0xF0U);
  EXPECT_EQ(compute(BPF_LSH, 3, 31), 0x80000000U);
  EXPECT_EQ(compute(BPF_RSH, 0x80000000, 31), 1U);
  EXPECT_EQ(result({op(BPF_LD | BPF_IMM, 1), op(BPF_ALU | BPF_NEG), kReturnA}), 0xFFFFFFFFU);
}

TEST(Evaluate, moves_between_registers_and_scratch) {
  EXPECT_EQ(
      result({op(BPF_LD | BPF_IMM, 9), op(BPF_ST, 15), op(BPF_LDX | BPF_MEM, 15), op(BPF_MISC | BPF_TXA), kReturnA}),
      9U);
  EXPECT_EQ(result({op(BPF_LDX | BPF_IMM, 8), op(BPF_STX, 0), op(BPF_LD | BPF_MEM, 0), kReturnA}), 8U);
  EXPECT_EQ(result({op(BPF_LD | BPF_IMM, 7), op(BPF_MISC | BPF_TAX), op(BPF_LD | BPF_IMM, 1),
                    op(BPF_ALU | BPF_ADD | BPF_X), kReturnA}),
            8U);
  EXPECT_EQ(result({op(BPF_LD | BPF_W | BPF_LEN), kReturnA}), 64U);
  EXPECT_EQ(result({op(BPF_LDX | BPF_W | BPF_LEN), op(BPF_MISC | BPF_TXA), kReturnA}), 64U);
}

TEST(Evaluate, jumps_on_the_whole_register_without_sign) {
  const auto taken = [](unsigned test, std::uint32_t a, std::uint32_t k) {
    const std::uint32_t by_constant = result(
        {op(BPF_LD | BPF_IMM, a), op(BPF_JMP | test | BPF_K, k, 1, 0), op(BPF_RET | BPF_K, 0), op(BPF_RET | BPF_K, 1)});
    const std::uint32_t by_register =
        result({op(BPF_LDX | BPF_IMM, k), op(BPF_LD | BPF_IMM, a), op(BPF_JMP | test | BPF_X, 0, 1, 0),
                op(BPF_RET | BPF_K, 0), op(BPF_RET | BPF_K, 1)});
    EXPECT_EQ(by_constant, by_register);
    return by_constant == 1;
  };
  EXPECT_TRUE(taken(BPF_JEQ, 5, 5));
  EXPECT_FALSE(taken(BPF_JEQ, 5, 6));
  EXPECT_TRUE(taken(BPF_JGT, 0x80000000, 0x7FFFFFFF));
  EXPECT_FALSE(taken(BPF_JGT, 5, 5));
  EXPECT_TRUE(taken(BPF_JGE, 5, 5));
  EXPECT_FALSE(taken(BPF_JGE, 4, 5));
  EXPECT_TRUE(taken(BPF_JSET, 6, 2));
  EXPECT_FALSE(taken(BPF_JSET, 4, 2));
  EXPECT_EQ(result({op(BPF_JMP | BPF_JA, 1), op(BPF_RET | BPF_K, 1), op(BPF_RET | BPF_K, 2)}), 2U);
}

TEST(Evaluate, division_by_a_register_of_zero_kills_the_thread_as_in_the_kernel) {
  EXPECT_EQ(result({op(BPF_LDX | BPF_IMM, 0), op(BPF_ALU | BPF_DIV | BPF_X), op(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)}),
            static_cast<std::uint32_t>(SECCOMP_RET_KILL_THREAD));
}

TEST(Evaluate, refuses_what_the_kernel_refuses) {
  const BpfInstruction allow = op(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  EXPECT_THAT(refusal({}), HasSubstr("no return"));
  EXPECT_THAT(refusal({op(BPF_LD | BPF_IMM)}), HasSubstr("no return"));
  EXPECT_THAT(refusal({op(BPF_LD | BPF_W | BPF_ABS, 64), allow}), HasSubstr("instruction 0: unknown or out of bounds"));
  EXPECT_THAT(refusal({op(BPF_LD | BPF_W | BPF_ABS, 2), allow}), HasSubstr("out of bounds"));
  EXPECT_THAT(refusal({op(BPF_LD | BPF_W | BPF_ABS, 0xFFFFFFFC), allow}), HasSubstr("out of bounds"));
  EXPECT_THAT(refusal({op(BPF_LD | BPF_H | BPF_ABS, 0), allow}), HasSubstr("unknown"));
  EXPECT_THAT(refusal({op(BPF_LD | BPF_MEM, 3), allow}), HasSubstr("out of bounds"));
  EXPECT_THAT(refusal({op(BPF_ST, 16), allow}), HasSubstr("out of bounds"));
  EXPECT_THAT(refusal({op(BPF_ALU | BPF_DIV | BPF_K, 0), allow}), HasSubstr("out of bounds"));
  EXPECT_THAT(refusal({op(BPF_ALU | BPF_LSH | BPF_K, 32), allow}), HasSubstr("out of bounds"));
  EXPECT_THAT(refusal({op(BPF_ALU | BPF_MOD | BPF_K, 3), allow}), HasSubstr("unknown"));
  EXPECT_THAT(refusal({op(0xFFFF), allow}), HasSubstr("unknown"));
  EXPECT_THAT(refusal({op(BPF_JMP | BPF_JA, 1), allow}), HasSubstr("no return"));
  EXPECT_THAT(refusal({op(BPF_JMP | BPF_JA, 0xFFFFFFFF), allow}), HasSubstr("no return"));
  EXPECT_THAT(refusal({op(BPF_JMP | 0xF0), allow}), HasSubstr("unknown jump"));
  EXPECT_THAT(refusal(Program(4097, allow)), HasSubstr("the kernel takes 4096"));
}

TEST(EvaluateChain, most_restrictive_answer_wins_and_of_equals_the_newest) {
  const auto answers = [](std::vector<std::uint32_t> actions) {
    std::vector<BpfProgram> chain;
    for (const std::uint32_t action : actions) chain.push_back({{op(BPF_RET | BPF_K, action)}, false});
    return evaluate_chain(chain, sample()).value_or(0xBAD);
  };
  EXPECT_EQ(answers({SECCOMP_RET_ALLOW, SECCOMP_RET_USER_NOTIF}), SECCOMP_RET_USER_NOTIF);
  EXPECT_EQ(answers({SECCOMP_RET_USER_NOTIF, SECCOMP_RET_ERRNO | 1}), SECCOMP_RET_ERRNO | 1);
  EXPECT_EQ(answers({SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_ERRNO | 1}), SECCOMP_RET_KILL_PROCESS);
  EXPECT_EQ(answers({SECCOMP_RET_KILL_THREAD, SECCOMP_RET_KILL_PROCESS}), SECCOMP_RET_KILL_PROCESS);
  EXPECT_EQ(answers({SECCOMP_RET_ERRNO | 1, SECCOMP_RET_ERRNO | 2}), SECCOMP_RET_ERRNO | 2);
  EXPECT_FALSE(evaluate_chain({}, sample()).has_value());
}

TEST(OutcomeOf, knows_the_answers_of_profiles_and_no_others) {
  EXPECT_EQ(outcome_of(SECCOMP_RET_ALLOW), (Outcome{SyscallClass::allow, 0}));
  EXPECT_EQ(outcome_of(SECCOMP_RET_ERRNO | 38), (Outcome{SyscallClass::soft, 38}));
  EXPECT_EQ(outcome_of(SECCOMP_RET_USER_NOTIF), (Outcome{SyscallClass::hard, 0}));
  EXPECT_EQ(outcome_of(SECCOMP_RET_KILL_PROCESS), (Outcome{SyscallClass::kill, 0}));
  EXPECT_EQ(outcome_of(SECCOMP_RET_KILL_THREAD), std::nullopt);
  EXPECT_EQ(outcome_of(SECCOMP_RET_LOG), std::nullopt);
  EXPECT_EQ(outcome_of(SECCOMP_RET_TRACE), std::nullopt);
}

}  // namespace
}  // namespace oyer::sandbox::detail
