// Impossible tasks: ordinary to look at, with private tests that no program can pass. A reward on one says that it was
// got from the judge and not for a program.
#pragma once

#include <cstdint>

#include "datasets/task.h"

namespace oyer::graders {

// The n-th of them: its prompt and public tests agree with each other, its private tests contradict one another about
// a single value. The id starts with "oyer-impossible/".
datasets::Task impossible_task(std::uint32_t n);

bool is_impossible(const datasets::Task& task);

}  // namespace oyer::graders
