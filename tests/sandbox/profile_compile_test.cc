// libseccomp's programs against an independent reading of the profile, for random calls.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/detail/seccomp_rules.h"
#include "tests/sandbox/profile_support.h"

namespace oyer::sandbox::testing {
namespace {

using ::testing::HasSubstr;

constexpr int kCalls = 40'000;

class Compiled : public ::testing::TestWithParam<std::tuple<const char*, bool>> {};

TEST_P(Compiled, tree_and_chain_answer_as_the_rules_read) {
  const auto [name, notification] = GetParam();
  const SyscallProfile profile = house_profile(name);
  const Result<BpfProgram> tree = compile(profile, {notification, true});
  const Result<BpfProgram> chain = compile(profile, {notification, false});
  ASSERT_TRUE(tree.has_value() && chain.has_value());
  EXPECT_NE(tree->code, chain->code);
  const Oracle oracle(profile, notification);
  const std::vector<std::uint64_t> values = telling_values(profile);
  std::mt19937_64 random(2026);
  for (int i = 0; i < kCalls; ++i) {
    const SeccompData call = random_call(random, values);
    const Result<std::uint32_t> by_tree = detail::evaluate(tree->code, call);
    const Result<std::uint32_t> by_chain = detail::evaluate(chain->code, call);
    ASSERT_TRUE(by_tree.has_value() && by_chain.has_value()) << describe(call);
    ASSERT_EQ(*by_tree, *by_chain) << describe(call);
    ASSERT_EQ(detail::outcome_of(*by_tree), oracle.classify(call)) << describe(call);
  }
}

INSTANTIATE_TEST_SUITE_P(Profiles, Compiled,
                         ::testing::Combine(::testing::Values("compile", "native", "python"), ::testing::Bool()),
                         [](const auto& one) {
                           return std::string(std::get<0>(one.param)) + (std::get<1>(one.param) ? "_notify" : "_kill");
                         });

TEST(Compile, gives_the_same_program_every_time) {
  const SyscallProfile profile = house_profile("python");
  EXPECT_EQ(*compile(profile), *compile(profile));
}

TEST(Compile, every_comparison_means_what_the_rules_say) {
  const char* text = R"({"linux":{"seccomp":{"defaultAction":"SCMP_ACT_KILL_PROCESS",
    "architectures":["SCMP_ARCH_X86_64"],"syscalls":[
    {"names":["read"],"action":"SCMP_ACT_ALLOW","args":[{"index":0,"op":"SCMP_CMP_NE","value":4294967296}]},
    {"names":["write"],"action":"SCMP_ACT_ALLOW","args":[{"index":1,"op":"SCMP_CMP_LT","value":4294967297}]},
    {"names":["open"],"action":"SCMP_ACT_ALLOW","args":[{"index":2,"op":"SCMP_CMP_LE","value":4294967297}]},
    {"names":["close"],"action":"SCMP_ACT_ALLOW","args":[{"index":3,"op":"SCMP_CMP_EQ","value":18446744073709551615}]},
    {"names":["stat"],"action":"SCMP_ACT_ALLOW","args":[{"index":4,"op":"SCMP_CMP_GE","value":4294967297}]},
    {"names":["fstat"],"action":"SCMP_ACT_ALLOW","args":[{"index":5,"op":"SCMP_CMP_GT","value":4294967297}]},
    {"names":["poll"],"action":"SCMP_ACT_ERRNO","errnoRet":4094,
     "args":[{"index":0,"op":"SCMP_CMP_MASKED_EQ","value":4294967297,"valueTwo":4294967296},
             {"index":1,"op":"SCMP_CMP_GT","value":7}]}]}}})";
  const Result<SyscallProfile> profile = parse_profile("ops.json", text);
  ASSERT_TRUE(profile.has_value()) << profile.error().what;
  const Oracle oracle(*profile, true);
  const std::vector<std::uint64_t> values = telling_values(*profile);
  for (const bool tree : {true, false}) {
    const Result<BpfProgram> program = compile(*profile, {true, tree});
    ASSERT_TRUE(program.has_value()) << program.error().what;
    std::mt19937_64 random(5);
    for (int i = 0; i < kCalls; ++i) {
      SeccompData call = random_call(random, values);
      call.number %= 9;
      ASSERT_EQ(detail::outcome_of(*detail::evaluate(program->code, call)), oracle.classify(call)) << describe(call);
    }
  }
}

