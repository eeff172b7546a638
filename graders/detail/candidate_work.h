// CandidateWork: one candidate on its way through judging, what every step needs.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>

#include "datasets/task.h"
#include "graders/record.h"

namespace oyer::graders::detail {

struct CandidateWork {
  const datasets::Task& task;
  const std::string& code;
  const sandbox::Limits& limits;
  std::stop_token stop;
  std::uint64_t seed;  // of its random numbers
  Measured measured = {};
};

}  // namespace oyer::graders::detail
