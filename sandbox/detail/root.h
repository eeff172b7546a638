// The jail's file system: a small tmpfs with read-only binds of the toolchains, built once per keeper.
//
// Order matters. Sources are opened before anything is mounted over them; the PID namespace's own /proc is mounted
// while the host's is still visible (an ordinary user may not mount one afterwards); only then does the old root go.
#pragma once

#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "sandbox/detail/keeper_protocol.h"

namespace oyer::sandbox::detail {

struct RootPlan {
  std::vector<Bind> binds;   // besides the system's directories
  std::string seal_library;  // becomes /oyer/liboyer_seal.so
  std::uint32_t uid = 1000;  // for /etc/passwd
};

// In fresh mount and PID namespaces: builds the root and makes it this process's. Afterwards nothing of the host's
// tree is reachable. /oyer stays writable for the keeper; every slot sees it read-only (seal_mounts).
Status build_root(const RootPlan& plan);

// In a copy of the keeper's mount namespace: makes the root tmpfs read-only there.
Status seal_mounts();

// Writes a file below `top`/oyer, readable by everyone, making its folders. `path` is relative, of plain components.
Status write_jail_file(const std::string& top, const std::string& path, std::string_view bytes, bool executable);

// True when `path` is relative and has no empty, "." or ".." component.
bool is_plain_relative(std::string_view path);

}  // namespace oyer::sandbox::detail
