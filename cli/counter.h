// Counter: how many rows or records have passed, on a terminal, while there is much to read or to write.
#pragma once

#include <cstdint>

#include "cli/session.h"
#include "cli/status_line.h"

namespace oyer::cli {

class Counter {
 public:
  Counter(const char* doing, const Session& session) : doing_(doing), line_(session.environment, session.people) {}
  void count();

 private:
  const char* doing_;
  std::uint64_t done_ = 0;
  StatusLine line_;
};

}  // namespace oyer::cli
