// Grade: the per-test vector, the verdict it leads to, and the evidence for it. A value: no scalar reward is in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/task.h"
#include "graders/faithful.h"
#include "graders/verdict.h"

namespace oyer::graders {

using datasets::Isolation;  // shared_process: the tests cannot be told apart from the candidate; never sound
using datasets::Visibility;

enum class Outcome { passed, failed, not_run };

std::string_view name_of(Outcome outcome) noexcept;
std::optional<Outcome> parse_outcome(std::string_view name) noexcept;

// What one test said.
struct CaseResult {
  std::string id;
  std::string group;  // the task's own name for a set of its tests: "base", "plus"; "tests" where it has only one
  Visibility visibility = Visibility::private_test;
  Outcome outcome = Outcome::not_run;
  std::optional<Verdict> verdict;  // accepted iff passed; nullopt iff not run
  std::string reason;              // short and printable; empty when passed
  friend bool operator==(const CaseResult&, const CaseResult&) = default;
};

// What a benchmark's own comparison says of the same outputs: told, never the base of a reward.
struct ProfileResult {
  std::string profile;                      // "apps", "codecontests"
  Verdict verdict = Verdict::wrong_answer;  // accepted iff every test passed; else of the first that did not
  std::string tests;                        // a letter for each case: P passed, F failed, N not run
  friend bool operator==(const ProfileResult&, const ProfileResult&) = default;
};

// Positive evidence from outside the candidate. Counted in calls for tests that call, in answers for tests as data.
struct Evidence {
  std::uint32_t planned = 0;   // tests the engine asked for
  std::uint32_t run = 0;       // tests the judge (or the engine) came to the end of
  std::uint32_t answered = 0;  // tests whose result came framed, in order, once, with the right nonce
  bool nonce_ok = false;
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

struct Tally {
  std::uint32_t passed = 0;
  std::uint32_t total = 0;
  friend bool operator==(const Tally&, const Tally&) = default;
};

struct Grade {
  Verdict verdict = Verdict::no_code;
  std::vector<CaseResult> cases;  // in the task's order; empty only when nothing could be run (no_code)
  std::string reason;             // why not accepted; "unencodable", "ended before answering", an exception's name
  std::string diagnostics;        // of a compile_error, trimmed, UTF-8; the program's own text otherwise unchecked
  std::vector<ProfileResult> profiles;  // at most one for each profile; empty under the profile "strict"
  std::optional<Faithful> faithful;     // where it was asked for: what a grader in one process said
  std::vector<Verdict> replays;         // of every judgement in turn, where there were several; the worst one stands
  std::vector<std::string> flags;       // sorted, unique: "mutated_arguments", "late_answer", "confirmed_time", ...
  Evidence evidence;
  Isolation isolation = Isolation::separate_process;
  bool weak = false;                      // judged in tier weak; in a record its setting says so
  std::optional<sandbox::Ending> ending;  // of the candidate's process; nullopt when none was started
  bool sound() const noexcept { return isolation == Isolation::separate_process && !weak; }
  friend bool operator==(const Grade&, const Grade&) = default;
};

// The flag of a grade from which a stop request took some tests, given all the same because a time limit was reached
// before it. It does not tell what the candidate would do in peace, so no ledger keeps it.
inline constexpr std::string_view cut_short = "cut_short";

// The candidate, or one of its tests, reached a time limit.
bool reached_limit(const Grade& grade);

Tally tally(const Grade& grade);
Tally tally(const Grade& grade, std::string_view group);
Tally tally(const Grade& grade, Visibility visibility);

bool has_flag(const Grade& grade, std::string_view flag) noexcept;

// A letter for each test of this visibility in the task's order: P passed, F failed, N not run.
std::string letters(const Grade& grade, Visibility visibility);

// Of two judgements of the same candidate, whether `a` is the one to keep: it came less far (level_of), or as far with
// fewer tests passed. A pass that does not come again is no pass.
bool is_worse(const Grade& a, const Grade& b);

// The flag of a grade whose judgements differ, in their verdicts or in outcomes of tests.
inline constexpr std::string_view replays_disagree = "replays_disagree";

// Groups of tests that one of the two ways of judging passes and the other does not, in the task's order; all of them
// where only the verdicts differ (a group that nothing of was run).
std::vector<std::string> modes_disagree(const Grade& grade);

// The invariants every grade keeps; a broken one is a bug or a corrupt record, and the text says which: accepted
// exactly when there is at least one case, all passed, and planned = run = answered with the nonce; verdict and
// outcome of each case agree; profiles have a letter for each case and verdicts to match; of several judgements the
// worst verdict stands, and differing ones are flagged; flags sorted and unique.
Status check(const Grade& grade);

}  // namespace oyer::graders
