#include "tests/sandbox/profile_support.h"

#include <cstring>
#include <sstream>

#include <gtest/gtest.h>

#include "base/file.h"
#include "sandbox/detail/seccomp_names.h"
#include "sandbox/detail/seccomp_rules.h"

namespace oyer::sandbox::testing {
namespace {

constexpr std::uint64_t kOpenValues[] = {0,          1,          2,           3,          0x10,        0x5412,
                                         0x10000000, 0x7FFFFFFF, 0x80000000U, 0xFFFFFFFF, 1ULL << 32U, ~0ULL};

std::optional<int> errno_named(std::string_view name) {
  for (int number = 1; number < 134; ++number) {
    const char* known = strerrorname_np(number);
    if (known != nullptr && name == known) return number;
  }
  return std::nullopt;
}

std::optional<Outcome> read_outcome(std::istringstream& words) {
  std::string word, name, rest;
  words >> word;
  if (word == "errno") {
    words >> name;
    const std::optional<int> number = errno_named(name);
    if (!number) return std::nullopt;
    return words >> rest ? std::nullopt : std::optional(Outcome{SyscallClass::soft, *number});
  }
  if (words >> rest) return std::nullopt;
  if (word == "allow") return Outcome{SyscallClass::allow, 0};
  if (word == "notify") return Outcome{SyscallClass::hard, 0};
  if (word == "kill") return Outcome{SyscallClass::kill, 0};
  return std::nullopt;
}

bool read_numbers(const std::string& word, SpecRow& row) {
  if (word.find_first_not_of("0123456789-") == std::string::npos) {
    const std::size_t dash = word.find('-');
    if (dash == std::string::npos) return false;
    row.first = static_cast<std::uint32_t>(std::stoul(word.substr(0, dash)));
    row.last = static_cast<std::uint32_t>(std::stoul(word.substr(dash + 1)));
    return row.first <= row.last;
  }
  const std::optional<int> number = detail::native_number(word);
  if (!number || row.arch != "x86_64") return false;
  row.first = row.last = static_cast<std::uint32_t>(*number);
  return true;
}

std::optional<SpecRow> read_row(const std::string& text) {
  std::istringstream words(text);
  SpecRow row;
  std::string word;
  words >> row.arch >> word;
  if (row.arch != "x86_64" && row.arch != "i386" && row.arch != "x32" && row.arch != "aarch64") return std::nullopt;
  if (!read_numbers(word, row)) return std::nullopt;
  while (words >> word && word != "->") {
    std::size_t used = word.size();
    row.arguments.push_back(word == "*" ? std::nullopt : std::optional<std::uint64_t>(std::stoull(word, &used, 0)));
    if (used != word.size() || row.arguments.size() > 6) return std::nullopt;
  }
  const std::optional<Outcome> outcome = read_outcome(words);
  if (!outcome) return std::nullopt;
  row.outcome = *outcome;
  return row;
}

}  // namespace

std::string profile_file(std::string_view file) {
  Result<std::string> text = read_file(std::string(OYER_SOURCE_DIR) + "/seccomp-profiles/" + std::string(file));
  EXPECT_TRUE(text.has_value()) << (text ? "" : text.error().what);
  return text ? *text : "";
}

SyscallProfile house_profile(std::string_view name) {
  Result<SyscallProfile> profile = embedded_profile(name);
  EXPECT_TRUE(profile.has_value()) << (profile ? "" : profile.error().what);
  return profile ? *profile : SyscallProfile{};
}

Oracle::Oracle(const SyscallProfile& profile, bool user_notification)
    : profile_(profile), user_notification_(user_notification) {
  for (const SyscallRule& rule : profile.rules) {
    for (const std::string& name : rule.names) {
      if (const std::optional<int> number = detail::native_number(name)) rules_[*number].push_back(&rule);
    }
  }
}

Outcome Oracle::denied(Outcome outcome) const {
  if (outcome.syscall_class == SyscallClass::hard && !user_notification_) outcome.syscall_class = SyscallClass::kill;
  return outcome;
}

Outcome Oracle::classify(const SeccompData& data) const {
  if (data.arch != kX86_64) return {SyscallClass::kill, 0};
  // -1 is what a tracer writes to skip a call; the kernel serves nothing under it.
  if (static_cast<std::uint32_t>(data.number) >= kX32Bit && data.number != -1) return {SyscallClass::kill, 0};
  if (const auto rules = rules_.find(data.number); rules != rules_.end()) {
    for (const SyscallRule* rule : rules->second) {
      bool all = true;
      for (const ArgumentRule& one : rule->arguments) all = all && detail::holds(one, data.arguments[one.index]);
      if (all) return denied({rule->syscall_class, rule->os_errno});
    }
  }
  return denied({profile_.default_class, profile_.default_errno});
}

std::vector<SpecRow> read_spec(std::string_view file) {
  std::istringstream lines(profile_file(file));
  std::vector<SpecRow> rows;
  std::string text;
  for (unsigned line = 1; std::getline(lines, text); ++line) {
    text = text.substr(0, text.find('#'));
    if (text.find_first_not_of(" \t") == std::string::npos) continue;
    std::optional<SpecRow> row = read_row(text);
    if (!row) {
      ADD_FAILURE() << file << ":" << line << ": not a row: " << text;
      continue;
    }
    row->line = line;
    rows.push_back(std::move(*row));
  }
  return rows;
}

std::vector<SeccompData> calls_of(const SpecRow& row, std::uint32_t number) {
  SeccompData call;
  call.arch = row.arch == "i386" ? kI386 : row.arch == "aarch64" ? kAarch64 : kX86_64;
  call.number = static_cast<std::int32_t>(row.arch == "x32" ? number | kX32Bit : number);
  std::vector<SeccompData> calls;
  std::mt19937_64 random(number * 7919U + row.line);
  const std::size_t values = std::size(kOpenValues);
  for (std::size_t i = 0; i < 2 * values; ++i) {
    for (std::size_t argument = 0; argument < 6; ++argument) {
      const bool fixed = argument < row.arguments.size() && row.arguments[argument];
      const std::uint64_t open = kOpenValues[i < values ? i : random() % values];
      call.arguments[argument] = fixed ? *row.arguments[argument] : open;
    }
    calls.push_back(call);
  }
  return calls;
}

std::vector<std::uint64_t> telling_values(const SyscallProfile& profile) {
  std::vector<std::uint64_t> values(std::begin(kOpenValues), std::end(kOpenValues));
  for (const SyscallRule& rule : profile.rules) {
    for (const ArgumentRule& one : rule.arguments) {
      const std::uint64_t value = one.op == ArgumentRule::Op::masked_eq ? one.value_two : one.value;
      values.insert(values.end(), {value, value - 1, value + 1, value | ~0xFFFFFFFFULL, value + (1ULL << 32U)});
      for (unsigned bit = 0; bit < 64; bit += 7) values.push_back(value ^ (std::uint64_t{1} << bit));
    }
  }
  return values;
}

SeccompData random_call(std::mt19937_64& random, const std::vector<std::uint64_t>& values) {
  SeccompData call;
  call.number = static_cast<std::int32_t>(random() % 480);
  call.arch = kX86_64;
  switch (random() % 32) {
    case 0: call.number |= static_cast<std::int32_t>(kX32Bit); break;
    case 1: call.arch = random() % 2 == 0 ? kI386 : kAarch64; break;
    case 2: call.number = static_cast<std::int32_t>(random()); break;
    case 3: call.arch = static_cast<std::uint32_t>(random()); break;
    case 4: call.number = -1; break;
    default: break;
  }
  call.instruction_pointer = random();
  for (std::uint64_t& argument : call.arguments) {
    argument = random() % 8 == 0 ? random() : values[random() % values.size()];
  }
  return call;
}

std::string describe(const SeccompData& data) {
  std::ostringstream out;
  out << std::hex << "arch 0x" << data.arch << std::dec << " call " << data.number << " ("
      << syscall_name(data.arch, data.number) << std::hex << ")";
  for (const std::uint64_t argument : data.arguments) out << " 0x" << argument;
  return out.str();
}

std::string describe(const Outcome& outcome) {
  const std::string name(name_of(outcome.syscall_class));
  return outcome.os_errno == 0 ? name : name + " " + strerrorname_np(outcome.os_errno);
}

}  // namespace oyer::sandbox::testing
