// Names and numbers of system calls: libseccomp's tables, and ours for calls newer than them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oyer::sandbox::detail {

// True for a name of any architecture ("stat" exists on x86_64 alone).
bool is_syscall_name(const std::string& name);

// Its number on the machine's own architecture; nullopt where that has no such call.
std::optional<int> native_number(const std::string& name);

// Name under an AUDIT_ARCH_* value; nullopt when the architecture or the number is not known.
std::optional<std::string> name_of_number(std::uint32_t arch, int number);

// AUDIT_ARCH_* value and "SCMP_ARCH_*" name of the architecture this library was built for.
std::uint32_t native_arch();
std::string_view native_architecture();

}  // namespace oyer::sandbox::detail
