// Records for tests, and what a Score is made of.
#pragma once

#include <string>
#include <vector>

#include "cli/score.h"
#include "graders/record.h"

namespace oyer::cli::testing {

// A complete record of a candidate whose tests came out as `passed`.
inline graders::RewardRecord record_of(const std::string& task_id, std::uint64_t index,
                                       const std::vector<bool>& passed) {
  graders::RewardRecord record;
  record.task_id = task_id;
  record.task = sha256(task_id);
  record.index = index;
  record.completion = "def f(x):\n    return x\n";
  record.code = record.completion;
  record.extraction = "raw";
  record.setting.toolchain = to_string(sha256("python"));
  record.setting.toolchain_name = "CPython 3.11.2";
  graders::Grade grade;
  grade.verdict = graders::Verdict::accepted;
  for (std::size_t i = 0; i < passed.size(); ++i) {
    graders::CaseResult one;
    one.id = "test/" + std::to_string(i);
    one.group = i == 0 ? "base" : "plus";
    one.outcome = passed[i] ? graders::Outcome::passed : graders::Outcome::failed;
    one.verdict = passed[i] ? graders::Verdict::accepted : graders::Verdict::wrong_answer;
    if (!passed[i]) {
      one.reason = "got 2\x1b[2J, not 3";
      grade.verdict = graders::Verdict::wrong_answer;
      grade.reason = one.id + ": " + one.reason;
    }
    grade.cases.push_back(one);
  }
  const auto count = static_cast<std::uint32_t>(passed.size());
  grade.evidence = {count, count, count, true};
  grade.ending = sandbox::Cancelled{};
  record.outcome = grade;
  record.containment = sandbox::Containment{
      sandbox::Tier::strong, "v1", false, true, true, "cgroup", "cgroup", "cgroup", "python", "abc"};
  record.provenance = {"some-model", 1, {}};
  record.measured.candidate.cpu = std::chrono::milliseconds(3 + static_cast<int>(index));
  record.measured.candidate.wall = std::chrono::milliseconds(5);
  record.measured.candidate.memory_peak = 9_MiB;
  record.measured.runs = 1;
  record.measured.graded_at = "2026-11-22T18:00:00Z";
  record.key = graders::record_key(record.code, record.task, record.setting);
  return record;
}

inline graders::RewardRecord infra_error_of(const std::string& task_id, std::uint64_t index) {
  graders::RewardRecord record = record_of(task_id, index, {true});
  record.outcome = host_error("the keeper is gone", 32);
  return record;
}

inline Judged judged_of(const graders::RewardRecord& record) { return judged(record, {}); }

// Two tasks: one with two right and one wrong answer, one with a base pass only and one that could not be judged.
inline std::vector<Judged> some_candidates() {
  return {judged_of(record_of("T/0", 0, {true, true})), judged_of(record_of("T/0", 1, {true, true})),
          judged_of(record_of("T/0", 2, {false, true})), judged_of(record_of("T/1", 0, {true, false})),
          judged_of(infra_error_of("T/1", 1))};
}

}  // namespace oyer::cli::testing