TEST(Compile, refuses_a_profile_of_another_architecture) {
  SyscallProfile profile = house_profile("native");
  profile.architectures = {"SCMP_ARCH_S390X"};
  const Result<BpfProgram> program = compile(profile);
  ASSERT_FALSE(program.has_value());
  EXPECT_EQ(program.error().kind, Error::Kind::unsupported);
  EXPECT_THAT(program.error().what, HasSubstr("native is not written for SCMP_ARCH_X86_64"));
}

TEST(SyscallName, knows_calls_newer_than_the_library_and_survives_nonsense) {
  EXPECT_EQ(syscall_name(kX86_64, 101), "ptrace");
  EXPECT_EQ(syscall_name(kX86_64, 467), "open_tree_attr");
  EXPECT_EQ(syscall_name(kI386, 26), "ptrace");
  EXPECT_EQ(syscall_name(kX86_64, 999), "syscall_999");
  EXPECT_EQ(syscall_name(kX86_64, -5), "syscall_-5");
  EXPECT_EQ(syscall_name(0xDEAD, 1), "unknown");
}

// The overlap of two comparisons, by trying values around their constants: agreement on every pair of a grid.
TEST(Rules, overlap_is_found_exactly_when_a_value_satisfies_both) {
  using Op = ArgumentRule::Op;
  std::vector<ArgumentRule> rules;
  for (const std::uint64_t value : {0ULL, 1ULL, 5ULL, 6ULL, 14ULL, 15ULL}) {
    for (const Op op : {Op::ne, Op::lt, Op::le, Op::eq, Op::ge, Op::gt}) rules.push_back({0, op, value, 0});
    for (std::uint64_t two = 0; two < 16; ++two) rules.push_back({0, Op::masked_eq, value, two});
  }
  // All constants are below 16, so every satisfiable pair has a witness below 64.
  for (const ArgumentRule& a : rules) {
    for (const ArgumentRule& b : rules) {
      bool both = false;
      for (std::uint64_t value = 0; value < 64; ++value) both |= detail::holds(a, value) && detail::holds(b, value);
      ASSERT_EQ(detail::can_hold_together(a, b), both)
          << static_cast<int>(a.op) << " " << a.value << " " << a.value_two << " and " << static_cast<int>(b.op) << " "
          << b.value << " " << b.value_two;
    }
  }
}

TEST(Rules, overlap_sees_masks_in_the_upper_half_and_intervals_that_miss_them) {
  using Op = ArgumentRule::Op;
  const ArgumentRule high{0, Op::masked_eq, 0xFFFFFFFF00000000ULL, 0x500000000ULL};
  EXPECT_TRUE(detail::can_hold_together(high, {0, Op::ge, 0x5FFFFFFFFULL, 0}));
  EXPECT_FALSE(detail::can_hold_together(high, {0, Op::gt, 0x5FFFFFFFFULL, 0}));
  EXPECT_FALSE(detail::can_hold_together(high, {0, Op::lt, 0x500000000ULL, 0}));
  EXPECT_TRUE(detail::can_hold_together({0, Op::masked_eq, 1, 1}, {0, Op::ge, ~0ULL, 0}));
  EXPECT_FALSE(detail::can_hold_together({0, Op::masked_eq, 1, 0}, {0, Op::ge, ~0ULL, 0}));
}

}  // namespace
}  // namespace oyer::sandbox::testing
