// ZygoteHost: the keeper's side of one zygote: its process, its ready children, what waits for one.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "base/fd.h"
#include "sandbox/detail/keeper_protocol.h"
#include "sandbox/detail/run.h"
#include "sandbox/zygote_protocol.h"

namespace oyer::sandbox::detail {

// A child that has been forked and sealed, or is about to be.
struct WarmChild {
  Slot* slot = nullptr;
  pid_t pid = -1;
  bool ready = false;
  Fd handover;
  OutputPipe out, err;
};

class ZygoteHost {
 public:
  struct Start {
    const BpfProgram& filter;
    const BpfProgram& seal;
    bool notify = false;
    std::uint32_t weak = 0;    // OYER_WEAK bits of the jail
    std::string seal_library;  // as the interpreter finds it
  };
  // Forks and executes the interpreter with its capabilities kept, sends it the filters. The spec's files are in their
  // place already. It answers later with `opened`, then with its first ready child.
  static Result<std::unique_ptr<ZygoteHost>> start(std::uint64_t id, ZygoteSpec spec, const Start& how);

  // Asks for one more child in a slot whose init is ready.
  Status request_fork(Slot& slot, const Slot::Identity& identity);
  Status request_reap(pid_t pid);

  // Reads one message. not_found when the zygote has gone. The caller acts on what is returned.
  Result<oyer_control> receive();

  std::uint64_t id = 0;
  ZygoteSpec spec;  // without files
  pid_t pid = -1;
  Fd control, listener;
  OutputPipe err;  // stdout and stderr of the zygote itself, for the error report
  bool opened = false, announced = false, dead = false;
  std::deque<std::unique_ptr<WarmChild>> children;  // in the order of their forks
  std::size_t unanswered = 0;                       // forks asked for and not yet answered: the last ones of `children`
  std::deque<Frame> waiting;                        // spawns that found no ready child
};

// Hands a payload to a ready child. Blocks until the child has read it (it is still ours).
Status hand_over(const WarmChild& child, const SpawnMessage& message, const oyer_start& start, int stdin_fd,
                 const std::vector<Fd>& descriptors);

}  // namespace oyer::sandbox::detail
