#include "graders/verdict.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/support/result.h"

namespace oyer::graders {
namespace {

using namespace sandbox;

std::string said(const Ending& ending, Phase phase) {
  const auto verdict = verdict_of(ending, phase);
  if (!verdict) return "error " + std::string(oyer::name_of(verdict.error().kind));
  return *verdict ? std::string(name_of(**verdict)) : "nothing";
}

TEST(Verdict, every_name_reads_back_as_its_verdict) {
  std::map<std::string_view, int> seen;
  for (const Verdict verdict : all_verdicts) {
    EXPECT_EQ(parse_verdict(name_of(verdict)), verdict);
    ++seen[name_of(verdict)];
  }
  EXPECT_EQ(seen.size(), 11U);
  EXPECT_EQ(parse_verdict("infra_error"), std::nullopt);
  EXPECT_EQ(parse_verdict(""), std::nullopt);
}

TEST(Verdict, an_ending_means_what_its_phase_makes_of_it) {
  struct Row {
    Ending ending;
    const char *build, *run, *serve, *judge;
  };
  const Row rows[] = {
      {Exited{0}, "nothing", "nothing", "nothing", "judge_exhausted"},
      {Exited{3}, "compile_error", "runtime_error", "runtime_error", "judge_exhausted"},
      {Signaled{11}, "compile_error", "runtime_error", "runtime_error", "judge_exhausted"},
      {TimedOut{Clock::cpu}, "compile_error", "time_limit", "time_limit", "judge_exhausted"},
      {TimedOut{Clock::wall}, "compile_error", "time_limit", "time_limit", "judge_exhausted"},
      {MemoryExceeded{}, "compile_error", "memory_limit", "memory_limit", "judge_exhausted"},
      {OutputExceeded{Stream::err}, "compile_error", "output_limit", "output_limit", "judge_exhausted"},
      {ScratchExceeded{}, "compile_error", "output_limit", "output_limit", "judge_exhausted"},
      {ProcessesExceeded{}, "compile_error", "runtime_error", "runtime_error", "judge_exhausted"},
      {SyscallDenied{"ptrace"}, "denied", "denied", "denied", "judge_exhausted"},
      {ExecFailed{2}, "error host", "runtime_error", "error host", "error host"},
      {Cancelled{}, "error cancelled", "error cancelled", "nothing", "error cancelled"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(said(row.ending, Phase::build), row.build) << row.ending.index();
    EXPECT_EQ(said(row.ending, Phase::run), row.run) << row.ending.index();
    EXPECT_EQ(said(row.ending, Phase::serve), row.serve) << row.ending.index();
    EXPECT_EQ(said(row.ending, Phase::judge), row.judge) << row.ending.index();
  }
}

}  // namespace
}  // namespace oyer::graders
