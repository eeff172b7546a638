// Opening jails and describing Python one-liners for the live tests of the sandbox.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <string>
#include <variant>

#include "sandbox/jail.h"

namespace oyer::sandbox::testing {

inline constexpr const char* python = "/usr/bin/python3";

// The programs stand beside the test's own executable (the build folder, or a copy of it).
inline std::unique_ptr<Jail> open_jail(bool use_cgroups = true, bool user_notification = true) {
  JailSpec spec;
  spec.use_cgroups = use_cgroups;
  spec.user_notification = user_notification;
  Result<std::unique_ptr<Jail>> jail = Jail::open(spec);
  if (!jail.has_value()) {
    ADD_FAILURE() << to_string(jail.error());
    return nullptr;
  }
  return std::move(*jail);
}

inline Limits short_limits() {
  Limits limits;
  limits.cpu = std::chrono::seconds(1);
  limits.wall = std::chrono::seconds(60);  // far behind the CPU clock, also on a busy machine
  limits.memory = 128_MiB;
  limits.scratch = 8_MiB;
  limits.processes = 16;
  return limits;
}

inline Command python_command(const std::string& code) {
  Command command;
  command.argv = {python, "-I", "-S", "-c", code};
  command.limits = short_limits();
  return command;
}

// How every interpreter's side begins. PyDLL: forks are made with the interpreter's lock held.
inline constexpr const char* zygote_opening = R"(
import ctypes, gc, os, sys
lib = ctypes.PyDLL(sys.argv[-1])
lib.oyer_child_receive.restype = ctypes.c_int64
lib.oyer_child_payload.restype = ctypes.c_void_p
if lib.oyer_zygote_open() != 0:
    sys.exit('not opened')
)";

// The shortest way on: children forked in the library, each executing its payload.
inline constexpr const char* zygote_serves = R"(
turn = lib.oyer_zygote_serve()
if turn == 1:
    size = lib.oyer_child_receive()
    if size < 0:
        os._exit(72)
    exec(ctypes.string_at(lib.oyer_child_payload(), size))
    sys.stdout.flush()
    os._exit(0)
sys.exit(70 if turn else 0)
)";

// A zygote that goes on with `turns` after its opening.
inline ZygoteSpec zygote_spec(const char* turns = zygote_serves) {
  ZygoteSpec spec;
  spec.name = "test";
  spec.argv = {python, "-I", "-S", "/oyer/test/zygote.py"};
  spec.environment = {"LANG=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1"};
  spec.files = {{"zygote.py", std::string(zygote_opening) + turns, false}};
  spec.limits = short_limits();
  return spec;
}

inline Execution run_python(Jail& jail, const std::string& code, Nanos wall = short_limits().wall) {
  Command command = python_command(code);
  command.limits.wall = wall;
  Result<Execution> execution = jail.run(command, {});
  if (!execution.has_value()) {
    ADD_FAILURE() << to_string(execution.error());
    return {};
  }
  return std::move(*execution);
}

// "exited 0", "timed_out cpu": one line that an assertion can show.
inline std::string ending_of(const Execution& execution) { return json::print(json::value(to_json(execution.ending))); }

}  // namespace oyer::sandbox::testing
