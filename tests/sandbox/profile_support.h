// What the profile tests share: profiles of the house, an independent reading of them, and truth tables.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/detail/bpf_eval.h"
#include "sandbox/profile.h"

namespace oyer::sandbox::testing {

using detail::Outcome;
using detail::SeccompData;

inline constexpr std::uint32_t kX86_64 = 0xC000003E;
inline constexpr std::uint32_t kI386 = 0x40000003;
inline constexpr std::uint32_t kAarch64 = 0xC00000B7;
inline constexpr std::uint32_t kX32Bit = 0x40000000;

// seccomp-profiles/<file> of the source tree.
std::string profile_file(std::string_view file);

// The embedded profile, or a failed test.
SyscallProfile house_profile(std::string_view name);

// What the profile's text says about a call, by reading its rules one after the other: no libseccomp, no BPF.
class Oracle {
 public:
  Oracle(const SyscallProfile& profile, bool user_notification);
  Outcome classify(const SeccompData& data) const;

 private:
  Outcome denied(Outcome outcome) const;
  const SyscallProfile& profile_;
  bool user_notification_;
  std::map<int, std::vector<const SyscallRule*>> rules_;
};

// One row of a *.spec file (grammar: seccomp-profiles/README.md).
struct SpecRow {
  unsigned line = 0;
  std::string arch;
  std::uint32_t first = 0, last = 0;                    // numbers, x32 without its bit
  std::vector<std::optional<std::uint64_t>> arguments;  // nullopt: any
  Outcome outcome;
};

// Rows of a table; a row that cannot be read fails the test with its line.
std::vector<SpecRow> read_spec(std::string_view file);

// Calls to try for one number of a row: its fixed arguments, and many values for those left open.
std::vector<SeccompData> calls_of(const SpecRow& row, std::uint32_t number);

// Values at which comparisons change their answer: of every rule of the profile, one less, one more, each bit flipped,
// the upper half set.
std::vector<std::uint64_t> telling_values(const SyscallProfile& profile);

// A call with a number and arguments that rules are likely to treat differently.
SeccompData random_call(std::mt19937_64& random, const std::vector<std::uint64_t>& values);

// "x86_64 clone(0x10000000, ...) -> hard": for failure messages.
std::string describe(const SeccompData& data);
std::string describe(const Outcome& outcome);

}  // namespace oyer::sandbox::testing
