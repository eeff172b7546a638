#include "sandbox/detail/keeper_protocol.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "sandbox/detail/seal_steps.h"
#include "sandbox/detail/wire.h"

namespace oyer::sandbox::detail {
namespace {

tl::unexpected<Error> malformed(const char* what) {
  return fail(protocol_error(std::string("malformed message between engine and keeper: ") + what));
}

void put(Writer& w, const Limits& l) {
  w.number(l.cpu.count()).number(l.wall.count()).number(l.memory.count).number(l.stack.count).number(l.output.count);
  w.number(l.file.count).number(l.scratch.count).number(l.scratch_files).number(l.processes).number(l.open_files);
}

Limits get_limits(Reader& r) {
  Limits l;
  l.cpu = Nanos(r.number<std::int64_t>());
  l.wall = Nanos(r.number<std::int64_t>());
  l.memory.count = r.number<std::uint64_t>();
  l.stack.count = r.number<std::uint64_t>();
  l.output.count = r.number<std::uint64_t>();
  l.file.count = r.number<std::uint64_t>();
  l.scratch.count = r.number<std::uint64_t>();
  l.scratch_files = r.number<std::uint64_t>();
  l.processes = r.number<std::uint32_t>();
  l.open_files = r.number<std::uint32_t>();
  return l;
}

void put(Writer& w, const std::vector<FileIn>& files) {
  w.number(files.size());
  for (const FileIn& file : files) w.text(file.path).text(file.bytes).number(file.executable);
}

std::vector<FileIn> get_files(Reader& r) {
  std::vector<FileIn> files;
  for (auto n = r.count(); n > 0 && r.ok(); --n) {
    FileIn file;
    file.path = r.text();
    file.bytes = r.text();
    file.executable = r.number<std::uint8_t>() != 0;
    files.push_back(std::move(file));
  }
  return files;
}

void put(Writer& w, const BpfProgram& program) {
  static_assert(sizeof(BpfInstruction) == 8);
  w.number(program.wants_notification);
  w.text({reinterpret_cast<const char*>(program.code.data()), program.code.size() * sizeof(BpfInstruction)});
}

BpfProgram get_program(Reader& r) {
  BpfProgram program;
  program.wants_notification = r.number<std::uint8_t>() != 0;
  const std::string bytes = r.text();
  program.code.resize(bytes.size() / sizeof(BpfInstruction));
  // An empty vector has no address that memcpy may be given.
  if (program.code.empty()) return program;
  std::memcpy(program.code.data(), bytes.data(), program.code.size() * sizeof(BpfInstruction));
  return program;
}

void put(Writer& w, const Captured& captured) { w.text(captured.bytes).number(captured.truncated); }

Captured get_captured(Reader& r) {
  Captured captured;
  captured.bytes = r.text();
  captured.truncated = r.number<std::uint8_t>() != 0;
  return captured;
}

void put(Writer& w, const Usage& u) {
  w.number(u.cpu_user.count()).number(u.cpu_system.count()).number(u.cpu.count()).number(u.wall.count());
  w.number(u.memory_peak.count).number(u.processes_left);
}

Usage get_usage(Reader& r) {
  Usage u;
  u.cpu_user = Nanos(r.number<std::int64_t>());
  u.cpu_system = Nanos(r.number<std::int64_t>());
  u.cpu = Nanos(r.number<std::int64_t>());
  u.wall = Nanos(r.number<std::int64_t>());
  u.memory_peak.count = r.number<std::uint64_t>();
  u.processes_left = r.number<std::uint32_t>();
  return u;
}

// An ending travels as the JSON that records use: one spelling, one parser.
void put(Writer& w, const Ending& ending) { w.text(json::print(to_json(ending))); }

Result<Ending> get_ending(Reader& r) {
  OYER_TRY(const json::value value, json::parse(r.text()));
  if (!value.is_object()) return malformed("ending");
  return ending_from_json(value.get_object());
}

}  // namespace

std::string encode(const KeeperConfig& config) {
  Writer w;
  w.number(config.binds.size());
  for (const Bind& bind : config.binds) w.text(bind.source).text(bind.target);
  w.text(config.seal_library).number(config.filters.size());
  for (const NamedFilter& filter : config.filters) {
    w.text(filter.name).text(filter.digest);
    put(w, filter.program);
  }
  put(w, config.seal);
  w.number(config.user_notification).number(static_cast<int>(config.cgroups)).number(config.slots);
  w.number(config.accept_weak);
  put(w, config.weak_layer);
  put(w, config.weak_shared_user_layer);
  return w.take();
}

Result<KeeperConfig> decode_config(std::string_view body) {
  Reader r(body);
  KeeperConfig config;
  for (auto n = r.count(); n > 0 && r.ok(); --n) {
    Bind bind;
    bind.source = r.text();
    bind.target = r.text();
    config.binds.push_back(std::move(bind));
  }
  config.seal_library = r.text();
  for (auto n = r.count(); n > 0 && r.ok(); --n) {
    NamedFilter filter;
    filter.name = r.text();
    filter.digest = r.text();
    filter.program = get_program(r);
    config.filters.push_back(std::move(filter));
  }
  config.seal = get_program(r);
  config.user_notification = r.number<std::uint8_t>() != 0;
  config.cgroups = static_cast<CgroupChoice>(r.number<std::uint8_t>());
  config.slots = r.number<std::uint32_t>();
  config.accept_weak = r.number<std::uint8_t>() != 0;
  config.weak_layer = get_program(r);
  config.weak_shared_user_layer = get_program(r);
  if (!r.done()) return malformed("configure");
  return config;
}

std::string encode(const RunMessage& message) {
  Writer w;
  const Command& c = message.command;
  w.number(message.id).text(c.filter).texts(c.argv).texts(c.environment).text(c.stdin_bytes);
  w.number(static_cast<std::uint8_t>(c.patient));
  put(w, c.files);
  put(w, c.limits);
  return w.take();
}

Result<RunMessage> decode_run(std::string_view body) {
  Reader r(body);
  RunMessage m;
  m.id = r.number<std::uint64_t>();
  m.command.filter = r.text();
  m.command.argv = r.texts();
  m.command.environment = r.texts();
  m.command.stdin_bytes = r.text();
  m.command.patient = r.number<std::uint8_t>() != 0;
  m.command.files = get_files(r);
  m.command.limits = get_limits(r);
  if (!r.done()) return malformed("run");
  return m;
}

std::string encode(const ZygoteMessage& message) {
  Writer w;
  const ZygoteSpec& s = message.spec;
  w.number(message.id).text(s.filter).text(s.name).texts(s.argv).texts(s.environment);
  put(w, s.files);
  w.number(s.ready);
  put(w, s.limits);
  return w.take();
}

Result<ZygoteMessage> decode_zygote(std::string_view body) {
  Reader r(body);
  ZygoteMessage m;
  m.id = r.number<std::uint64_t>();
  m.spec.filter = r.text();
  m.spec.name = r.text();
  m.spec.argv = r.texts();
  m.spec.environment = r.texts();
  m.spec.files = get_files(r);
  m.spec.ready = r.number<unsigned>();
  m.spec.limits = get_limits(r);
  if (!r.done()) return malformed("start_zygote");
  return m;
}

std::string encode(const SpawnMessage& message) {
  Writer w;
  w.number(message.id).number(message.zygote).text(message.payload).text(message.stdin_bytes);
  put(w, message.limits);
  return w.take();
}

Result<SpawnMessage> decode_spawn(std::string_view body) {
  Reader r(body);
  SpawnMessage m;
  m.id = r.number<std::uint64_t>();
  m.zygote = r.number<std::uint64_t>();
  m.payload = r.text();
  m.stdin_bytes = r.text();
  m.limits = get_limits(r);
  if (!r.done()) return malformed("spawn");
  return m;
}

std::string encode(const EndedMessage& message) {
  Writer w;
  w.number(message.id);
  put(w, message.execution.ending);
  put(w, message.execution.usage);
  put(w, message.execution.out);
  put(w, message.execution.err);
  return w.take();
}

Result<EndedMessage> decode_ended(std::string_view body) {
  Reader r(body);
  EndedMessage m;
  m.id = r.number<std::uint64_t>();
  OYER_TRY(m.execution.ending, get_ending(r));
  m.execution.usage = get_usage(r);
  m.execution.out = get_captured(r);
  m.execution.err = get_captured(r);
  if (!r.done()) return malformed("ended");
  return m;
}

std::string encode(const FailedMessage& message) {
  Writer w;
  w.number(message.id).number(static_cast<int>(message.error.kind)).number(message.error.os_errno);
  w.text(message.error.what);
  return w.take();
}

Result<FailedMessage> decode_failed(std::string_view body) {
  Reader r(body);
  FailedMessage m;
  m.id = r.number<std::uint64_t>();
  const auto kind = r.number<std::uint8_t>();
  m.error.os_errno = r.number<int>();
  m.error.what = r.text();
  if (!r.done() || kind > static_cast<std::uint8_t>(Error::Kind::bug)) return malformed("failed");
  m.error.kind = static_cast<Error::Kind>(kind);
  return m;
}

std::string encode(const Containment& c) {
  Writer w;
  w.number(static_cast<int>(c.tier)).text(c.cgroup).number(c.user_namespace).number(c.distinct_uid);
  w.number(c.user_notification).text(c.memory_by).text(c.processes_by).text(c.cpu_by);
  w.text(c.profile).text(c.profile_digest);
  return w.take();
}

Result<Containment> decode_containment(std::string_view body) {
  Reader r(body);
  Containment c;
  const auto tier = r.number<std::uint8_t>();
  c.cgroup = r.text();
  c.user_namespace = r.number<std::uint8_t>() != 0;
  c.distinct_uid = r.number<std::uint8_t>() != 0;
  c.user_notification = r.number<std::uint8_t>() != 0;
  c.memory_by = r.text();
  c.processes_by = r.text();
  c.cpu_by = r.text();
  c.profile = r.text();
  c.profile_digest = r.text();
  if (!r.done() || tier > static_cast<std::uint8_t>(Tier::weak)) return malformed("configured");
  c.tier = static_cast<Tier>(tier);
  return c;
}

std::string encode_id(std::uint64_t id) { return Writer().number(id).take(); }

Result<std::uint64_t> decode_id(std::string_view body) {
  Reader r(body);
  const auto id = r.number<std::uint64_t>();
  if (!r.done()) return malformed("id");
  return id;
}

Status send_frame(int socket, MessageType type, std::string_view body, const std::vector<int>& descriptors) {
  std::string frame = Writer().number(body.size()).number(static_cast<std::uint64_t>(type)).take();
  frame += body;
  std::string_view rest = frame;
  bool first = true;
  while (!rest.empty()) {
    const auto count = first ? static_cast<std::uint32_t>(descriptors.size()) : 0;
    const std::int64_t n = oyer_send(socket, rest.data(), rest.size(), descriptors.data(), count);
    if (n == -EAGAIN) {
      pollfd ready{socket, POLLOUT, 0};
      ::poll(&ready, 1, -1);
      continue;
    }
    if (n < 0) return fail(host_error("cannot send to the other end of a keeper's socket", static_cast<int>(-n)));
    first = false;
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<std::optional<Frame>> receive_frame(int socket) {
  char header[frame_header_size];
  int fds[OYER_MOST_DESCRIPTORS];
  std::uint32_t count = 0;
  const std::int64_t first = oyer_receive(socket, header, sizeof header, fds, OYER_MOST_DESCRIPTORS, &count);
  Frame frame;
  for (std::uint32_t i = 0; i < count; ++i) frame.descriptors.emplace_back(fds[i]);
  if (first == 0 || first == -ECONNRESET) return std::optional<Frame>{};
  if (first < 0) return fail(host_error("cannot receive from a keeper's socket", static_cast<int>(-first)));
  const auto read_fully = [socket](char* to, std::size_t size, const char* what) -> Status {
    while (size > 0) {
      const ssize_t n = ::read(socket, to, size);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && errno != ECONNRESET) return fail(host_error("cannot read from a keeper's socket"));
      if (n <= 0) return malformed(what);
      to += n;
      size -= static_cast<std::size_t>(n);
    }
    return {};
  };
  const auto got = static_cast<std::size_t>(first);
  OYER_TRY_STATUS(read_fully(header + got, sizeof header - got, "torn header"));
  Reader r({header, sizeof header});
  const auto length = r.number<std::uint64_t>();
  frame.type = static_cast<MessageType>(r.number<std::uint64_t>());
  if (length > frame_limit) return malformed("length over the limit");
  frame.body.resize(length);
  OYER_TRY_STATUS(read_fully(frame.body.data(), length, "torn body"));
  return std::optional<Frame>(std::move(frame));
}

}  // namespace oyer::sandbox::detail
