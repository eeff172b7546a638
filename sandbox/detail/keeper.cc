#include "sandbox/detail/keeper.h"

#include <fcntl.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/file.h"
#include "sandbox/detail/root.h"

namespace oyer::sandbox::detail {
namespace {

constexpr std::uint32_t uid_in_user_namespace = 1000;

// Without a pids cgroup and without user ids of their own, all processes of this keeper count towards one
// RLIMIT_NPROC: leave room for its own.
constexpr std::uint32_t own_processes = 32;

// Asking for more than the host's hard limit would fail where there is no CAP_SYS_RESOURCE; the host's holds then.
oyer_start read_ceilings() {
  const auto hard = [](__rlimit_resource_t resource) {
    rlimit limit{};
    return ::getrlimit(resource, &limit) == 0 ? std::uint64_t{limit.rlim_max} : std::uint64_t{RLIM_INFINITY};
  };
  oyer_start ceilings{};
  ceilings.cpu_seconds = hard(RLIMIT_CPU);
  ceilings.stack = hard(RLIMIT_STACK);
  ceilings.file = hard(RLIMIT_FSIZE);
  ceilings.open_files = hard(RLIMIT_NOFILE);
  ceilings.address_space = hard(RLIMIT_AS);
  ceilings.processes = static_cast<std::uint32_t>(std::min<std::uint64_t>(hard(RLIMIT_NPROC), 1U << 30U));
  return ceilings;
}

// What execve says when the host has run out of something, whatever the program is.
bool is_want_of_the_hosts(int error) {
  return error == EAGAIN || error == ENOMEM || error == EMFILE || error == ENFILE || error == EIO || error == EINTR;
}

Result<Fd> make_stdin(const std::string& bytes) {
  if (bytes.empty()) {
    Fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!null) return fail(host_error("opening /dev/null"));
    return null;
  }
  // Sealed memory: the program can read and seek, nobody can write.
  const Fd memory(::memfd_create("stdin", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!memory) return fail(host_error("making stdin"));
  OYER_TRY_STATUS(write_all(memory.get(), bytes));
  if (::fcntl(memory.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0) {
    return fail(host_error("sealing stdin"));
  }
  Fd readable(::open(("/proc/self/fd/" + std::to_string(memory.get())).c_str(), O_RDONLY | O_CLOEXEC));
  if (!readable) return fail(host_error("opening stdin for reading"));
  return readable;
}

}  // namespace

Keeper::Keeper(int socket, KeeperConfig config, std::vector<CgroupSlot> cgroups, Containment containment,
               std::optional<WeakPlace> weak)
    : socket_(socket),
      config_(std::move(config)),
      cgroups_(std::move(cgroups)),
      containment_(std::move(containment)),
      weak_(std::move(weak)) {
  std::reverse(cgroups_.begin(), cgroups_.end());
}

Status Keeper::open(std::uint32_t first_uid) {
  ::signal(SIGPIPE, SIG_IGN);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fail(host_error("PR_SET_NO_NEW_PRIVS"));
  // No core file may hold what the keeper has seen; and no candidate of the same user may look into its memory.
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ceilings_ = read_ceilings();
  // A session keyring of its own: the host user's keys are out of reach even where the filter would let one ask.
  ::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr);
  uid_base_ = first_uid;
  OYER_TRY_STATUS(weak_.has_value() ? open_weak() : open_root());
  // One slot now, so that a host that cannot make them is refused before the first run.
  OYER_TRY(Slot* const first, take_slot(Limits{}.scratch, Limits{}.scratch_files));
  OYER_TRY_STATUS(first->await_ready());
  if (first->shared_memory_unlimited()) config_.seal = seal_program_without_shared_memory();
  prepared_ = first;
  return send_frame(socket_, MessageType::configured, encode(containment_));
}

Status Keeper::open_root() {
  RootPlan plan;
  plan.binds = config_.binds;
  plan.seal_library = config_.seal_library;
  plan.uid = containment_.distinct_uid ? uid_base_ : uid_in_user_namespace;
  OYER_TRY_STATUS(build_root(plan));
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return fail(host_error("PR_SET_DUMPABLE"));
  mounts_ = Fd(::open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC));
  if (!mounts_) return fail(host_error("opening the keeper's mount namespace"));
  return {};
}

