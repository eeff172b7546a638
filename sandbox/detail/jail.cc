#include "sandbox/jail.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <utility>

#include "base/digest.h"
#include "sandbox/detail/fork_guard.h"
#include "sandbox/detail/keeper_protocol.h"
#include "sandbox/detail/launch_keeper.h"
#include "sandbox/profile.h"
#include "sandbox/zygote_protocol.h"

namespace oyer::sandbox {

using detail::Frame;
using detail::MessageType;

namespace {

Result<std::vector<detail::NamedFilter>> compile_filters(bool user_notification) {
  std::vector<detail::NamedFilter> compiled;
  for (const std::string_view name : embedded_profile_names()) {
    OYER_TRY(const SyscallProfile profile, embedded_profile(name));
    OYER_TRY(BpfProgram program, compile(profile, {.user_notification = user_notification}));
    compiled.push_back({std::string(name), profile.digest, std::move(program)});
  }
  return compiled;
}

// Compiled once for all jails of the process: some four milliseconds each. What fails (a process out of descriptors) is
// tried again by the next jail.
Result<std::vector<detail::NamedFilter>> filters(bool user_notification) {
  static std::mutex mutex;
  static std::map<bool, std::vector<detail::NamedFilter>> known;
  const std::lock_guard lock(mutex);
  if (const auto found = known.find(user_notification); found != known.end()) return found->second;
  OYER_TRY(auto compiled, compile_filters(user_notification));
  return known.emplace(user_notification, std::move(compiled)).first->second;
}

Result<detail::KeeperConfig> make_config(const JailSpec& spec, const std::filesystem::path& programs) {
  detail::KeeperConfig config;
  for (const JailSpec::ReadOnly& folder : spec.read_only) config.binds.push_back({folder.source, folder.target});
  config.seal_library = (programs / "liboyer_seal.so").string();
  OYER_TRY(config.filters, filters(spec.user_notification));
  config.seal = seal_program();
  config.user_notification = spec.user_notification;
  config.cgroups = spec.use_cgroups ? detail::CgroupChoice::automatic : detail::CgroupChoice::none;
  config.slots = spec.slots;
  config.accept_weak = spec.accept_weak;
  if (!spec.accept_weak) return config;
  OYER_TRY(const SyscallProfile weak, embedded_layer("weak"));
  OYER_TRY(config.weak_layer, compile(weak));
  OYER_TRY(const SyscallProfile shared_user, embedded_layer("weak-shared-user"));
  OYER_TRY(config.weak_shared_user_layer, compile(shared_user));
  return config;
}

Result<std::filesystem::path> own_folder() {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return fail(host_error("reading /proc/self/exe", error.value()));
  return self.parent_path();
}

// Wakes a poll when a stop is requested.
class StopWatch {
 public:
  explicit StopWatch(std::stop_token token)
      : event_(token.stop_possible() ? ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) : -1),
        deaf_(token.stop_possible() && !event_ ? errno : 0),
        callback_(std::move(token), [this] {
          const std::uint64_t one = 1;
          if (event_) static_cast<void>(::write(event_.get(), &one, sizeof one));
        }) {}
  int fd() const { return event_.get(); }
  // A stop that could not be heard would be a hang.
  Status armed() const {
    if (deaf_ == 0) return {};
    return fail(host_error("eventfd", deaf_));
  }

 private:
  Fd event_;
  int deaf_;
  std::stop_callback<std::function<void()>> callback_;
};

}  // namespace

struct Jail::State {
  Fd socket;
  std::optional<detail::ForkGuard> guard;  // of the socket
  std::unique_ptr<detail::KeeperProcess> process;
  Containment containment;
  std::map<std::string, std::string> digests;  // of profiles, by name
  std::string layer;                           // in tier weak, behind a profile's name
  std::uint64_t next_id = 1;
  std::map<std::uint64_t, Execution> ended;
  std::map<std::uint64_t, Error> failed;
  std::map<std::uint64_t, std::string> filters;  // of runs and zygotes, by id
  std::set<std::uint64_t> zygotes_ready;
  bool broken = false;

  ~State() {
    guard.reset();   // first: once closed, the number may be somebody else's
    socket.reset();  // the keeper sees this and ends everything
  }

  Error lost(std::string what) {
    broken = true;
    return host_error(std::move(what), 0);
  }

