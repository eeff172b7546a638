// Grades and records for tests, as small as they can be and whole.
#pragma once

#include <string>
#include <vector>

#include "graders/record.h"

namespace oyer::graders::test {

inline CaseResult passed(std::string id, std::string group = "tests") {
  return {std::move(id), std::move(group), Visibility::private_test, Outcome::passed, Verdict::accepted, ""};
}

inline CaseResult failed(std::string id, Verdict verdict = Verdict::wrong_answer, std::string group = "tests") {
  return {std::move(id), std::move(group), Visibility::private_test, Outcome::failed, verdict, "got 1"};
}

inline Grade accepted(std::vector<CaseResult> cases = {passed("t0")}) {
  Grade grade;
  grade.verdict = Verdict::accepted;
  const auto count = static_cast<std::uint32_t>(cases.size());
  grade.cases = std::move(cases);
  grade.evidence = {count, count, count, true};
  grade.ending = sandbox::Cancelled{};
  return grade;
}

inline Grade refused(Verdict verdict, std::vector<CaseResult> cases = {failed("t0")}) {
  Grade grade = accepted(std::move(cases));
  grade.verdict = verdict;
  grade.reason = "got 1";
  return grade;
}

inline RewardRecord record_of(Grade grade, std::string task_id = "Own/0", std::uint64_t index = 0) {
  RewardRecord record;
  record.task_id = std::move(task_id);
  record.task = sha256(record.task_id);
  record.index = index;
  record.completion = "    return 1\n";
  record.code = "def f():\n    return 1\n";
  record.outcome = std::move(grade);
  record.setting.toolchain = to_string(sha256("python"));
  record.setting.toolchain_name = "CPython 3.11.2";
  record.containment = sandbox::Containment{};
  record.provenance = {"some-model", 1, {"Own/0"}};
  record.measured.graded_at = "2026-11-22T17:00:00Z";
  record.key = record_key(record.code, record.task, record.setting);
  return record;
}

}  // namespace oyer::graders::test
