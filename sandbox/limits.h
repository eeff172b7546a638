// Limits: what one jailed run may use. Each comment says what happens when the limit is reached.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/units.h"

namespace oyer::sandbox {

struct Limits {
  // CPU time, user + system, of every process of the run together. Reached: the run is killed, TimedOut{cpu}.
  Nanos cpu = std::chrono::seconds(10);
  // Time on the clock from hand-over to end; the back-stop for programs that sleep. Reached: TimedOut{wall}. While a
  // thread of the run is ready and gets no processor the clock stands still, so that a crowded machine ends no
  // run by it that an idle one ends by CPU time; after 16 times this limit it is reached in any case, unless the
  // command is patient.
  Nanos wall = std::chrono::seconds(20);
  // Resident memory, page cache of scratch included, when a memory cgroup is in force; otherwise address space of
  // each process (RLIMIT_AS), which the program sees as a failed allocation. Reached in a cgroup: MemoryExceeded.
  Bytes memory = 512_MiB;
  // RLIMIT_STACK of the main thread. Reached: SIGSEGV, as outside.
  Bytes stack = 64_MiB;
  // Captured bytes of stdout and of stderr, each. Reached: the run is killed, OutputExceeded{stream}.
  Bytes output = 1_MiB;
  // RLIMIT_FSIZE of any one file. Reached: SIGXFSZ, as outside.
  Bytes file = 64_MiB;
  // Size of the writable tmpfs (/tmp, also the working directory and /dev/shm). Reached: ENOSPC inside;
  // ScratchExceeded when the run then fails with the tmpfs full.
  Bytes scratch = 64_MiB;
  // Inodes of that tmpfs. Reached: ENOSPC inside, as above.
  std::uint64_t scratch_files = 16384;
  // Processes and threads at once. Reached: fork fails with EAGAIN inside; ProcessesExceeded when the run then fails.
  std::uint32_t processes = 64;
  // RLIMIT_NOFILE. Reached: EMFILE inside.
  std::uint32_t open_files = 256;

  friend bool operator==(const Limits&, const Limits&) = default;
};

}  // namespace oyer::sandbox
