// RewardRecord: one graded candidate, complete enough to be judged again (schema "oyer.record/1", described for
// others by docs/schemas/record.schema.json).
//
// Everything but `measured` is a function of the inputs, so two gradings of the same work give equal records; what
// was measured sits in one sub-object outside every comparison.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/digest.h"
#include "base/json.h"
#include "base/language.h"
#include "datasets/sample_file.h"
#include "datasets/task.h"
#include "graders/grade.h"
#include "graders/reward.h"
#include "graders/turn.h"
#include "sandbox/execution.h"
#include "sandbox/limits.h"

namespace oyer::graders {

inline constexpr std::string_view record_schema = "oyer.record/1";
inline constexpr std::uint32_t most_replays = 1000;
// docs/schemas/record.schema.json, as it travels inside the binary.
extern const std::string_view record_json_schema;

// Fixed for every run, so that hash order and seeded randomness are the same for all candidates.
struct Seeds {
  std::uint64_t hash = 0;
  std::uint64_t random = 0;
  friend bool operator==(const Seeds&, const Seeds&) = default;
};

// What judged the candidate, apart from the candidate and the task.
struct Setting {
  std::string profile = "strict";        // of comparison
  sandbox::Limits limits;                // of the candidate's process
  Language language = Language::python;  // that the code is taken to be written in
  std::string toolchain;       // digest of interpreter and packages, or of compiler and flags: 64 hexadecimal digits
  std::string toolchain_name;  // "CPython 3.11.7": for people, not part of the key
  Seeds seeds;
  bool stop_at_first = false;  // tests behind the first that fails were left out
  bool challenge = false;      // tests marked as challenge were run, too
  bool weak = false;           // judged in tier weak, where a candidate can do what it cannot elsewhere
  std::uint32_t replays = 1;   // judgements, each afresh, under seeds.random and the numbers behind it
  // Judged faithfully, too: digest of the text that such a grader was given, 64 hexadecimal digits. Empty: it was not.
  std::string faithful;
  friend bool operator==(const Setting&, const Setting&) = default;
};

// What a failed public test got from the candidate, beyond what its reason says: bytes of the candidate's, unchecked.
struct Observed {
  std::string test;      // its id
  std::string expected;  // where the task does not say: what the reference gave, in brief
  std::string got;       // the output, its beginning
  std::string error;     // what a program that failed wrote to stderr, its end
};

// Never part of a comparison or an identity.
struct Measured {
  sandbox::Usage candidate;  // summed over the candidate's processes; wall and memory are maxima
  sandbox::Usage judge;
  std::uint32_t runs = 0;  // processes of the candidate that were run, confirmations included
  Nanos total{0};          // from taking the candidate up to its grade
  std::string graded_at;   // RFC 3339, UTC
  // In the order of the tests, where GraderOptions::observe asks for it. For feedback at once; in no file.
  std::vector<Observed> observed;
};

struct RewardRecord {
  Digest key;  // record_key() of the fields below
  std::string task_id;
  Digest task;                        // datasets::tests_digest; the log holds the task's body under it
  std::optional<Digest> task_digest;  // datasets::task_digest; nullopt in records older than the field
  std::uint64_t index = 0;            // among the candidates of its task
  Turn turn;
  datasets::Candidate::Kind kind = datasets::Candidate::Kind::completion;
  std::string completion;              // as it was given
  std::optional<std::string> code;     // as extracted; nullopt: no code was found
  std::string extraction;              // how it was found: "fenced", "continuation,trimmed", "solution"; "" when not
  std::variant<Grade, Error> outcome;  // Error: infra_error, no verdict, no reward under any rule
  Setting setting;
  std::optional<sandbox::Containment> containment;  // nullopt when nothing was run
  datasets::Provenance provenance;                  // the candidate's
  Measured measured;

  const Grade* grade() const noexcept { return std::get_if<Grade>(&outcome); }
};

// Identity of the work: code, task (with its tests) and setting. Neither the candidate's index nor the rule: the
// same code twice is the same work, and any rule can be derived from it.
Digest record_key(const std::optional<std::string>& code, const Digest& task, const Setting& setting);

// Identity of what was given, apart from whose task it answers: kind and text of the completion.
Digest candidate_digest(const RewardRecord& record);

// Equality of everything but `measured` (and the place in our source where an Error arose).
bool same_but_measured(const RewardRecord& a, const RewardRecord& b);

// By the record's grade and turn. nullopt for an infra_error and where the rule has none to give.
std::optional<double> reward(const RewardRecord& record, const RewardRule& rule);

json::object to_json(const RewardRecord& record);

// Strict: an unknown or missing field, a wrong type, a name outside its set, a key that does not match the fields, or
// a grade that breaks an invariant is corrupt, and the message names the field.
Result<RewardRecord> record_from_json(const json::object& object);

json::object to_json(const sandbox::Limits& limits);  // integers: nanoseconds, bytes
Result<sandbox::Limits> limits_from_json(const json::object& object);

}  // namespace oyer::graders
