// Session: what every command is handed beside its arguments.
#pragma once

#include <chrono>
#include <stop_token>

#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/output.h"

namespace oyer::cli {

struct Session {
  Environment environment;
  Output& data;    // stdout: what programs read
  Output& people;  // stderr
  std::stop_token stop;
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
};

}  // namespace oyer::cli