  Status send(MessageType type, const std::string& body, const std::vector<int>& descriptors = {}) {
    if (broken) return fail(host_error("the jail is broken and must be reopened", 0));
    Status sent = detail::send_frame(socket.get(), type, body, descriptors);
    if (!sent.has_value()) broken = true;
    return sent;
  }

  // Reads and files one frame.
  Status receive() {
    Result<std::optional<Frame>> frame = detail::receive_frame(socket.get());
    if (!frame.has_value()) {
      broken = true;
      return fail(std::move(frame).error());
    }
    if (!frame->has_value()) return fail(lost("the keeper has ended unexpectedly"));
    Status filed = file(**frame);
    if (!filed.has_value()) broken = true;
    return filed;
  }

  Status file(const Frame& frame) {
    switch (frame.type) {
      case MessageType::ended: {
        OYER_TRY(detail::EndedMessage message, detail::decode_ended(frame.body));
        ended.insert_or_assign(message.id, std::move(message.execution));
        return {};
      }
      case MessageType::failed: {
        OYER_TRY(detail::FailedMessage message, detail::decode_failed(frame.body));
        if (message.id == 0) return fail(std::move(message.error));
        failed.insert_or_assign(message.id, std::move(message.error));
        return {};
      }
      case MessageType::zygote_ready: {
        OYER_TRY(const std::uint64_t id, detail::decode_id(frame.body));
        zygotes_ready.insert(id);
        return {};
      }
      default: return fail(protocol_error("a keeper sent a message of a type that only engines send"));
    }
  }

  bool is_over(std::uint64_t id) const { return ended.contains(id) || failed.contains(id); }

  // Polls the keeper, `descriptor` and the stop; true when the descriptor or the stop is ready, false when a frame
  // has been read.
  Result<bool> step(int descriptor, int stop) {
    pollfd fds[3] = {{socket.get(), POLLIN, 0}, {descriptor, POLLIN, 0}, {stop, POLLIN, 0}};
    while (::poll(fds, 3, -1) < 0) {
      if (errno != EINTR) return fail(host_error("poll"));
    }
    if (fds[0].revents != 0) {
      OYER_TRY_STATUS(receive());
      return false;
    }
    return true;
  }

  Result<Execution> take(std::uint64_t id) {
    const std::string filter = std::exchange(filters[id], {});
    filters.erase(id);
    if (const auto found = failed.find(id); found != failed.end()) {
      Error error = std::move(found->second);
      failed.erase(found);
      return fail(std::move(error));
    }
    Execution execution = std::move(ended.at(id));
    ended.erase(id);
    execution.containment = containment;
    execution.containment.profile = filter + layer;
    execution.containment.profile_digest = digests[filter];
    return execution;
  }

  // Without namespaces the layer decides as much as the profile does, and the engine's memory is closed by itself.
  Status settle_weak() {
    const std::string_view name = containment.distinct_uid ? "weak" : "weak-shared-user";
    OYER_TRY(const SyscallProfile loaded, embedded_layer(name));
    layer = "+" + std::string(name);
    for (auto& [profile, digest] : digests) {
      digest = to_string(Digester().field(digest).field(loaded.digest).finish());
    }
    if (!containment.distinct_uid && ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
      return fail(host_error("closing the engine's memory to other processes of its user"));
    }
    return {};
  }
};

Jail::Jail(std::unique_ptr<State> state) : state_(std::move(state)) {}
Jail::~Jail() = default;

const Containment& Jail::containment() const { return state_->containment; }
bool Jail::broken() const { return state_->broken; }

