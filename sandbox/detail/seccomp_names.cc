#include "sandbox/detail/seccomp_names.h"

#include <seccomp.h>

#include <array>
#include <cstdlib>
#include <memory>

namespace oyer::sandbox::detail {
namespace {

struct Newer {
  std::string_view name;
  int number;
};

// Linux gives new calls one number on all architectures. Debian 12's libseccomp knows them up to futex_requeue (456);
// the two probe calls are x86_64's alone and are never made by programs.
constexpr std::array<Newer, 16> kNewer = {{{"statmount", 457},
                                           {"listmount", 458},
                                           {"lsm_get_self_attr", 459},
                                           {"lsm_set_self_attr", 460},
                                           {"lsm_list_modules", 461},
                                           {"mseal", 462},
                                           {"setxattrat", 463},
                                           {"getxattrat", 464},
                                           {"listxattrat", 465},
                                           {"removexattrat", 466},
                                           {"open_tree_attr", 467},
                                           {"file_getattr", 468},
                                           {"file_setattr", 469},
                                           {"listns", 470},
                                           {"uretprobe", 335},
                                           {"uprobe", 336}}};

bool exists_here(const Newer& newer) { return newer.number >= 400 || seccomp_arch_native() == SCMP_ARCH_X86_64; }

}  // namespace

bool is_syscall_name(const std::string& name) {
  for (const Newer& newer : kNewer) {
    if (newer.name == name) return true;
  }
  return seccomp_syscall_resolve_name(name.c_str()) != __NR_SCMP_ERROR;
}

std::optional<int> native_number(const std::string& name) {
  for (const Newer& newer : kNewer) {
    if (newer.name == name) return exists_here(newer) ? std::optional(newer.number) : std::nullopt;
  }
  // Negative: libseccomp's own numbers for calls that this architecture lacks.
  const int number = seccomp_syscall_resolve_name(name.c_str());
  return number >= 0 ? std::optional(number) : std::nullopt;
}

std::optional<std::string> name_of_number(std::uint32_t arch, int number) {
  // libseccomp's tokens are the AUDIT_ARCH_* values, but for x32, which it tells apart by a flag of its own.
  const std::unique_ptr<char, decltype(&std::free)> name(seccomp_syscall_resolve_num_arch(arch, number), &std::free);
  if (name) return std::string(name.get());
  if (arch != native_arch()) return std::nullopt;
  for (const Newer& newer : kNewer) {
    if (newer.number == number && exists_here(newer)) return std::string(newer.name);
  }
  return std::nullopt;
}

std::uint32_t native_arch() { return seccomp_arch_native(); }

std::string_view native_architecture() {
  switch (seccomp_arch_native()) {
    case SCMP_ARCH_X86_64: return "SCMP_ARCH_X86_64";
    case SCMP_ARCH_AARCH64: return "SCMP_ARCH_AARCH64";
    case SCMP_ARCH_RISCV64: return "SCMP_ARCH_RISCV64";
    default: return "unknown";
  }
}

}  // namespace oyer::sandbox::detail
