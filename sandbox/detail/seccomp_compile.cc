// Profiles to BPF with libseccomp. The only file that builds filters with it; names are in seccomp_names.cc.
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "base/fd.h"
#include "sandbox/detail/bpf_eval.h"
#include "sandbox/detail/seccomp_names.h"
#include "sandbox/profile.h"

namespace oyer::sandbox {
namespace {

struct ReleaseFilter {
  void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, ReleaseFilter>;

// libseccomp returns negative errnos.
Error library_error(const std::string& what, int code) { return host_error("libseccomp: " + what, -code); }

std::uint32_t action_of(SyscallClass syscall_class, int os_errno, const FilterOptions& options) {
  switch (syscall_class) {
    case SyscallClass::allow: return SCMP_ACT_ALLOW;
    case SyscallClass::soft: return SCMP_ACT_ERRNO(static_cast<std::uint16_t>(os_errno));
    case SyscallClass::hard: return options.user_notification ? SCMP_ACT_NOTIFY : SCMP_ACT_KILL_PROCESS;
    case SyscallClass::kill: return SCMP_ACT_KILL_PROCESS;
  }
  return SCMP_ACT_KILL_PROCESS;
}

scmp_arg_cmp comparison_of(const ArgumentRule& rule) {
  scmp_arg_cmp comparison{};
  comparison.arg = rule.index;
  comparison.datum_a = rule.value;
  comparison.datum_b = rule.value_two;
  switch (rule.op) {
    case ArgumentRule::Op::ne: comparison.op = SCMP_CMP_NE; break;
    case ArgumentRule::Op::lt: comparison.op = SCMP_CMP_LT; break;
    case ArgumentRule::Op::le: comparison.op = SCMP_CMP_LE; break;
    case ArgumentRule::Op::eq: comparison.op = SCMP_CMP_EQ; break;
    case ArgumentRule::Op::ge: comparison.op = SCMP_CMP_GE; break;
    case ArgumentRule::Op::gt: comparison.op = SCMP_CMP_GT; break;
    case ArgumentRule::Op::masked_eq: comparison.op = SCMP_CMP_MASKED_EQ; break;
  }
  return comparison;
}

Result<Filter> new_filter(const SyscallProfile& profile, const FilterOptions& options) {
  // Without a stated level libseccomp asks the running kernel which actions it has and refuses the others; what a
  // profile compiles to must not depend on where it is compiled.
  static const int level = seccomp_api_set(5);
  if (level != 0) return fail(library_error("API level 5 is not supported; version 2.5 or newer is needed", level));
  Filter filter(seccomp_init(action_of(profile.default_class, profile.default_errno, options)));
  if (!filter) return fail(library_error("no filter could be made", -EINVAL));
  // On x86_64 this covers i386 (another architecture) and x32 (numbers with bit 30 set) alike.
  int code = seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  if (code != 0) return fail(library_error("the action for foreign architectures was refused", code));
  code = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, options.binary_tree ? 2 : 1);
  if (code != 0) return fail(library_error("the binary tree was refused", code));
  return filter;
}

Status add_rule(void* filter, const SyscallProfile& profile, const SyscallRule& rule, const FilterOptions& options) {
  const std::uint32_t action = action_of(rule.syscall_class, rule.os_errno, options);
  // libseccomp refuses a rule that says what the default says.
  if (action == action_of(profile.default_class, profile.default_errno, options)) return {};
  std::vector<scmp_arg_cmp> comparisons;
  for (const ArgumentRule& argument : rule.arguments) comparisons.push_back(comparison_of(argument));
  for (const std::string& name : rule.names) {
    const std::optional<int> number = detail::native_number(name);
    if (!number) continue;  // another architecture's call
    const int code = seccomp_rule_add_exact_array(filter, action, *number, static_cast<unsigned>(comparisons.size()),
                                                  comparisons.data());
    if (code != 0) {
      return fail(library_error(profile.name + ": rule of line " + std::to_string(rule.line) + " for " + name, code));
    }
  }
  return {};
}

Result<BpfProgram> exported(void* filter) {
  const Fd file(memfd_create("oyer-filter", MFD_CLOEXEC));
  if (!file) return fail(host_error("memfd_create for a compiled filter"));
  const int code = seccomp_export_bpf(filter, file.get());
  if (code != 0) return fail(library_error("the filter could not be exported", code));
  const off_t size = lseek(file.get(), 0, SEEK_END);
  BpfProgram program;
  if (size <= 0 || size % static_cast<off_t>(sizeof(BpfInstruction)) != 0) {
    return fail(library_error("the exported filter has an odd size", -EPROTO));
  }
  program.code.resize(static_cast<std::size_t>(size) / sizeof(BpfInstruction));
  if (pread(file.get(), program.code.data(), static_cast<std::size_t>(size), 0) != size) {
    return fail(host_error("reading a compiled filter back"));
  }
  return program;
}

}  // namespace

Result<BpfProgram> compile(const SyscallProfile& profile, FilterOptions options) {
  // Filters are independent of each other, but libseccomp keeps what it knows of the kernel in plain globals.
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  const std::string native(detail::native_architecture());
  if (std::find(profile.architectures.begin(), profile.architectures.end(), native) == profile.architectures.end()) {
    return fail(unsupported("profile " + profile.name + " is not written for " + native +
                            "; review it for that architecture and add it to \"architectures\""));
  }
  OYER_TRY(const Filter filter, new_filter(profile, options));
  for (const SyscallRule& rule : profile.rules) OYER_TRY_STATUS(add_rule(filter.get(), profile, rule, options));
  OYER_TRY(BpfProgram program, exported(filter.get()));
  if (program.code.size() > detail::kMostInstructions) {
    return fail(unsupported("profile " + profile.name + " compiles to " + std::to_string(program.code.size()) +
                            " instructions; the kernel takes 4096"));
  }
  program.wants_notification = std::any_of(program.code.begin(), program.code.end(), [](const BpfInstruction& one) {
    return (one.code & 7U) == 6U && one.k == SECCOMP_RET_USER_NOTIF;  // BPF_RET
  });
  return program;
}

std::string syscall_name(std::uint32_t arch, int number) {
  if (std::optional<std::string> name = detail::name_of_number(arch, number)) return *std::move(name);
  return arch == detail::native_arch() ? "syscall_" + std::to_string(number) : "unknown";
}

}  // namespace oyer::sandbox
