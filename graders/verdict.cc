#include "graders/verdict.h"

#include <variant>

namespace oyer::graders {

std::string_view name_of(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::accepted: return "accepted";
    case Verdict::wrong_answer: return "wrong_answer";
    case Verdict::presentation_error: return "presentation_error";
    case Verdict::runtime_error: return "runtime_error";
    case Verdict::compile_error: return "compile_error";
    case Verdict::time_limit: return "time_limit";
    case Verdict::memory_limit: return "memory_limit";
    case Verdict::output_limit: return "output_limit";
    case Verdict::denied: return "denied";
    case Verdict::judge_exhausted: return "judge_exhausted";
    case Verdict::no_code: return "no_code";
  }
  return "";
}

std::string names_of(std::span<const Verdict> verdicts) {
  std::string text;
  for (const Verdict verdict : verdicts) text += (text.empty() ? "" : ", ") + std::string(name_of(verdict));
  return text;
}

std::optional<Verdict> parse_verdict(std::string_view name) noexcept {
  for (const Verdict verdict : all_verdicts) {
    if (name_of(verdict) == name) return verdict;
  }
  return std::nullopt;
}

namespace {

using Said = Result<std::optional<Verdict>>;

// One overload for each ending and no catch-all: an ending that is added does not compile until it is decided here.
struct Decide {
  Phase phase;

  // A build that overruns, crashes or exits badly is a program that does not build; a judge that ends in any way but
  // well while it holds a candidate's values was exhausted by them.
  Verdict or_phase(Verdict of_run) const {
    if (phase == Phase::build) return Verdict::compile_error;
    if (phase == Phase::judge) return Verdict::judge_exhausted;
    return of_run;
  }

  Said operator()(const sandbox::Exited& exited) const {
    if (exited.code == 0) return phase == Phase::judge ? Said(Verdict::judge_exhausted) : Said(std::nullopt);
    return or_phase(Verdict::runtime_error);
  }
  Said operator()(const sandbox::Signaled&) const { return or_phase(Verdict::runtime_error); }
  Said operator()(const sandbox::TimedOut&) const { return or_phase(Verdict::time_limit); }
  Said operator()(const sandbox::MemoryExceeded&) const { return or_phase(Verdict::memory_limit); }
  Said operator()(const sandbox::OutputExceeded&) const { return or_phase(Verdict::output_limit); }
  Said operator()(const sandbox::ScratchExceeded&) const { return or_phase(Verdict::output_limit); }
  Said operator()(const sandbox::ProcessesExceeded&) const { return or_phase(Verdict::runtime_error); }
  Said operator()(const sandbox::SyscallDenied&) const {
    return phase == Phase::judge ? Verdict::judge_exhausted : Verdict::denied;
  }
  Said operator()(const sandbox::ExecFailed& failed) const {
    // What is executed in the run phase is what the build made; everything else is of our own placing.
    if (phase == Phase::run) return Verdict::runtime_error;
    return fail(host_error("a program of the toolchain could not be executed in the jail", failed.os_errno));
  }
  Said operator()(const sandbox::Cancelled&) const {
    if (phase == Phase::serve) return std::nullopt;
    return fail(cancelled("the run was stopped before it ended"));
  }
};

}  // namespace

Result<std::optional<Verdict>> verdict_of(const sandbox::Ending& ending, Phase phase) {
  return std::visit(Decide{phase}, ending);
}

Level level_of(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::accepted: return Level::pass;
    case Verdict::wrong_answer:
    case Verdict::presentation_error: return Level::test;
    case Verdict::compile_error:
    case Verdict::no_code: return Level::compile;
    case Verdict::runtime_error:
    case Verdict::time_limit:
    case Verdict::memory_limit:
    case Verdict::output_limit:
    case Verdict::denied:
    case Verdict::judge_exhausted: return Level::runtime;
  }
  return Level::runtime;
}

}  // namespace oyer::graders
