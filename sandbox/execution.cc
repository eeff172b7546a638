#include "sandbox/execution.h"

#include <signal.h>
#include <string.h>

#include <array>

#include "base/base64.h"
#include "base/jsonl.h"

namespace oyer::sandbox {
namespace {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

std::string signal_name(int number) {
  const char* name = ::sigabbrev_np(number);
  return name == nullptr ? "signal " + std::to_string(number) : "SIG" + std::string(name);
}

json::value captured_json(const Captured& captured) {
  if (is_utf8(captured.bytes)) return json::string(captured.bytes);
  return json::object{{"base64", to_base64(captured.bytes)}};
}

std::optional<std::int64_t> integer(const json::object& object, std::string_view key) {
  const json::value* value = json::find(object, key);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

}  // namespace

std::string_view name_of(const Ending& ending) noexcept {
  return std::visit(
      Overloaded{[](const Exited&) { return "exited"; }, [](const Signaled&) { return "signaled"; },
                 [](const TimedOut&) { return "timed_out"; }, [](const MemoryExceeded&) { return "memory_exceeded"; },
                 [](const OutputExceeded&) { return "output_exceeded"; },
                 [](const ScratchExceeded&) { return "scratch_exceeded"; },
                 [](const ProcessesExceeded&) { return "processes_exceeded"; },
                 [](const SyscallDenied&) { return "syscall_denied"; }, [](const ExecFailed&) { return "exec_failed"; },
                 [](const Cancelled&) { return "cancelled"; }},
      ending);
}

std::string_view name_of(Tier tier) noexcept {
  switch (tier) {
    case Tier::strong: return "strong";
    case Tier::reduced: return "reduced";
    case Tier::weak: return "weak";
  }
  return "weak";
}

std::string_view name_of(Clock clock) noexcept { return clock == Clock::cpu ? "cpu" : "wall"; }
std::string_view name_of(Stream stream) noexcept { return stream == Stream::out ? "stdout" : "stderr"; }

std::string describe(const Ending& ending) {
  return std::visit(
      Overloaded{[](const Exited& e) { return "exited with code " + std::to_string(e.code); },
                 [](const Signaled& e) { return "killed by " + signal_name(e.signal); },
                 [](const TimedOut& e) { return std::string(e.clock == Clock::cpu ? "CPU" : "wall") + " time limit"; },
                 [](const MemoryExceeded&) { return std::string("memory limit"); },
                 [](const OutputExceeded& e) { return std::string(name_of(e.stream)) + " limit"; },
                 [](const ScratchExceeded&) { return std::string("scratch space limit"); },
                 [](const ProcessesExceeded&) { return std::string("process limit"); },
                 [](const SyscallDenied& e) { return "system call " + e.name + " denied"; },
                 [](const ExecFailed& e) {
                   std::array<char, 128> text;
                   return std::string("could not be executed: ") + ::strerror_r(e.os_errno, text.data(), text.size());
                 },
                 [](const Cancelled&) { return std::string("cancelled"); }},
      ending);
}

json::object to_json(const Ending& ending) {
  json::object object{{"kind", name_of(ending)}};
  std::visit(
      Overloaded{[&](const Exited& e) { object["code"] = e.code; },
                 [&](const Signaled& e) { object["signal"] = e.signal; },
                 [&](const TimedOut& e) { object["clock"] = name_of(e.clock); }, [](const MemoryExceeded&) {},
                 [&](const OutputExceeded& e) { object["stream"] = name_of(e.stream); }, [](const ScratchExceeded&) {},
                 [](const ProcessesExceeded&) {}, [&](const SyscallDenied& e) { object["name"] = e.name; },
                 [&](const ExecFailed& e) { object["errno"] = e.os_errno; }, [](const Cancelled&) {}},
      ending);
  return object;
}

Result<Ending> ending_from_json(const json::object& object) {
  const auto bad = [&] { return fail(corrupt("not an ending: " + json::print(json::value(object)))); };
  const json::string* kind = json::find_string(object, "kind");
  if (kind == nullptr) return bad();
  const auto code = integer(object, "code"), signal = integer(object, "signal"), number = integer(object, "errno");
  const json::string* clock = json::find_string(object, "clock");
  const json::string* stream = json::find_string(object, "stream");
  const json::string* name = json::find_string(object, "name");
  if (*kind == "exited" && code) return Exited{static_cast<int>(*code)};
  if (*kind == "signaled" && signal) return Signaled{static_cast<int>(*signal)};
  if (*kind == "timed_out" && clock != nullptr && (*clock == "cpu" || *clock == "wall")) {
    return TimedOut{*clock == "cpu" ? Clock::cpu : Clock::wall};
  }
  if (*kind == "memory_exceeded") return MemoryExceeded{};
  if (*kind == "output_exceeded" && stream != nullptr && (*stream == "stdout" || *stream == "stderr")) {
    return OutputExceeded{*stream == "stdout" ? Stream::out : Stream::err};
  }
  if (*kind == "scratch_exceeded") return ScratchExceeded{};
  if (*kind == "processes_exceeded") return ProcessesExceeded{};
  if (*kind == "syscall_denied" && name != nullptr) return SyscallDenied{std::string(json::view(*name))};
  if (*kind == "exec_failed" && number) return ExecFailed{static_cast<int>(*number)};
  if (*kind == "cancelled") return Cancelled{};
  return bad();
}

json::object to_json(const Usage& usage) {
  return {{"cpu_ns", usage.cpu.count()},
          {"cpu_user_ns", usage.cpu_user.count()},
          {"cpu_system_ns", usage.cpu_system.count()},
          {"wall_ns", usage.wall.count()},
          {"memory_peak_bytes", usage.memory_peak.count},
          {"processes_left", usage.processes_left}};
}

json::object to_json(const Containment& c) {
  return {{"tier", name_of(c.tier)},
          {"cgroup", c.cgroup},
          {"user_namespace", c.user_namespace},
          {"distinct_uid", c.distinct_uid},
          {"user_notification", c.user_notification},
          {"memory_by", c.memory_by},
          {"processes_by", c.processes_by},
          {"cpu_by", c.cpu_by},
          {"profile", c.profile},
          {"profile_digest", c.profile_digest}};
}

json::object to_json(const Execution& e) {
  return {{"ending", to_json(e.ending)},           {"usage", to_json(e.usage)},
          {"containment", to_json(e.containment)}, {"stdout", captured_json(e.out)},
          {"stdout_truncated", e.out.truncated},   {"stderr", captured_json(e.err)},
          {"stderr_truncated", e.err.truncated}};
}

}  // namespace oyer::sandbox
