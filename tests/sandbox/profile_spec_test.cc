// The truth tables of seccomp-profiles/ against the compiled programs, through the evaluator; no kernel involved.
#include <set>

#include <gtest/gtest.h>

#include "sandbox/detail/seccomp_names.h"
#include "tests/sandbox/profile_support.h"

namespace oyer::sandbox::testing {
namespace {

constexpr std::uint32_t kNumbers = 1024;

BpfProgram compiled(const SyscallProfile& profile, FilterOptions options) {
  Result<BpfProgram> program = compile(profile, options);
  EXPECT_TRUE(program.has_value()) << (program ? "" : program.error().what);
  return program ? *program : BpfProgram{};
}

std::optional<Outcome> answer(const std::vector<BpfProgram>& chain, const SeccompData& data) {
  const Result<std::uint32_t> action = detail::evaluate_chain(chain, data);
  EXPECT_TRUE(action.has_value()) << (action ? "" : action.error().what) << " at " << describe(data);
  return action ? detail::outcome_of(*action) : std::nullopt;
}

// Without notification the hard class is killed.
Outcome expected(Outcome outcome, const FilterOptions& options) {
  if (outcome.syscall_class == SyscallClass::hard && !options.user_notification) return {SyscallClass::kill, 0};
  return outcome;
}

void expect_table(std::string_view table, const std::vector<BpfProgram>& chain, const FilterOptions& options) {
  for (const SpecRow& row : read_spec(table)) {
    for (std::uint32_t number = row.first; number <= row.last; ++number) {
      for (const SeccompData& call : calls_of(row, number)) {
        const std::optional<Outcome> got = answer(chain, call);
        ASSERT_TRUE(got.has_value()) << table << ":" << row.line << ": " << describe(call);
        ASSERT_EQ(*got, expected(row.outcome, options))
            << table << ":" << row.line << ": " << describe(call) << " -> " << describe(*got);
      }
    }
  }
}

const FilterOptions kOptions[] = {{true, true}, {true, false}, {false, true}, {false, false}};

class Spec : public ::testing::TestWithParam<const char*> {};

TEST_P(Spec, table_holds_for_tree_and_chain_with_and_without_notification) {
  const SyscallProfile profile = house_profile(GetParam());
  for (const FilterOptions& options : kOptions) {
    const BpfProgram program = compiled(profile, options);
    expect_table(std::string(GetParam()) + ".spec", {program}, options);
    EXPECT_EQ(program.wants_notification, options.user_notification);
  }
}

TEST_P(Spec, table_has_a_row_for_every_number) {
  std::set<std::uint32_t> covered;
  for (const SpecRow& row : read_spec(std::string(GetParam()) + ".spec")) {
    if (row.arch != "x86_64") continue;
    for (std::uint32_t number = row.first; number <= row.last; ++number) covered.insert(number);
  }
  for (std::uint32_t number = 0; number < kNumbers; ++number) {
    EXPECT_TRUE(covered.contains(number)) << syscall_name(kX86_64, static_cast<int>(number)) << " has no row";
  }
}

TEST_P(Spec, table_names_every_call_that_has_a_name) {
  for (const SpecRow& row : read_spec(std::string(GetParam()) + ".spec")) {
    if (row.arch != "x86_64" || row.first == row.last) continue;
    for (std::uint32_t number = row.first; number <= row.last; ++number) {
      EXPECT_FALSE(detail::name_of_number(kX86_64, static_cast<int>(number)).has_value())
          << GetParam() << ".spec:" << row.line << ": " << syscall_name(kX86_64, static_cast<int>(number))
          << " hides in a range";
    }
  }
}

TEST_P(Spec, seal_changes_what_its_table_says_and_nothing_else) {
  const SyscallProfile profile = house_profile(GetParam());
  std::set<std::uint32_t> sealed;
  for (const SpecRow& row : read_spec("seal.spec")) {
    if (row.arch == "x86_64") sealed.insert(row.first);
  }
  for (const FilterOptions& options : kOptions) {
    const std::vector<BpfProgram> alone = {compiled(profile, options)};
    const std::vector<BpfProgram> chain = {alone.front(), seal_program()};
    expect_table("seal.spec", chain, options);
    std::mt19937_64 random(11);
    const std::vector<std::uint64_t> values = telling_values(profile);
    for (int i = 0; i < 10'000; ++i) {
      const SeccompData call = random_call(random, values);
      if (call.arch == kX86_64 && sealed.contains(static_cast<std::uint32_t>(call.number))) continue;
      ASSERT_EQ(answer(chain, call), answer(alone, call)) << describe(call);
    }
  }
}

// What tier weak loads in a child: one program of seal and layer, on top of the profile.
TEST_P(Spec, layers_change_what_their_tables_say_and_nothing_else) {
  const SyscallProfile profile = house_profile(GetParam());
  for (const std::string layer : {"weak", "weak-shared-user"}) {
    const Result<SyscallProfile> loaded = embedded_layer(layer);
    ASSERT_TRUE(loaded.has_value()) << loaded.error().what;
    std::set<std::uint32_t> changed;
    for (const SpecRow& row : read_spec("layers/" + layer + ".spec")) changed.insert(row.first);
    for (const FilterOptions& options : kOptions) {
      const BpfProgram main = compiled(profile, options);
      const std::vector<BpfProgram> without = {main, seal_program()};
      const std::vector<BpfProgram> with = {main, chained(seal_program(), compiled(*loaded, {}))};
      expect_table("layers/" + layer + ".spec", with, options);
      std::mt19937_64 random(15);
      std::vector<std::uint64_t> values = telling_values(profile);
      const std::vector<std::uint64_t> more = telling_values(*loaded);
      values.insert(values.end(), more.begin(), more.end());
      for (int i = 0; i < 10'000; ++i) {
        const SeccompData call = random_call(random, values);
        if (call.arch == kX86_64 && changed.contains(static_cast<std::uint32_t>(call.number))) continue;
        ASSERT_EQ(answer(with, call), answer(without, call)) << layer << ": " << describe(call);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Profiles, Spec, ::testing::Values("compile", "native", "python"),
                         [](const auto& one) { return std::string(one.param); });

TEST(Seal, is_small_and_needs_no_listener) {
  EXPECT_LE(seal_program().code.size(), 16U);
  EXPECT_FALSE(seal_program().wants_notification);
}

TEST(Layers, only_take_away_and_stay_small) {
  for (const char* name : {"weak", "weak-shared-user"}) {
    const Result<SyscallProfile> layer = embedded_layer(name);
    ASSERT_TRUE(layer.has_value()) << layer.error().what;
    for (const SyscallRule& rule : layer->rules) EXPECT_FALSE(rule.comment.empty()) << name << ":" << rule.line;
    const BpfProgram program = compiled(*layer, {});
    EXPECT_FALSE(program.wants_notification);
    EXPECT_LE(program.code.size(), 256U);
  }
  EXPECT_FALSE(parse_layer("x.json", R"({"linux": {"seccomp": {"defaultAction": "SCMP_ACT_ERRNO",
    "defaultErrnoRet": 1, "architectures": ["SCMP_ARCH_X86_64"], "syscalls": []}}})"));
  EXPECT_FALSE(parse_layer("x.json", R"({"linux": {"seccomp": {"defaultAction": "SCMP_ACT_ALLOW",
    "architectures": ["SCMP_ARCH_X86_64"], "syscalls": [{"names": ["ptrace"], "action": "SCMP_ACT_NOTIFY"}]}}})"));
}

TEST(Seal, allows_nothing_that_the_profile_denies) {
  const SyscallProfile profile = house_profile("python");
  const std::vector<BpfProgram> chain = {compiled(profile, {}), seal_program()};
  const Oracle oracle(profile, true);
  std::mt19937_64 random(12);
  const std::vector<std::uint64_t> values = telling_values(profile);
  for (int i = 0; i < 40'000; ++i) {
    const SeccompData call = random_call(random, values);
    const std::optional<Outcome> got = answer(chain, call);
    ASSERT_TRUE(got.has_value());
    if (got->syscall_class == SyscallClass::allow) {
      ASSERT_EQ(oracle.classify(call).syscall_class, SyscallClass::allow) << describe(call);
    }
  }
}

// Candidates of a warm interpreter get no more than executed programs, and less only where this test says so.
TEST(Profiles, python_differs_from_native_only_in_io_uring_and_clone_parent) {
  const SyscallProfile native = house_profile("native"), python = house_profile("python");
  const Oracle of_native(native, true), of_python(python, true);
  std::mt19937_64 random(13);
  const std::vector<std::uint64_t> values = telling_values(python);
  for (int i = 0; i < 40'000; ++i) {
    const SeccompData call = random_call(random, values);
    const std::string name = syscall_name(call.arch, call.number);
    if (name.starts_with("io_uring_") || (name == "clone" && (call.arguments[0] & 0x8000) != 0)) continue;
    ASSERT_EQ(of_native.classify(call), of_python.classify(call)) << describe(call);
  }
}

// A compiler that a source takes over gains nothing by it: what it may call, a program may call too.
TEST(Profiles, compile_allows_nothing_that_native_does_not) {
  const SyscallProfile native = house_profile("native"), compile = house_profile("compile");
  const Oracle of_native(native, true), of_compile(compile, true);
  std::mt19937_64 random(14);
  const std::vector<std::uint64_t> values = telling_values(native);
  unsigned allowed = 0;
  for (int i = 0; i < 40'000; ++i) {
    const SeccompData call = random_call(random, values);
    if (of_compile.classify(call).syscall_class != SyscallClass::allow) continue;
    ++allowed;
    ASSERT_EQ(of_native.classify(call).syscall_class, SyscallClass::allow) << describe(call);
  }
  EXPECT_GT(allowed, 1000U);
}

}  // namespace
}  // namespace oyer::sandbox::testing
