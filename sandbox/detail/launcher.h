// Launcher: the zygote of programs that are executed. A process of the keeper's own code that has loaded one profile's
// filter, and for each request clones a child into a run's namespaces, seals it and lets it exec.
//
// The child is cloned with CLONE_VM|CLONE_VFORK (no page table is copied) and CLONE_PARENT, so that the keeper, not
// the launcher, is its parent and reaps it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "sandbox/detail/seal_steps.h"
#include "sandbox/detail/slot.h"
#include "sandbox/profile.h"

namespace oyer::sandbox::detail {

struct LaunchRequest {
  const Slot* slot = nullptr;
  const std::vector<std::string>* argv = nullptr;
  const std::vector<std::string>* environment = nullptr;
  int stdio[3] = {-1, -1, -1};
  oyer_start limits{};
};

struct Launched {
  pid_t pid = -1;
  int error = 0;  // errno of the failed step, 0 when the program runs
  oyer_step step = OYER_STEP_NONE;
};

class Launcher {
 public:
  // Forks the launcher process of the calling keeper. Its listener (if any) becomes the keeper's. `weak`: OYER_WEAK
  // bits of the jail.
  static Result<Launcher> start(const BpfProgram& filter, const BpfProgram& seal, bool notify, std::uint32_t weak);

  // Blocks until the child has exec'd or failed. A failure of ours or the host's is an Error only when the launcher
  // itself is broken; a step's failure is in Launched.
  Result<Launched> launch(const LaunchRequest& request);

  // False when the process has gone while nothing was asked of it; it is then reaped.
  bool alive();

  int listener() const { return listener_.get(); }
  pid_t pid() const { return pid_; }

 private:
  Fd control_, listener_;
  pid_t pid_ = -1;
};

}  // namespace oyer::sandbox::detail
