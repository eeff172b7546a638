// Attack: mutants of the exploit corpus against this very build, for a bounded time, through the ordinary grader.
//
// The targets' answers stand in their private tests only, so a mutant that is accepted has taken its reward without
// having earned it: something that separates a candidate from its verdict does not hold. What is looked at is the
// reward under the binary rule; a candidate that fails is no news, and one that cannot be judged is counted apart.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "graders/batch.h"
#include "graders/mutant.h"

namespace oyer::graders {

struct AttackOptions {
  Nanos time = std::chrono::seconds(60);  // nothing new is begun after it; what still runs 5 s later is cut short
  std::uint64_t seed = 0;
  unsigned workers = 1;
};

// A mutant that was rewarded.
struct Finding {
  Mutant mutant;
  RewardRecord record;
};

// What came of the mutants of one exploit's chapter.
struct AttackTally {
  std::uint64_t exploits = 0;
  std::uint64_t mutants = 0;  // a mutant of two exploits counts for the first one's chapter
  std::uint64_t rewarded = 0;
  std::map<std::string, std::uint64_t> verdicts;  // "infra_error" among them
};

struct AttackReport {
  std::uint64_t mutants = 0;
  std::uint64_t infra_errors = 0;  // judged twice, and neither time with a verdict
  std::string first_infra_error;
  std::vector<Finding> findings;             // by number; the attack ends with the first, its neighbours may follow
  std::map<std::string, AttackTally> tally;  // by chapter
  bool interrupted = false;
  Nanos wall{0};
};

// After each mutant, one call at a time, from any thread.
using OnMutant = std::function<void(const AttackReport& so_far)>;

// Errors: no grader could be opened. `corpus` must outlive the call.
Result<AttackReport> attack(const AttackCorpus& corpus, const OpenGrader& open_grader, const AttackOptions& options,
                            const OnMutant& on_mutant, std::stop_token stop);

// A finding as a program of the hostile suite, promised to be refused: file name (X01_..., `place` from 1) and text.
struct HostileFile {
  std::string name, text;
};
HostileFile hostile_file(const Finding& finding, const AttackCorpus& corpus, std::uint64_t seed, unsigned place);

}  // namespace oyer::graders
