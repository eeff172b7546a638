# Sources of the system-call profiles: included by sandbox/CMakeLists.txt, which adds
# OYER_SANDBOX_SECCOMP_SOURCES to the room and OYER_SANDBOX_SECCOMP_LIBRARIES to its libraries.
find_path(OYER_SECCOMP_INCLUDE seccomp.h REQUIRED)
find_library(OYER_SECCOMP_LIBRARY seccomp REQUIRED)

# Each profile becomes a string of the library. A raw literal, so that the text is the file's, byte for byte, and its
# digest the file's digest.
set(profiles_dir ${CMAKE_CURRENT_LIST_DIR}/../../seccomp-profiles)
file(GLOB profiles CONFIGURE_DEPENDS ${profiles_dir}/*.json)
list(SORT profiles)
file(GLOB layers CONFIGURE_DEPENDS ${profiles_dir}/layers/*.json)
list(SORT layers)
foreach(kind profiles layers)
  set(${kind}_entries "")
  foreach(profile ${${kind}})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${profile})
    get_filename_component(name ${profile} NAME_WE)
    file(READ ${profile} text)
    if(text MATCHES "\\)profile\"")
      message(FATAL_ERROR "${profile}: holds the delimiter of the generated literal")
    endif()
    string(APPEND ${kind}_entries "    {\"${name}\", R\"profile(${text})profile\"},\n")
  endforeach()
endforeach()
set(generated ${CMAKE_CURRENT_BINARY_DIR}/seccomp_embedded.cc)
file(CONFIGURE OUTPUT ${generated} @ONLY NEWLINE_STYLE UNIX CONTENT [=[
// Generated from seccomp-profiles/*.json and seccomp-profiles/layers/*.json; edit those.
#include "sandbox/detail/seccomp_embedded.h"

#include <array>

namespace oyer::sandbox::detail {
namespace {
constexpr EmbeddedProfile kProfiles[] = {
@profiles_entries@};
constexpr EmbeddedProfile kLayers[] = {
@layers_entries@};
}  // namespace

std::span<const EmbeddedProfile> embedded_profiles() noexcept { return kProfiles; }
std::span<const EmbeddedProfile> embedded_layers() noexcept { return kLayers; }

}  // namespace oyer::sandbox::detail
]=])

set(OYER_SANDBOX_SECCOMP_SOURCES
  detail/bpf_eval.cc detail/seccomp_compile.cc detail/seccomp_lines.cc detail/seccomp_lint.cc
  detail/seccomp_names.cc detail/seccomp_profile.cc detail/seccomp_rules.cc detail/seccomp_seal.cc
  ${generated})
set(OYER_SANDBOX_SECCOMP_LIBRARIES ${OYER_SECCOMP_LIBRARY})
