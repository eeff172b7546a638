#include "sandbox/detail/weak_slot.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "sandbox/zygote_protocol.h"

namespace oyer::sandbox::detail {

Result<std::unique_ptr<WeakSlot>> WeakSlot::create(unsigned number, Identity identity, const WeakHome& home) {
  std::unique_ptr<WeakSlot> slot(new WeakSlot(number, identity));
  const std::string name = "run-" + std::to_string(number);
  slot->path_ = home.path() + "/" + name;
  if (::mkdirat(home.folder(), name.c_str(), 0700) != 0) return fail(host_error("making " + slot->path_));
  slot->folder_ = Fd(::openat(home.folder(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!slot->folder_) return fail(host_error("opening " + slot->path_));
  if (identity.change && ::fchown(slot->folder_.get(), identity.uid, identity.gid) != 0) {
    return fail(host_error("giving " + slot->path_ + " to the run's user"));
  }
  return slot;
}

std::uint32_t WeakSlot::weak() const { return identity().change ? OYER_WEAK : OYER_WEAK | OYER_WEAK_SHARED_USER; }

Status WeakSlot::prepare(Bytes scratch, std::uint64_t scratch_files) {
  OYER_CHECK(group_ < 0);
  scratch_ = scratch;
  scratch_files_ = scratch_files;
  killed_ = false;
  left_.reset();
  return {};
}

Status WeakSlot::write_files(const std::vector<FileIn>& files) {
  const uid_t uid = identity().change ? identity().uid : ::geteuid();
  const gid_t gid = identity().change ? identity().gid : ::getegid();
  const FileUser as(uid, gid);
  return write_run_files(folder_.get(), uid, gid, files);
}

void WeakSlot::attach(pid_t main) {
  group_ = main;
  if (killed_) {
    killed_ = false;
    kill();
  }
}

void WeakSlot::main_ended() {
  left_ = killed_ ? 0 : measure_processes().processes;
  kill();
}

void WeakSlot::kill() {
  if (killed_) return;
  killed_ = true;
  if (group_ <= 0) return;
  ::kill(-group_, SIGKILL);
  // A child that has just been forked is not yet in a group of its own.
  ::kill(group_, SIGKILL);
}

bool WeakSlot::try_reap() {
  if (group_ > 0) {
    while (::waitpid(-group_, nullptr, WNOHANG | __WALL) > 0) {
    }
    // Those that are not ours to reap: the zygote's own child, and what is still dying.
    if (::kill(-group_, 0) == 0 || errno != ESRCH) return false;
  }
  group_ = -1;
  if (identity().change) remove_strays(identity().uid, identity().gid);
  const FileUser as(identity().change ? identity().uid : ::geteuid(), identity().change ? identity().gid : ::getegid());
  // A folder that cannot be emptied must not be the next run's: the slot stays taken.
  return empty_folder(folder_.get());
}

bool WeakSlot::holds(pid_t process) const { return group_ > 0 && ::getpgid(process) == group_; }

void WeakSlot::for_each_member(const std::function<void(int, const char*, const ProcessState&)>& visit) const {
  if (group_ <= 0) return;
  const Fd proc(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for_each_number(proc.get(), [&](const char* name) {
    const std::optional<ProcessState> process = read_process(proc.get(), name);
    if (process && process->group == group_) visit(proc.get(), name, *process);
  });
}

Slot::ProcessTotals WeakSlot::measure_processes() const {
  ProcessTotals totals;
  for_each_member([&totals](int, const char*, const ProcessState& process) {
    totals.add(process);
    // What has ended and waits to be reaped has used its time, and is no process any more.
    if (process.state != 'Z' && process.state != 'X') return;
    --totals.processes;
    totals.threads -= process.threads;
  });
  return totals;
}

Slot::Waits WeakSlot::waits() const {
  Waits found;
  for_each_member([&found](int proc, const char* name, const ProcessState&) { add_waits_of(proc, name, found); });
  return found;
}

}  // namespace oyer::sandbox::detail
