// One record, told to a person.
#pragma once

#include <cstdint>
#include <string>

#include "graders/record.h"

namespace oyer::cli {

// Verdict, reason, tests, evidence, what held it in, and the code that was judged.
std::string record_text(std::uint64_t seq, const graders::RewardRecord& record, const graders::RewardRule& rule);

// "1", "-0.2", "none".
std::string reward_text(const std::optional<double>& reward);

}  // namespace oyer::cli
