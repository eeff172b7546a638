// Progress: one line on a terminal, rewritten as candidates are judged.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "base/units.h"
#include "cli/environment.h"
#include "cli/output.h"
#include "cli/status_line.h"
#include "graders/batch.h"

namespace oyer::cli {

struct ProgressState {
  std::uint64_t done = 0, total = 0;
  std::uint64_t reused = 0;                       // of `done`: found in the ledger, so no measure of how fast this goes
  std::map<std::string, std::uint64_t> verdicts;  // infra_error among them
  Nanos elapsed{0};
};

// " 53/164  32 %  45.2/s  2.5 s left  accepted 50, wrong_answer 3", no longer than `columns`.
std::string progress_text(const ProgressState& state, unsigned columns);

class Progress {
 public:
  Progress(std::uint64_t total, const Environment& environment, Output& people);
  void take(const graders::Event& event);

 private:
  ProgressState state_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  StatusLine line_;
};

// "infra_error" or the verdict's name.
std::string outcome_name(const graders::RewardRecord& record);

}  // namespace oyer::cli
