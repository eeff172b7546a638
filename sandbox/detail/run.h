// Run: one program between its start and its Execution, as the keeper sees it. Decides the Ending.
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/fd.h"
#include "sandbox/detail/slot.h"
#include "sandbox/execution.h"

namespace oyer::sandbox::detail {

using SteadyTime = std::chrono::steady_clock::time_point;

// One output pipe, drained while the program runs.
class OutputPipe {
 public:
  // Makes the pipe; returns the write end for the program.
  Result<Fd> open();
  int fd() const { return read_.get(); }
  bool is_open() const { return static_cast<bool>(read_); }
  // Reads what is there, up to `limit` bytes in all; false when the program has written more than that.
  bool drain(Bytes limit);
  // errno of a read that failed for want of something of the host's, 0.
  int failed() const { return failed_; }
  void close() { read_.reset(); }
  Captured take() { return std::move(captured_); }

 private:
  Fd read_;
  Captured captured_;
  int failed_ = 0;
};

struct Run {
  std::uint64_t id = 0;
  Slot* slot = nullptr;
  std::uint64_t zygote = 0;  // 0: executed by the launcher, a child of the keeper
  pid_t pid = -1;
  Fd pidfd;
  Fd handover;  // of a zygote's child: says whether it had taken over what it was handed
  OutputPipe out, err;
  Limits limits;
  bool patient = false;  // Command::patient
  SteadyTime start, end;
  SteadyTime next_check;
  Nanos waited{0};  // for a processor: so long has the wall clock stood still
  Slot::Waits waits;
  SteadyTime last_look;      // at them
  CgroupSlot::Reading base;  // of the slot's cgroup at the start
  Nanos base_cpu{0};         // of the process itself, where there is no cgroup
  Nanos seen_cpu{0};         // largest total seen by measuring processes, where there is no cgroup
  Bytes seen_memory{0};

  std::optional<Ending> decided;  // by the keeper: a limit, a denial, a cancellation
  bool main_ended = false;        // the pidfd was readable
  bool status_known = false;
  bool reap_requested = false;  // a zygote has been asked for the status
  int status = 0;
  rusage used{};
  bool threads_counted = false;  // by the keeper: nothing else holds Limits::processes
  std::uint32_t seen_threads = 0;
  std::uint32_t left = 0;        // processes alive when the main one ended
  bool init_was_killed = false;  // by somebody outside, and the main process with it

  void begin(SteadyTime now);
  // CPU used by all processes of the run so far.
  Nanos cpu_now();
  // Looks at the limits; decides and kills when one is reached. Sets next_check.
  void check_limits(SteadyTime now);
  // Records why the run must end (the first reason stays) and kills everything in it.
  void stop(Ending why);
  // Everything that is known, once the main process has ended or been killed.
  Execution conclude();
  // After conclude: an Error when the ending is not the program's, because it never came to run, or when what was
  // measured could not be read.
  Status trustworthy() const;

 private:
  // Adds to `waited`. True when a thread is ready and has had no processor since the last look: how long it has waited
  // is not known yet.
  bool look_at_waits(SteadyTime now);
  Ending ending_of_status(const CgroupSlot::Reading& reading) const;
  Status taken_over() const;

  bool by_limit_ = false;  // the keeper or the kernel ended it for what it used, or it was cancelled
};

}  // namespace oyer::sandbox::detail
