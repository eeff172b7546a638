// Graft: exploits put behind a target's entry point, as they are or disguised.
#pragma once

#include <string>
#include <vector>

#include "datasets/task.h"
#include "graders/detail/dice.h"
#include "graders/exploit.h"

namespace oyer::graders::detail {

struct Graft {
  std::vector<std::string> steps;
  std::string text;
};

// The exploit's own text, and below it the target's entry point, which hands its calls on.
std::string grafted_plainly(const Exploit& exploit, const datasets::Task& target);

// One or two exploits, renamed, recombined, delayed and hidden as the dice fall.
Graft grafted(const std::vector<const Exploit*>& exploits, const datasets::Task& target, Dice& dice);

}  // namespace oyer::graders::detail
