// StatusLine: one line on a terminal, rewritten as work goes on, and gone when it ends. Nothing where stderr is no
// terminal.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "cli/environment.h"
#include "cli/output.h"

namespace oyer::cli {

class StatusLine {
 public:
  StatusLine(const Environment& environment, Output& people);
  ~StatusLine();
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;

  // Draws text(columns), which fits into so many, where a tenth of a second has passed since it last did; or `at_once`.
  void update(const std::function<std::string(unsigned columns)>& text, bool at_once = false);

 private:
  const bool shown_;
  const unsigned columns_;
  Output& people_;
  bool dirty_ = false;
  std::chrono::steady_clock::time_point drawn_ = std::chrono::steady_clock::now();
};

}  // namespace oyer::cli
