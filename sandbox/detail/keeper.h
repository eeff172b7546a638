// Keeper: the trusted, single-threaded process beside the candidates. Owns slots, launchers and zygotes, watches runs
// by one poll loop, and answers the engine.
//
// It is PID 1 of its own PID namespace: when it goes, everything goes. It never blocks on a run; the two waits it
// makes are for its own children between fork and exec (microseconds) and for an init's mounts.
#pragma once

#include <poll.h>

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "sandbox/detail/keeper_protocol.h"
#include "sandbox/detail/launcher.h"
#include "sandbox/detail/run.h"
#include "sandbox/detail/slot.h"
#include "sandbox/detail/weak_slot.h"
#include "sandbox/detail/zygote_host.h"

namespace oyer::sandbox::detail {

// No jail has more slots.
inline constexpr std::uint32_t uids_per_keeper = 64;

// What a keeper has in the place of namespaces.
struct WeakPlace {
  WeakHome home;
  Fd guard;  // readable when the guard has gone
  bool shared_user() const { return home.first_uid() == 0; }
};

class Keeper {
 public:
  // `weak`: in tier weak.
  Keeper(int socket, KeeperConfig config, std::vector<CgroupSlot> cgroups, Containment containment,
         std::optional<WeakPlace> weak);

  // In fresh namespaces, or without any in tier weak: builds the root and the first slot, tells the engine.
  // `first_uid`: of uids_per_keeper that are this keeper's alone, where slots have a user each. Errors are the host's.
  Status open(std::uint32_t first_uid);
  // Serves until the engine closes its end.
  Status serve();

 private:
  // Requests (keeper.cc).
  Status handle(Frame frame);
  Status handle_run(const RunMessage& message);
  Status handle_start_zygote(const ZygoteMessage& message);
  Status handle_spawn(Frame frame);
  Status handle_finish(std::uint64_t id);
  Status answer_failed(std::uint64_t id, Error error);
  Result<oyer_step> start_program(const RunMessage& message, Run& run);

  // Events (keeper_events.cc).
  struct Watch {
    enum class Kind { engine, guard, run_ended, run_out, run_err, listener, zygote, zygote_output, child } kind;
    std::uint64_t id = 0;        // of the run or zygote; 0 for launchers
    WarmChild* child = nullptr;  // compared, never followed: it may have gone
    int fd = -1;
  };
  int poll_timeout(SteadyTime now) const;
  void collect(std::vector<pollfd>& fds, std::vector<Watch>& watches);
  Status dispatch(const Watch& watch, short events);
  Status on_output(Run& run, Stream stream);
  Status on_main_ended(Run& run);
  Status on_denied(int listener, std::uint64_t zygote);
  Status on_zygote(ZygoteHost& zygote);
  Status on_child_ready(ZygoteHost& zygote, WarmChild& child);
  Status conclude_when_known(Run& run);
  Status conclude(std::uint64_t id);
  Status zygote_lost(ZygoteHost& zygote, const std::string& why);
  Status check_limits();

  // Slots.
  Result<Slot*> take_slot(Bytes scratch, std::uint64_t scratch_files);
  Result<Slot*> make_slot();
  Result<std::unique_ptr<Slot>> build_slot(unsigned number);
  Status open_root();
  Status open_weak();
  void give_up(Slot* slot);
  void prepare_next();
  void reap_slots();
  Status refill(ZygoteHost& zygote);
  Status request_child(ZygoteHost& zygote, Slot& slot);
  Status start_child(ZygoteHost& zygote, const SpawnMessage& message, std::vector<Fd> descriptors);
  Result<Launcher*> launcher(const std::string& filter);
  // Words of a command as they are called in this tier; `scratch`: what stands for /tmp.
  std::vector<std::string> placed_words(const std::vector<std::string>& words, const std::string& scratch) const;
  std::vector<std::string> placed_variables(const Environment& variables, const std::string& scratch) const;
  std::uint32_t weak_bits() const;
  const NamedFilter* find_filter(std::string_view name) const;
  oyer_start rlimits(const Limits& limits) const;
  Run* find_run_of_pid(pid_t pid, std::uint64_t zygote);

  int socket_;
  KeeperConfig config_;
  std::vector<CgroupSlot> cgroups_;  // of slots not made yet, last first
  Containment containment_;
  Fd mounts_;  // the keeper's own mount namespace
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<Slot*> free_;   // empty slots
  std::vector<Slot*> dying_;  // killed, not yet reaped
  Slot* prepared_ = nullptr;  // has an init made ahead, for the next executed program
  bool lost_ = false;         // the keeper no longer knows what it started or where it stands: it must end
  std::map<std::string, Launcher> launchers_;
  std::map<std::uint64_t, std::unique_ptr<ZygoteHost>> zygotes_;
  std::map<std::uint64_t, std::unique_ptr<Run>> runs_;
  std::uint32_t uid_base_ = 0;
  oyer_start ceilings_{};  // the host's own hard limits, read once
  std::optional<WeakPlace> weak_;
  std::uint32_t process_backstop_ = 0;  // RLIMIT_NPROC where the keeper counts: all processes of the user, and room
};

}  // namespace oyer::sandbox::detail
