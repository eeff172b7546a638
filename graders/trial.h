// Trial: a program whose worth is known beforehand, to learn the worth of a task's tests. Its reference must pass, each
// time; a stub, an empty program and mutations of the reference (parsers/mutation.h) must not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/sample_file.h"
#include "datasets/task.h"
#include "parsers/mutation.h"

namespace oyer::graders {

enum class TrialKind { reference, stub, empty, mutation };

std::string_view name_of(TrialKind kind) noexcept;

struct Trial {
  TrialKind kind = TrialKind::reference;
  std::optional<parsers::Mutation> mutation;  // of a mutation
  datasets::Candidate candidate;              // of its own index, which no other trial of the task has
  friend bool operator==(const Trial&, const Trial&) = default;
};

struct TrialOptions {
  std::uint32_t runs = 3;        // of the reference
  std::uint32_t mutations = 24;  // at most
  std::uint64_t seed = 0;        // of the first run; each has the next one, since tests may draw their inputs
};

// The reference as often as asked, a stub and an empty program. Without a reference only these two. What a stub is:
// every function that the tests call takes anything and returns None; a program reads nothing and prints 0.
std::vector<Trial> plain_trials(const datasets::Task& task, const TrialOptions& options);

struct MutationTrials {
  std::vector<Trial> trials;
  std::uint64_t possible = 0;  // mutations that there are, of which these were chosen
  std::string problem;         // why there are none; empty where there are some
};

// A pure function of task and options, that asks for a parse of each.
MutationTrials mutation_trials(const datasets::Task& task, const TrialOptions& options);

}  // namespace oyer::graders
