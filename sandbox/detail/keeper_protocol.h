// What engine and keeper say to each other over their stream socket.
//
// Each frame is a header {length, type} of 16 bytes and a body; descriptors travel with the header's first byte.
// The engine speaks first (configure). Every run or spawn carries an id chosen by the engine and is answered by
// exactly one `ended` with that id, whenever the run is over. Both ends are ours, but a keeper lives beside hostile
// code: the engine checks every field it reads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "sandbox/command.h"
#include "sandbox/execution.h"
#include "sandbox/profile.h"

namespace oyer::sandbox::detail {

enum class MessageType : std::uint64_t {
  configure = 1,  // engine: KeeperConfig
  configured,     // keeper: Containment, or failed
  run,            // engine: id, filter, Command
  start_zygote,   // engine: id, filter, ZygoteSpec
  zygote_ready,   // keeper: id
  spawn,          // engine: id, zygote id, payload, limits, stdin; descriptors
  finish,         // engine: id; end the run now
  ended,          // keeper: id, Execution
  failed,         // keeper: id (0: the keeper itself), error; the keeper's or host's fault
};

struct Bind {
  std::string source;  // on the host
  std::string target;  // in the jail, absolute
  friend bool operator==(const Bind&, const Bind&) = default;
};

struct NamedFilter {
  std::string name;
  std::string digest;
  BpfProgram program;
};

enum class CgroupChoice { automatic, none };

struct KeeperConfig {
  std::vector<Bind> binds;           // read-only, besides the system's own directories
  std::string seal_library;          // host path of liboyer_seal.so
  std::vector<NamedFilter> filters;  // "compile", "native", "python"
  BpfProgram seal;
  bool user_notification = true;
  CgroupChoice cgroups = CgroupChoice::automatic;
  std::uint32_t slots = 12;
  // Where namespaces are forbidden: go without them, with one of the layers beside the seal (tier weak).
  bool accept_weak = false;
  BpfProgram weak_layer, weak_shared_user_layer;  // empty unless accepted
};

struct Frame {
  MessageType type{};
  std::string body;
  std::vector<Fd> descriptors;
};

inline constexpr std::uint64_t frame_limit = std::uint64_t{256} << 20U;
inline constexpr std::size_t frame_header_size = 16;

std::string encode(const KeeperConfig& config);
Result<KeeperConfig> decode_config(std::string_view body);

struct RunMessage {
  std::uint64_t id = 0;
  Command command;
};
std::string encode(const RunMessage& message);
Result<RunMessage> decode_run(std::string_view body);

struct ZygoteMessage {
  std::uint64_t id = 0;
  ZygoteSpec spec;
};
std::string encode(const ZygoteMessage& message);
Result<ZygoteMessage> decode_zygote(std::string_view body);

struct SpawnMessage {
  std::uint64_t id = 0;
  std::uint64_t zygote = 0;
  std::string payload, stdin_bytes;
  Limits limits;
};
std::string encode(const SpawnMessage& message);
Result<SpawnMessage> decode_spawn(std::string_view body);

struct EndedMessage {
  std::uint64_t id = 0;
  Execution execution;  // containment is the jail's and does not travel
};
std::string encode(const EndedMessage& message);
Result<EndedMessage> decode_ended(std::string_view body);

struct FailedMessage {
  std::uint64_t id = 0;
  Error error;
};
std::string encode(const FailedMessage& message);
Result<FailedMessage> decode_failed(std::string_view body);

std::string encode(const Containment& containment);
Result<Containment> decode_containment(std::string_view body);

std::string encode_id(std::uint64_t id);
Result<std::uint64_t> decode_id(std::string_view body);

// Blocking frame I/O, across EINTR and short transfers. receive_frame: nullopt when the peer has closed between
// frames; protocol error for a length over frame_limit or a torn frame.
Status send_frame(int socket, MessageType type, std::string_view body, const std::vector<int>& descriptors = {});
Result<std::optional<Frame>> receive_frame(int socket);

}  // namespace oyer::sandbox::detail
