// Verdict: what is said about a program. Whatever is Oyer's or the host's fault is an Error and never one of these.
//
// Names are stable and are what records hold; ordinals mean nothing.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sandbox/execution.h"

namespace oyer::graders {

enum class Verdict {
  accepted,
  wrong_answer,
  presentation_error,
  runtime_error,  // raised, crashed, ended before it had answered, or lacks what the tests call
  compile_error,  // does not build; for Python: does not parse
  time_limit,
  memory_limit,
  output_limit,     // too much output, or scratch space used up
  denied,           // a system call of the hard class
  judge_exhausted,  // the judge died, overran or overflowed while it held this candidate's values
  no_code,          // the completion holds no code
};

inline constexpr Verdict all_verdicts[] = {
    Verdict::accepted,        Verdict::wrong_answer,  Verdict::presentation_error,
    Verdict::runtime_error,   Verdict::compile_error, Verdict::time_limit,
    Verdict::memory_limit,    Verdict::output_limit,  Verdict::denied,
    Verdict::judge_exhausted, Verdict::no_code};

std::string_view name_of(Verdict verdict) noexcept;
std::string names_of(std::span<const Verdict> verdicts);  // "accepted, wrong_answer"
std::optional<Verdict> parse_verdict(std::string_view name) noexcept;

// How far a program came, as CodeRL and RLTF tell it; each further than the one before. Limits, denials and an
// exhausted judge are kinds of stopping at run time, and no code is none that compiles.
enum class Level { compile, runtime, test, pass };
Level level_of(Verdict verdict) noexcept;

// Whose process ended, and what it was doing.
enum class Phase {
  build,  // a compiler, on the candidate's source
  run,    // the candidate, expected to end by itself
  serve,  // the candidate, answering calls until Oyer ends it: Cancelled is its usual end
  judge,  // the judge, while it held the candidate's values
};

// What an ending says by itself. nullopt: nothing; the evidence decides (an exit code of 0 is never evidence of
// success). Total over every ending and phase. cancelled when a run was stopped at the caller's wish, and host when a
// program that Oyer itself put in place could not be executed: neither is the candidate's doing.
Result<std::optional<Verdict>> verdict_of(const sandbox::Ending& ending, Phase phase);

}  // namespace oyer::graders