Result<std::unique_ptr<Jail>> Jail::open(const JailSpec& spec) {
  std::filesystem::path programs = spec.programs;
  if (programs.empty()) {
    OYER_TRY(programs, own_folder());
  }
  for (const char* name : {"oyer-keeper", "liboyer_seal.so"}) {
    if (::access((programs / name).c_str(), R_OK) != 0) {
      return fail(host_error("cannot read " + (programs / name).string() + ", which must stand beside oyer"));
    }
  }
  OYER_TRY(const detail::KeeperConfig config, make_config(spec, programs));
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return fail(host_error("socketpair"));
  auto state = std::make_unique<State>();
  state->socket = Fd(pair[0]);
  state->guard.emplace(pair[0]);
  for (const detail::NamedFilter& filter : config.filters) state->digests[filter.name] = filter.digest;
  {
    const Fd theirs(pair[1]);
    OYER_TRY(state->process, detail::KeeperProcess::launch(programs / "oyer-keeper", theirs));
  }
  OYER_TRY_STATUS(state->send(MessageType::configure, detail::encode(config)));
  OYER_TRY(std::optional<Frame> answer, detail::receive_frame(state->socket.get()));
  if (!answer.has_value()) return fail(host_error("the keeper ended while starting; try `oyer doctor`", 0));
  if (answer->type == MessageType::failed) {
    OYER_TRY(detail::FailedMessage message, detail::decode_failed(answer->body));
    return fail(
        std::move(message.error).with_context("the jail cannot be opened (`oyer doctor` says what is missing)"));
  }
  if (answer->type != MessageType::configured)
    return fail(protocol_error("the keeper did not answer its configuration"));
  OYER_TRY(state->containment, detail::decode_containment(answer->body));
  if (state->containment.tier == Tier::weak) OYER_TRY_STATUS(state->settle_weak());
  return std::unique_ptr<Jail>(new Jail(std::move(state)));
}

Result<Execution> Jail::run(const Command& command, std::stop_token stop) {
  State& s = *state_;
  const std::uint64_t id = s.next_id++;
  const StopWatch watch(std::move(stop));
  OYER_TRY_STATUS(watch.armed());
  s.filters[id] = command.filter;
  OYER_TRY_STATUS(s.send(MessageType::run, detail::encode(detail::RunMessage{id, command})));
  bool asked = false;
  while (!s.is_over(id)) {
    OYER_TRY(const bool stopped, s.step(-1, asked ? -1 : watch.fd()));
    if (stopped) {
      OYER_TRY_STATUS(s.send(MessageType::finish, detail::encode_id(id)));
      asked = true;
    }
  }
  return s.take(id);
}

Result<Zygote> Jail::start_zygote(const ZygoteSpec& spec) {
  State& s = *state_;
  const std::uint64_t id = s.next_id++;
  s.filters[id] = spec.filter;
  OYER_TRY_STATUS(s.send(MessageType::start_zygote, detail::encode(detail::ZygoteMessage{id, spec})));
  while (!s.failed.contains(id) && !s.zygotes_ready.contains(id)) OYER_TRY_STATUS(s.receive());
  if (const auto found = s.failed.find(id); found != s.failed.end()) {
    Error error = std::move(found->second);
    s.failed.erase(found);
    return fail(std::move(error));
  }
  return Zygote{static_cast<std::uint32_t>(id)};
}

Result<Child> Jail::spawn(Zygote zygote, SpawnRequest request) {
  State& s = *state_;
  if (request.descriptors.size() > OYER_MOST_DESCRIPTORS) {
    return fail(invalid_input("at most " + std::to_string(OYER_MOST_DESCRIPTORS) + " descriptors can be handed over"));
  }
  const std::uint64_t id = s.next_id++;
  s.filters[id] = s.filters[zygote.id];
  detail::SpawnMessage message;
  message.id = id;
  message.zygote = zygote.id;
  message.payload = std::move(request.payload);
  message.stdin_bytes = std::move(request.stdin_bytes);
  message.limits = request.limits;
  std::vector<int> descriptors;
  for (const Fd& fd : request.descriptors) descriptors.push_back(fd.get());
  OYER_TRY_STATUS(s.send(MessageType::spawn, detail::encode(message), descriptors));
  return Child{id};
}

Result<bool> Jail::wait(Child child, int descriptor, std::stop_token stop) {
  State& s = *state_;
  const StopWatch watch(std::move(stop));
  OYER_TRY_STATUS(watch.armed());
  while (!s.is_over(child.id)) {
    OYER_TRY(const bool other, s.step(descriptor, watch.fd()));
    if (other) return false;
  }
  return true;
}

Result<Execution> Jail::finish(Child child) {
  State& s = *state_;
  if (!s.is_over(child.id)) OYER_TRY_STATUS(s.send(MessageType::finish, detail::encode_id(child.id)));
  while (!s.is_over(child.id)) OYER_TRY_STATUS(s.receive());
  return s.take(child.id);
}

}  // namespace oyer::sandbox
