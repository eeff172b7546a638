#include "graders/grader.h"

#include "graders/detail/front_grader.h"

namespace oyer::graders {

Result<std::unique_ptr<Grader>> open_grader(std::unique_ptr<sandbox::Executor> executor, Toolchains toolchains,
                                            std::shared_ptr<References> references, std::shared_ptr<ReservedSlot> slot,
                                            GraderOptions options, std::shared_ptr<SharedTests> tests) {
  if (!executor || !toolchains.python) return fail(invalid_input("a grader needs an executor and an interpreter"));
  if (!references) references = std::make_shared<References>();
  return std::unique_ptr<Grader>(std::make_unique<detail::FrontGrader>(std::move(executor), std::move(toolchains),
                                                                       std::move(references), std::move(slot),
                                                                       std::move(tests), std::move(options)));
}

RewardRecord record_frame(const datasets::Task& task, const datasets::Candidate& candidate, const Prepared& prepared) {
  RewardRecord record;
  record.key = prepared.key;
  record.task_id = task.id;
  record.task = prepared.task;
  record.task_digest = datasets::task_digest(task, prepared.task);
  record.index = candidate.index;
  record.kind = candidate.kind;
  record.completion = candidate.text;
  record.code = prepared.code;
  record.extraction = prepared.extraction;
  record.setting = prepared.setting;
  record.provenance = candidate.provenance;
  return record;
}

Result<RewardRecord> grade_candidate(Grader& grader, const datasets::Task& task, const datasets::Candidate& candidate,
                                     std::stop_token stop) {
  auto prepared = grader.prepare(task, candidate, stop);
  if (!prepared && prepared.error().kind == Error::Kind::cancelled) return fail(std::move(prepared).error());
  if (!prepared) {
    Prepared nothing;
    nothing.task = datasets::tests_digest(task);
    nothing.key = record_key(nothing.code, nothing.task, nothing.setting);
    RewardRecord record = record_frame(task, candidate, nothing);
    record.outcome = std::move(prepared).error();
    return record;
  }
  RewardRecord record = record_frame(task, candidate, *prepared);
  auto judged = grader.grade(task, *prepared, stop);
  if (judged) {
    record.outcome = std::move(judged->grade);
    record.containment = std::move(judged->containment);
    record.measured = std::move(judged->measured);
    return record;
  }
  if (judged.error().kind == Error::Kind::cancelled) return fail(std::move(judged).error());
  record.outcome = std::move(judged).error();
  return record;
}

}  // namespace oyer::graders
