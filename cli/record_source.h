// Records to look at, wherever they are kept: a ledger, or rows as grade and export write them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/session.h"
#include "graders/export.h"

namespace oyer::cli {

// One line on a terminal, while there is much to read or to write.
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

// The records of `source` with their tasks, as far as they are at hand there or in the file `tasks` ("": none).
// as_bad_data errors name the file and the line; cancelled after a stop request.
Result<std::vector<graders::ExportItem>> read_records(const std::string& source, const std::string& tasks,
                                                      Session& session);

}  // namespace oyer::cli
