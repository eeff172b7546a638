// The profiles of seccomp-profiles/ as the build put them into the library (detail/seccomp.cmake), so that a binary
// carries its rules with it.
#pragma once

#include <span>
#include <string_view>

namespace oyer::sandbox::detail {

struct EmbeddedProfile {
  std::string_view name;  // file name without ".json"
  std::string_view text;  // the file's bytes
};

std::span<const EmbeddedProfile> embedded_profiles() noexcept;
std::span<const EmbeddedProfile> embedded_layers() noexcept;

}  // namespace oyer::sandbox::detail