Status Keeper::serve() {
  std::vector<pollfd> fds;
  std::vector<Watch> watches;
  for (;;) {
    collect(fds, watches);
    const int ready = ::poll(fds.data(), fds.size(), poll_timeout(std::chrono::steady_clock::now()));
    if (ready < 0 && errno != EINTR) return fail(host_error("poll"));
    if ((fds[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
      OYER_TRY(std::optional<Frame> frame, receive_frame(socket_));
      if (!frame.has_value()) return {};
      OYER_TRY_STATUS(handle(std::move(*frame)));
    }
    for (std::size_t i = 1; i < fds.size(); ++i) {
      if (fds[i].revents != 0) OYER_TRY_STATUS(dispatch(watches[i], fds[i].revents));
    }
    OYER_TRY_STATUS(check_limits());
    if (lost_) return fail(host_error("the keeper lost its footing while it made the next run's place", 0));
    reap_slots();
  }
}

Status Keeper::handle(Frame frame) {
  switch (frame.type) {
    case MessageType::run: {
      OYER_TRY(const RunMessage message, decode_run(frame.body));
      Status status = handle_run(message);
      if (!status.has_value()) return answer_failed(message.id, std::move(status).error());
      return {};
    }
    case MessageType::start_zygote: {
      OYER_TRY(const ZygoteMessage message, decode_zygote(frame.body));
      Status status = handle_start_zygote(message);
      if (!status.has_value()) return answer_failed(message.id, std::move(status).error());
      return {};
    }
    case MessageType::spawn: return handle_spawn(std::move(frame));
    case MessageType::finish: {
      OYER_TRY(const std::uint64_t id, decode_id(frame.body));
      return handle_finish(id);
    }
    default: return fail(protocol_error("the engine sent a message of a type that only keepers send"));
  }
}

Status Keeper::answer_failed(std::uint64_t id, Error error) {
  if (lost_) return fail(std::move(error));
  runs_.erase(id);
  return send_frame(socket_, MessageType::failed, encode(FailedMessage{id, std::move(error)}));
}

oyer_start Keeper::rlimits(const Limits& limits) const {
  oyer_start start{};
  // A little above the keeper's own limit, which decides: the kernel's is there for a keeper that cannot keep up.
  start.cpu_seconds =
      std::min(static_cast<std::uint64_t>(limits.cpu / std::chrono::seconds(1)) + 2, ceilings_.cpu_seconds);
  start.stack = std::min(limits.stack.count, ceilings_.stack);
  start.file = std::min(limits.file.count, ceilings_.file);
  start.open_files = std::min<std::uint64_t>(limits.open_files, ceilings_.open_files);
  if (containment_.processes_by == "rlimit-nproc") {
    start.processes = std::min(limits.processes + (containment_.distinct_uid ? 0 : own_processes), ceilings_.processes);
  } else if (containment_.processes_by == "keeper") {
    start.processes = std::min(process_backstop_ + limits.processes, ceilings_.processes);
  }
  if (containment_.memory_by == "rlimit-as") {
    start.address_space = std::min(limits.memory.count, ceilings_.address_space);
  }
  return start;
}

const NamedFilter* Keeper::find_filter(std::string_view name) const {
  for (const NamedFilter& filter : config_.filters) {
    if (filter.name == name) return &filter;
  }
  return nullptr;
}

Result<Launcher*> Keeper::launcher(const std::string& filter) {
  const auto found = launchers_.find(filter);
  if (found != launchers_.end() && found->second.alive()) return &found->second;
  if (found != launchers_.end()) launchers_.erase(found);
  const NamedFilter* named = find_filter(filter);
  if (named == nullptr) return fail(invalid_input("there is no system call profile named '" + filter + "'"));
  OYER_TRY(Launcher launcher,
           Launcher::start(named->program, config_.seal, config_.user_notification && named->program.wants_notification,
                           weak_bits()));
  return &launchers_.emplace(filter, std::move(launcher)).first->second;
}

// Ends with the run in runs_, with an ended frame for a program that could not be executed, or with an Error.
Result<oyer_step> Keeper::start_program(const RunMessage& message, Run& run) {
  const Command& command = message.command;
  OYER_TRY(Launcher* const launcher, this->launcher(command.filter));
  Slot* slot = prepared_;
  if (slot != nullptr && slot->scratch() == command.limits.scratch &&
      slot->scratch_files() == command.limits.scratch_files) {
    prepared_ = nullptr;
  } else {
    OYER_TRY(slot, take_slot(command.limits.scratch, command.limits.scratch_files));
  }
  run.slot = slot;
  OYER_TRY_STATUS(slot->await_ready());
  if (!command.files.empty()) OYER_TRY_STATUS(slot->write_files(command.files));
  OYER_TRY_STATUS(slot->cgroup().prepare(command.limits.memory, command.limits.processes));
  run.base = slot->cgroup().read_counters();
  OYER_TRY(const Fd in, make_stdin(command.stdin_bytes));
  OYER_TRY(const Fd out, run.out.open());
  OYER_TRY(const Fd err, run.err.open());
  const std::string scratch = weak_.has_value() ? static_cast<WeakSlot*>(slot)->path() : std::string();
  const std::vector<std::string> argv = placed_words(command.argv, scratch);
  const std::vector<std::string> environment = placed_variables(command.environment, scratch);
  LaunchRequest request;
  request.slot = slot;
  request.argv = &argv;
  request.environment = &environment;
  request.stdio[0] = in.get();
  request.stdio[1] = out.get();
  request.stdio[2] = err.get();
  request.limits = rlimits(command.limits);
  run.threads_counted = containment_.processes_by == "keeper";
  run.begin(std::chrono::steady_clock::now());
  Result<Launched> answer = launcher->launch(request);
  if (!answer.has_value()) {
    // Whatever it may have started has no number here, and an answer that comes late would be taken for the next.
    lost_ = answer.error().kind != Error::Kind::invalid_input;
    return fail(std::move(answer).error());
  }
  const Launched launched = *answer;
  run.pid = launched.pid;
  if (launched.error == 0) {
    slot->attach(run.pid);
    return OYER_STEP_NONE;
  }
  if (launched.pid > 0) ::waitpid(launched.pid, nullptr, 0);
  if (launched.step != OYER_STEP_EXEC) {
    return fail(host_error("confining the program failed at step " + std::to_string(launched.step), launched.error));
  }
  if (is_want_of_the_hosts(launched.error)) return fail(host_error("executing the program", launched.error));
  run.decided = ExecFailed{launched.error};
  return OYER_STEP_EXEC;
}

Status Keeper::handle_run(const RunMessage& message) {
  if (message.command.argv.empty()) return fail(invalid_input("a command needs at least one argument"));
  auto run = std::make_unique<Run>();
  run->id = message.id;
  run->limits = message.command.limits;
  run->patient = message.command.patient;
  Result<oyer_step> started = start_program(message, *run);
  const bool running = started.has_value() && *started == OYER_STEP_NONE;
  if (running) {
    run->pidfd = Fd(static_cast<int>(::syscall(SYS_pidfd_open, run->pid, 0)));
    if (!run->pidfd) started = fail(host_error("pidfd_open"));
  }
  if (!started.has_value() || !running) {
    run->end = std::chrono::steady_clock::now();
    if (run->slot != nullptr) give_up(run->slot);
    if (!started.has_value()) return fail(std::move(started).error());
    return send_frame(socket_, MessageType::ended, encode(EndedMessage{run->id, run->conclude()}));
  }
  runs_.emplace(message.id, std::move(run));
  prepare_next();
  return {};
}

Status Keeper::handle_start_zygote(const ZygoteMessage& message) {
  const NamedFilter* filter = find_filter(message.spec.filter);
  if (filter == nullptr) {
    return fail(invalid_input("there is no system call profile named '" + message.spec.filter + "'"));
  }
  if (!is_plain_relative(message.spec.name) || message.spec.argv.empty() || message.spec.ready == 0) {
    return fail(invalid_input("a zygote needs a plain name, a command and at least one ready child"));
  }
  const std::string home = weak_.has_value() ? weak_->home.path() : std::string();
  for (const FileIn& file : message.spec.files) {
    OYER_TRY_STATUS(write_jail_file(home, message.spec.name + "/" + file.path, file.bytes, file.executable));
  }
  ZygoteSpec spec = message.spec;
  // Its children work each in a folder of their own, which is where they start.
  spec.argv = placed_words(spec.argv, ".");
  spec.environment = placed_variables(spec.environment, ".");
  const ZygoteHost::Start how{filter->program, config_.seal,
                              config_.user_notification && filter->program.wants_notification, weak_bits(),
                              weak_.has_value() ? config_.seal_library : "/oyer/liboyer_seal.so"};
  OYER_TRY(auto host, ZygoteHost::start(message.id, std::move(spec), how));
  zygotes_.emplace(message.id, std::move(host));
  return {};
}

Status Keeper::handle_spawn(Frame frame) {
  OYER_TRY(const SpawnMessage message, decode_spawn(frame.body));
  const auto found = zygotes_.find(message.zygote);
  if (found == zygotes_.end() || found->second->dead) {
    return answer_failed(message.id, host_error("the zygote of this run has ended", 0));
  }
  ZygoteHost& zygote = *found->second;
  if (zygote.children.empty() || !zygote.children.front()->ready) {
    zygote.waiting.push_back(std::move(frame));
    Status filled = refill(zygote);
    return filled.has_value() ? filled : answer_failed(message.id, std::move(filled).error());
  }
  Status started = start_child(zygote, message, std::move(frame.descriptors));
  return started.has_value() ? started : answer_failed(message.id, std::move(started).error());
}

Status Keeper::start_child(ZygoteHost& zygote, const SpawnMessage& message, std::vector<Fd> descriptors) {
  const std::unique_ptr<WarmChild> child = std::move(zygote.children.front());
  zygote.children.pop_front();
  auto run = std::make_unique<Run>();
  run->id = message.id;
  run->slot = child->slot;
  run->zygote = zygote.id;
  run->pid = child->pid;
  run->pidfd = Fd(static_cast<int>(::syscall(SYS_pidfd_open, child->pid, 0)));
  run->limits = message.limits;
  run->out = std::move(child->out);
  run->err = std::move(child->err);
  Run& started = *runs_.emplace(message.id, std::move(run)).first->second;
  Status status;
  if (!started.pidfd) status = fail(host_error("pidfd_open"));
  if (status.has_value()) status = started.slot->cgroup().prepare(message.limits.memory, message.limits.processes);
  started.base = started.slot->cgroup().read_counters();
  if (started.slot->cgroup().version() == CgroupVersion::none) {
    started.base_cpu = Nanos(0);
    started.base_cpu = started.cpu_now();
    started.seen_cpu = Nanos(0);
  }
  Fd in;
  if (status.has_value() && !message.stdin_bytes.empty()) {
    Result<Fd> made = make_stdin(message.stdin_bytes);
    if (made.has_value())
      in = std::move(*made);
    else
      status = fail(std::move(made).error());
  }
  started.threads_counted = containment_.processes_by == "keeper";
  started.begin(std::chrono::steady_clock::now());
  if (status.has_value()) status = hand_over(*child, message, rlimits(message.limits), in.get(), descriptors);
  started.handover = std::move(child->handover);
  if (!status.has_value()) {
    give_up(started.slot);
    static_cast<void>(zygote.request_reap(started.pid));
    return status;
  }
  return refill(zygote);
}

Status Keeper::handle_finish(std::uint64_t id) {
  if (const auto found = runs_.find(id); found != runs_.end()) {
    Run& run = *found->second;
    // Whose init was killed from outside is dying already, and its sockets may be closed before its end is told. That
    // is no cancellation: its status tells what it was.
    if (run.decided.has_value() || run.slot->lives()) {
      run.stop(Cancelled{});
    } else {
      run.slot->kill();
    }
    return {};
  }
  // Perhaps it still waits for a ready child: then it never starts.
  for (const auto& [zygote_id, zygote] : zygotes_) {
    for (auto frame = zygote->waiting.begin(); frame != zygote->waiting.end(); ++frame) {
      OYER_TRY(const SpawnMessage message, decode_spawn(frame->body));
      if (message.id != id) continue;
      zygote->waiting.erase(frame);
      Execution execution;
      execution.ending = Cancelled{};
      return send_frame(socket_, MessageType::ended, encode(EndedMessage{id, execution}));
    }
  }
  return {};  // it has ended by itself meanwhile; its ended frame is on its way
}

Result<Slot*> Keeper::take_slot(Bytes scratch, std::uint64_t scratch_files) {
  reap_slots();
  Slot* slot = nullptr;
  if (!free_.empty()) {
    slot = free_.back();
    free_.pop_back();
  } else if (slots_.size() < config_.slots) {
    OYER_TRY(slot, make_slot());
  } else if (prepared_ != nullptr) {
    // The only one left was made ahead with other limits: give it up.
    // Killed half-way through its mounts it would leave nobody knowing which of them are there.
    static_cast<void>(prepared_->await_ready());
    give_up(std::exchange(prepared_, nullptr));
    for (int i = 0; i < 1000 && free_.empty(); ++i) {
      ::usleep(500);
      reap_slots();
    }
    if (free_.empty()) return fail(host_error("no slot became free", EBUSY));
    return take_slot(scratch, scratch_files);
  } else {
    return fail(Error{Error::Kind::busy, "all " + std::to_string(config_.slots) + " slots of this jail are in use"});
  }
  Status started = slot->prepare(scratch, scratch_files);
  if (!started.has_value()) {
    free_.push_back(slot);
    return fail(std::move(started).error());
  }
  return slot;
}

Result<Slot*> Keeper::make_slot() {
  const auto number = static_cast<unsigned>(slots_.size());
  Result<std::unique_ptr<Slot>> made = build_slot(number);
  if (!made.has_value()) {
    // A keeper in a slot's mounts could neither write for a zygote nor make another slot.
    if (!weak_.has_value() && ::setns(mounts_.get(), CLONE_NEWNS) != 0) lost_ = true;
    return fail(std::move(made).error());
  }
  // Every slot has a cgroup or none has: one without would be held by less than the jail says.
  if (containment_.cgroup != "none") {
    OYER_CHECK(!cgroups_.empty());
    (*made)->set_cgroup(std::move(cgroups_.back()));
    cgroups_.pop_back();
  }
  slots_.push_back(std::move(*made));
  return slots_.back().get();
}

Result<std::unique_ptr<Slot>> Keeper::build_slot(unsigned number) {
  const Slot::Identity identity{containment_.distinct_uid, uid_base_ + number, uid_base_ + number};
  if (weak_.has_value()) {
    OYER_TRY(std::unique_ptr<Slot> weak, WeakSlot::create(number, identity, weak_->home));
    return weak;
  }
  OYER_TRY(std::unique_ptr<Slot> slot, NamespaceSlot::create(number, identity, mounts_.get()));
  return slot;
}

// Kills what is in a slot; it is free again once the kernel has ended it all.
void Keeper::give_up(Slot* slot) {
  slot->kill();
  dying_.push_back(slot);
}

// Makes the next program's init while the current one runs. Failing to is not an error: the next run will try again
// and report.
void Keeper::prepare_next() {
  if (prepared_ != nullptr) return;
  Result<Slot*> slot = take_slot(Limits{}.scratch, Limits{}.scratch_files);
  if (slot.has_value()) prepared_ = *slot;
}

void Keeper::reap_slots() {
  std::erase_if(dying_, [this](Slot* slot) {
    if (!slot->try_reap()) return false;
    free_.push_back(slot);
    return true;
  });
}

Status Keeper::refill(ZygoteHost& zygote) {
  if (!zygote.opened || zygote.dead) return {};
  const std::size_t wanted = zygote.spec.ready + zygote.waiting.size();
  while (zygote.children.size() < wanted) {
    Result<Slot*> slot = take_slot(zygote.spec.limits.scratch, zygote.spec.limits.scratch_files);
    if (!slot.has_value()) {
      // Every slot is busy or still dying; the next conclusion tries again.
      if (slot.error().kind == Error::Kind::busy) return {};
      return fail(std::move(slot).error());
    }
    Status requested = request_child(zygote, **slot);
    if (!requested.has_value()) {
      give_up(*slot);
      return requested;
    }
  }
  return {};
}

Status Keeper::request_child(ZygoteHost& zygote, Slot& slot) {
  OYER_TRY_STATUS(slot.await_ready());
  OYER_TRY_STATUS(slot.cgroup().prepare(zygote.spec.limits.memory, zygote.spec.limits.processes));
  return zygote.request_fork(slot, slot.identity());
}

}  // namespace oyer::sandbox::detail
