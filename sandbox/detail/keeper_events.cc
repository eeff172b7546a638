// The events half of the keeper: what happens when a watched descriptor is readable or a limit is due.
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "sandbox/detail/keeper.h"

namespace oyer::sandbox::detail {

int Keeper::poll_timeout(SteadyTime now) const {
  Nanos least = std::chrono::hours(1);
  for (const auto& [id, run] : runs_) {
    if (!run->decided.has_value()) least = std::min(least, Nanos(run->next_check - now));
  }
  // An init that is dying tells nobody; look again soon where something waits for its slot.
  for (const auto& [id, zygote] : zygotes_) {
    if (!dying_.empty() && zygote->children.size() < zygote->spec.ready) least = std::min(least, Nanos(1'000'000));
  }
  return static_cast<int>(std::max<std::int64_t>(0, (least.count() + 999'999) / 1'000'000));
}

void Keeper::collect(std::vector<pollfd>& fds, std::vector<Watch>& watches) {
  fds.clear();
  watches.clear();
  const auto add = [&](int fd, Watch::Kind kind, std::uint64_t id, WarmChild* child = nullptr) {
    fds.push_back({fd, POLLIN, 0});
    watches.push_back({kind, id, child, fd});
  };
  add(socket_, Watch::Kind::engine, 0);
  if (weak_.has_value()) add(weak_->guard.get(), Watch::Kind::guard, 0);
  // A denial before an end: the keeper must read the call's number while the process still waits for an answer.
  for (const auto& [name, launcher] : launchers_) {
    if (launcher.listener() >= 0) add(launcher.listener(), Watch::Kind::listener, 0);
  }
  for (const auto& [id, zygote] : zygotes_) {
    if (zygote->dead) continue;
    if (zygote->listener) add(zygote->listener.get(), Watch::Kind::listener, id);
    add(zygote->control.get(), Watch::Kind::zygote, id);
    if (zygote->err.is_open()) add(zygote->err.fd(), Watch::Kind::zygote_output, id);
    for (const auto& child : zygote->children) {
      if (!child->ready) add(child->handover.get(), Watch::Kind::child, id, child.get());
    }
  }
  for (const auto& [id, run] : runs_) {
    if (run->out.is_open()) add(run->out.fd(), Watch::Kind::run_out, id);
    if (run->err.is_open()) add(run->err.fd(), Watch::Kind::run_err, id);
    if (!run->main_ended) add(run->pidfd.get(), Watch::Kind::run_ended, id);
  }
}

Status Keeper::dispatch(const Watch& watch, short) {
  if (watch.kind == Watch::Kind::guard) return fail(host_error("the guard has ended", 0));
  if (watch.kind == Watch::Kind::listener) return on_denied(watch.fd, watch.id);
  if (watch.kind == Watch::Kind::zygote || watch.kind == Watch::Kind::zygote_output ||
      watch.kind == Watch::Kind::child) {
    const auto zygote = zygotes_.find(watch.id);
    if (zygote == zygotes_.end() || zygote->second->dead) return {};
    if (watch.kind == Watch::Kind::zygote) return on_zygote(*zygote->second);
    if (watch.kind == Watch::Kind::zygote_output) {
      zygote->second->err.drain(64_KiB);
      return {};
    }
    for (const auto& child : zygote->second->children) {
      if (child.get() == watch.child) return on_child_ready(*zygote->second, *child);
    }
    return {};
  }
  const auto run = runs_.find(watch.id);
  if (run == runs_.end()) return {};
  switch (watch.kind) {
    case Watch::Kind::run_out: return on_output(*run->second, Stream::out);
    case Watch::Kind::run_err: return on_output(*run->second, Stream::err);
    case Watch::Kind::run_ended: return on_main_ended(*run->second);
    default: return {};
  }
}

Status Keeper::on_output(Run& run, Stream stream) {
  OutputPipe& pipe = stream == Stream::out ? run.out : run.err;
  if (!pipe.drain(run.limits.output)) {
    run.stop(OutputExceeded{stream});
    pipe.close();
  }
  return {};
}

// The status is the keeper's to take for an executed program, the zygote's for its child. A cancelled child of a
// zygote is concluded without waiting for its status: nothing depends on it.
Status Keeper::on_main_ended(Run& run) {
  if (run.slot->cgroup().version() == CgroupVersion::none) static_cast<void>(run.cpu_now());
  run.main_ended = true;
  run.end = std::chrono::steady_clock::now();
  run.slot->main_ended();
  const bool zygote_lives = run.zygote != 0 && !zygotes_.at(run.zygote)->dead;
  if (!zygote_lives) {
    if (::wait4(run.pid, &run.status, WNOHANG, &run.used) != run.pid) return fail(host_error("wait4 of a run"));
    run.status_known = true;
  } else {
    run.reap_requested = true;
    OYER_TRY_STATUS(zygotes_.at(run.zygote)->request_reap(run.pid));
  }
  return conclude_when_known(run);
}

Status Keeper::conclude_when_known(Run& run) {
  const bool counted = run.slot->cgroup().version() != CgroupVersion::none;
  const bool status_needed = !run.decided.has_value() || !counted;
  if (!run.main_ended || (status_needed && !run.status_known)) return {};
  if (const std::optional<std::uint32_t> left = run.slot->left_at_end(); left.has_value()) {
    run.left = *left;
  } else if (counted) {
    run.left = run.slot->cgroup().processes();
    // A zombie that its zygote has not reaped yet still counts.
    if (!run.status_known && run.left > 0) --run.left;
  } else {
    run.left = run.slot->measure_processes().processes;
  }
  const bool killed = run.status_known && WIFSIGNALED(run.status) && WTERMSIG(run.status) == SIGKILL;
  // Without namespaces, what a zygote that is lost had made ends with it.
  const bool orphaned = run.slot->weak() != 0 && run.zygote != 0 && zygotes_.at(run.zygote)->dead;
  if (killed && !run.decided.has_value()) run.init_was_killed = orphaned || !run.slot->lives();
  run.slot->kill();
  return conclude(run.id);
}

Status Keeper::conclude(std::uint64_t id) {
  const auto found = runs_.find(id);
  const std::unique_ptr<Run> run = std::move(found->second);
  runs_.erase(found);
  if (run->left > 0) {
    // Something outlived the program. Its last output and CPU count: wait until the kernel has ended it all.
    for (int i = 0; i < 2000 && run->slot->cgroup().processes() > 0; ++i) {
      run->out.drain(run->limits.output);
      run->err.drain(run->limits.output);
      ::usleep(100);
    }
  }
  dying_.push_back(run->slot);
  const Execution execution = run->conclude();
  if (Status known = run->trustworthy(); known.has_value()) {
    OYER_TRY_STATUS(send_frame(socket_, MessageType::ended, encode(EndedMessage{run->id, execution})));
  } else {
    OYER_TRY_STATUS(answer_failed(run->id, std::move(known).error()));
  }
  reap_slots();
  for (const auto& [zygote_id, zygote] : zygotes_) {
    Status filled = refill(*zygote);
    if (!filled.has_value()) OYER_TRY_STATUS(zygote_lost(*zygote, to_string(filled.error())));
  }
  return {};
}

Run* Keeper::find_run_of_pid(pid_t pid, std::uint64_t zygote) {
  Run* only = nullptr;
  unsigned candidates = 0;
  for (const auto& [id, run] : runs_) {
    if (run->zygote != zygote) continue;
    if (run->pid == pid) return run.get();
    if (run->slot->holds(pid)) return run.get();
    only = run.get();
    ++candidates;
  }
  return candidates == 1 ? only : nullptr;
}

Status Keeper::on_denied(int listener, std::uint64_t zygote) {
  seccomp_notif notification{};
  if (::ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &notification) != 0) return {};  // it died meanwhile
  const std::string name = syscall_name(notification.data.arch, notification.data.nr);
  Run* run = find_run_of_pid(static_cast<pid_t>(notification.pid), zygote);
  if (run != nullptr) {
    run->stop(SyscallDenied{name});
    return {};
  }
  if (zygote != 0) return zygote_lost(*zygotes_.at(zygote), "it made the forbidden system call " + name);
  // No run can be named: end every run behind this listener rather than let one go on.
  for (const auto& [id, other] : runs_) {
    if (other->zygote == 0) other->stop(SyscallDenied{name});
  }
  return {};
}

Status Keeper::on_zygote(ZygoteHost& zygote) {
  Result<oyer_control> received = zygote.receive();
  if (!received.has_value()) {
    zygote.err.drain(64_KiB);
    return zygote_lost(zygote, received.error().what);
  }
  const oyer_control& message = *received;
  switch (message.type) {
    case OYER_MSG_OPENED: {
      if (message.error != 0) {
        return zygote_lost(zygote, "it could not confine itself at step " + std::to_string(message.step) + ", errno " +
                                       std::to_string(message.error));
      }
      zygote.opened = true;
      Status filled = refill(zygote);
      return filled.has_value() ? filled : zygote_lost(zygote, to_string(filled.error()));
    }
    case OYER_MSG_FORKED: {
      if (zygote.unanswered == 0) return zygote_lost(zygote, "it forked without being asked");
      WarmChild& child = *zygote.children[zygote.children.size() - zygote.unanswered];
      --zygote.unanswered;
      if (message.error != 0) {
        return zygote_lost(zygote, "its fork failed with errno " + std::to_string(message.error));
      }
      child.pid = message.pid;
      child.slot->attach(child.pid);
      return {};
    }
    case OYER_MSG_REAPED: {
      for (const auto& [id, run] : runs_) {
        if (run->pid != message.pid || run->zygote != zygote.id || !run->reap_requested) continue;
        run->status = message.status;
        run->used.ru_utime.tv_sec = static_cast<time_t>(message.cpu_user_ns / 1'000'000'000);
        run->used.ru_utime.tv_usec = static_cast<suseconds_t>(message.cpu_user_ns / 1000 % 1'000'000);
        run->used.ru_stime.tv_sec = static_cast<time_t>(message.cpu_system_ns / 1'000'000'000);
        run->used.ru_stime.tv_usec = static_cast<suseconds_t>(message.cpu_system_ns / 1000 % 1'000'000);
        run->used.ru_maxrss = static_cast<long>(message.resident_peak / 1024);
        run->status_known = true;
        return conclude_when_known(*run);
      }
      return {};  // of a run that was concluded before: its slot can be reaped now
    }
    default: return zygote_lost(zygote, "it sent an unknown message");
  }
}

Status Keeper::on_child_ready(ZygoteHost& zygote, WarmChild& child) {
  oyer_control message{};
  const std::int64_t n = oyer_receive(child.handover.get(), &message, sizeof message, nullptr, 0, nullptr);
  if (n != static_cast<std::int64_t>(sizeof message) || message.type != OYER_MSG_READY || message.error != 0) {
    child.err.drain(64_KiB);
    return zygote_lost(zygote, "a child could not be confined: step " + std::to_string(message.step) + ", errno " +
                                   std::to_string(message.error) + " " + child.err.take().bytes);
  }
  child.ready = true;
  if (!zygote.announced) {
    zygote.announced = true;
    OYER_TRY_STATUS(send_frame(socket_, MessageType::zygote_ready, encode_id(zygote.id)));
  }
  // FORKED and READY travel on two sockets: a child may be ready before its number is known.
  while (!zygote.dead && child.pid < 0) OYER_TRY_STATUS(on_zygote(zygote));
  while (!zygote.dead && !zygote.waiting.empty() && !zygote.children.empty() && zygote.children.front()->ready) {
    Frame frame = std::move(zygote.waiting.front());
    zygote.waiting.pop_front();
    OYER_TRY(const SpawnMessage spawn, decode_spawn(frame.body));
    Status started = start_child(zygote, spawn, std::move(frame.descriptors));
    if (!started.has_value()) OYER_TRY_STATUS(answer_failed(spawn.id, std::move(started).error()));
  }
  return {};
}

// Runs that are going on are not touched: they end by themselves or by their limits, as children of the keeper.
Status Keeper::zygote_lost(ZygoteHost& zygote, const std::string& why) {
  if (zygote.dead) return {};
  zygote.dead = true;
  if (zygote.pid > 0) {
    ::kill(zygote.pid, SIGKILL);
    ::waitpid(zygote.pid, nullptr, 0);
  }
  zygote.err.drain(64_KiB);
  const std::string output = zygote.err.take().bytes;
  const Error error = host_error(
      "the zygote '" + zygote.spec.name + "' was lost: " + why + (output.empty() ? "" : "; it wrote: " + output), 0);
  for (const auto& child : zygote.children) {
    give_up(child->slot);
    if (child->pid > 0) ::waitpid(child->pid, nullptr, 0);
  }
  zygote.children.clear();
  if (!zygote.announced) {
    zygote.announced = true;
    OYER_TRY_STATUS(answer_failed(zygote.id, error));
  }
  for (const Frame& frame : zygote.waiting) {
    OYER_TRY(const SpawnMessage spawn, decode_spawn(frame.body));
    OYER_TRY_STATUS(answer_failed(spawn.id, error));
  }
  zygote.waiting.clear();
  std::vector<Run*> orphans;
  for (const auto& [id, run] : runs_) {
    if (run->zygote == zygote.id && run->main_ended && !run->status_known) orphans.push_back(run.get());
  }
  for (Run* run : orphans) {
    ::wait4(run->pid, &run->status, 0, &run->used);
    run->status_known = true;
    OYER_TRY_STATUS(conclude_when_known(*run));
  }
  return {};
}

Status Keeper::check_limits() {
  const SteadyTime now = std::chrono::steady_clock::now();
  for (const auto& [id, run] : runs_) {
    if (!run->decided.has_value() && now >= run->next_check) run->check_limits(now);
  }
  return {};
}

}  // namespace oyer::sandbox::detail
