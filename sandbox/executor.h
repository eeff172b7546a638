// Executor: the seam between logic and the kernel. Tests fake this and nothing else.
#pragma once

#include <stop_token>

#include "base/result.h"
#include "sandbox/command.h"
#include "sandbox/execution.h"

namespace oyer::sandbox {

// One warm child of a zygote that has been given its payload. Move-only handle; the number is the executor's own.
struct Child {
  std::uint64_t id = 0;
};

// One zygote of an executor.
struct Zygote {
  std::uint32_t id = 0;
};

// One jail: runs a command, or children of its zygotes. Used by one thread at a time.
class Executor {
 public:
  virtual ~Executor() = default;

  // Executes a program afresh and waits for its end. Errors are ours or the host's; whatever the program does is in
  // the Execution. A stop request ends the run with Cancelled.
  virtual Result<Execution> run(const Command& command, std::stop_token stop) = 0;

  // Starts and warms an interpreter. unsupported or host when it does not come up; the error carries its stderr.
  virtual Result<Zygote> start_zygote(const ZygoteSpec& spec) = 0;

  // Hands a payload and descriptors to a ready child of the zygote. Several children may live at once.
  virtual Result<Child> spawn(Zygote zygote, SpawnRequest request) = 0;

  // Waits until the child has ended by itself or by a limit, or until `descriptor` (if not -1) is readable, whichever
  // comes first. True: the child has ended, call finish. False: the descriptor is readable.
  virtual Result<bool> wait(Child child, int descriptor, std::stop_token stop) = 0;

  // Ends the child if it still lives (its Ending is then Cancelled) and everything it left behind, and returns what
  // is known. Each child must be finished once.
  virtual Result<Execution> finish(Child child) = 0;

  // What holds every run of this executor in.
  virtual const Containment& containment() const = 0;
};

}  // namespace oyer::sandbox
