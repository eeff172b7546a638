// Counter: one line on a terminal, while there is much to read or to write.
#pragma once

#include <chrono>
#include <cstdint>

#include "cli/session.h"

namespace oyer::cli {

// Draws nothing where stderr is no terminal. The destructor removes the line.
class Counter {
 public:
  Counter(const char* doing, Session& session) : doing_(doing), session_(session) {}
  ~Counter();
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;
  void count();

 private:
  const char* doing_;
  Session& session_;
  std::uint64_t done_ = 0;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace oyer::cli
