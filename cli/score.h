// Score: what a batch came to, added up from its records. A value; how it is told is in score_text.h.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/units.h"
#include "graders/pass_at_k.h"
#include "graders/record.h"

namespace oyer::cli {

// One candidate, as far as scores need it.
struct Judged {
  std::string task_id;
  std::uint64_t index = 0;
  std::string outcome;  // a verdict's name, or "infra_error"
  std::string reason;
  bool sound = true;
  bool base_passed = false;          // every test of the group "base"
  bool plus_passed = false;          // every test of the group "plus"; of a task without any (Mbpp/793), base_passed
  std::optional<bool> own_accepted;  // by the benchmark's own comparison, where the task's profile names one
  std::optional<double> reward;
  Nanos cpu{0};  // measured
};

Judged judged(const graders::RewardRecord& record, const graders::RewardRule& rule);

// pass@k for one way of counting.
struct PassAtK {
  std::string tests;  // "all"; of the plus benchmarks "base" and "base+plus"
  std::uint64_t k = 0;
  graders::Estimate estimate;
  std::string comparison;  // "apps", "codecontests", "strict"; "" of benchmarks that have one only
};

struct TaskScore {
  std::string task_id;
  std::uint64_t candidates = 0;
  std::map<std::string, std::uint64_t> outcomes;
  double reward_sum = 0;
  std::uint64_t rewarded = 0;  // candidates that have a reward
};

struct Score {
  std::vector<TaskScore> tasks;  // in the order they came
  TaskScore all;
  std::uint64_t unsound = 0;                    // accepted, but in one process with their tests
  std::uint64_t only_own = 0, only_strict = 0;  // accepted by one of two comparisons
  std::uint64_t fewest = 0, most = 0;           // candidates that were judged, of a task
  std::vector<Judged> slowest;                  // at most five, by CPU time
};

// `candidates` in the order of the work: those of a task stand together.
Score add_up(const std::vector<Judged>& candidates);

// Which answers count as right.
struct Counting {
  bool plus = false;         // two scores: base, and base with plus
  std::string profile = {};  // two scores: this one's own comparison, and the strict one; "": one score
  bool accept_unsound = false;
};

// For each k that every task has candidates for, in the order given. Candidates that could not be judged are in no
// count; a task of which none could be judged is in no score.
std::vector<PassAtK> pass_at(const std::vector<Judged>& candidates, const std::vector<std::uint64_t>& ks,
                             const Counting& counting);

}  // namespace oyer::cli
