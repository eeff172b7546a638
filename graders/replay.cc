#include "graders/replay.h"

namespace oyer::graders {

Result<Replayed> replay(const RewardRecord& record, const datasets::Task& task, Grader& grader, std::stop_token stop) {
  const Grade* before = record.grade();
  if (before == nullptr) return fail(unsupported("the record is of an infra_error; it has no verdict to replay"));
  if (datasets::tests_digest(task) != record.task) {
    return fail(invalid_input("task " + task.id + " is not the one that the record was judged by; its tests differ"));
  }
  datasets::Candidate candidate;
  candidate.task_id = record.task_id;
  candidate.index = record.index;
  candidate.kind = record.kind;
  candidate.text = record.completion;
  candidate.provenance = record.provenance;
  candidate.language = record.setting.language;
  OYER_TRY(const Prepared now, grader.prepare(task, candidate, stop));
  Prepared prepared;
  prepared.code = record.code;
  prepared.extraction = record.extraction;
  prepared.setting = record.setting;
  prepared.setting.toolchain = now.setting.toolchain;
  prepared.setting.toolchain_name = now.setting.toolchain_name;
  prepared.setting.weak = now.setting.weak;
  prepared.faithful = now.faithful;
  prepared.task = record.task;
  prepared.key = record_key(prepared.code, prepared.task, prepared.setting);
  OYER_TRY(Judged judged, grader.grade(task, prepared, stop));

  Replayed replayed;
  replayed.record = record_frame(task, candidate, prepared);
  replayed.same_verdict = judged.grade.verdict == before->verdict;
  replayed.same_grade = judged.grade == *before;
  replayed.same_setting = prepared.setting == record.setting;
  replayed.record.outcome = std::move(judged.grade);
  replayed.record.containment = std::move(judged.containment);
  replayed.record.measured = std::move(judged.measured);
  return replayed;
}

Result<Replayed> replay(const RewardRecord& record, Ledger& ledger, Grader& grader, std::stop_token stop) {
  OYER_TRY(const auto task, ledger.find_task(record.task));
  if (!task) {
    return fail(not_found("the log holds no task " + to_string(record.task) + " (" + record.task_id + ")"));
  }
  return replay(record, *task, grader, stop);
}

}  // namespace oyer::graders
