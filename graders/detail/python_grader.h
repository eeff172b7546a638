// PythonGrader: judges Python candidates whose tests call them, as code (function shape) or as data (cases shape).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "graders/detail/candidate_work.h"
#include "graders/detail/cases_grade.h"
#include "graders/detail/function_grade.h"
#include "graders/detail/judge_session.h"
#include "graders/detail/zygotes.h"
#include "graders/grader.h"
#include "graders/references.h"

namespace oyer::graders::detail {

class PythonGrader {
 public:
  PythonGrader(sandbox::Executor& executor, Zygotes& zygotes, std::shared_ptr<References> references,
               std::shared_ptr<ReservedSlot> slot, const GraderOptions& options)
      : executor_(executor),
        zygotes_(zygotes),
        references_(std::move(references)),
        slot_(std::move(slot)),
        options_(options) {}

  Result<sandbox::Limits> limits_for(const datasets::Task& task, std::stop_token stop);
  // A grade in which nothing has been run.
  Grade blank(const datasets::Task& task) const;
  Result<Grade> grade(CandidateWork& work);
  // What a benchmark's own grader makes of the text in work.code: candidate and tests in one process.
  // python_faithful.cc
  Result<Faithful> faithful(CandidateWork& work);

 private:
  using Work = CandidateWork;

  Digest key_of(const datasets::Task& task) const;
  References::Learn learning(const datasets::Task& task, std::stop_token stop);
  Result<std::shared_ptr<const ReferenceFacts>> facts_of(const datasets::Task& task, std::stop_token stop);
  Result<ReferenceFacts> learn_function(const datasets::Task& task, std::stop_token stop);
  Result<ReferenceFacts> learn_cases(const datasets::Task& task, std::stop_token stop);

  // function shape
  using Mutates = std::map<std::string, std::vector<runners::ArgumentName>>;
  // judge: the tests' arguments stay as they are but for those that the reference changes. back: they are left as the
  // candidate leaves them. learn: the candidate is the reference.
  enum class Manner { judge, back, learn };
  Result<Grade> grade_function(Work& work);
  Result<Grade> grade_shared(Work& work);
  Result<Grade> timed_function(Work& work, const Mutates& mutates, runners::JudgeReport* last,
                               Manner manner = Manner::judge);
  Result<Grade> seen_changed(Work& work, const Mutates& mutates, Result<Grade> grade);
  Result<JudgeSession*> session_for(const datasets::Task& task, const Mutates& mutates, std::stop_token stop);
  Result<FunctionRun> judged_run(Work& work, const Mutates& mutates, const sandbox::Limits& limits, Manner manner);
  Result<FunctionRun> run_before_judge(Work& work, JudgeSession& session, const sandbox::Limits& limits, Manner manner);
  Result<FunctionRun> run_shared(Work& work, const sandbox::Limits& limits);

  // cases shape
  Result<const CasesTask*> cases_of(const datasets::Task& task, std::stop_token stop);
  Result<std::vector<std::string>> rebuilt_of(const datasets::Task& task, std::stop_token stop);
  Result<ReferenceFacts> rebuild_expected(const datasets::Task& task, std::stop_token stop);
  Status inputs_fit(const datasets::Task& task, std::stop_token stop);
  Result<std::vector<std::string>> rebuilt_alone(const datasets::Task& task, runners::CasesPayload payload,
                                                 const std::vector<std::size_t>& places, const std::string& wrong,
                                                 std::stop_token stop);
  Result<Grade> grade_cases(Work& work);
  Result<FaithfulGroup> faithful_group(Work& work, const std::string& payload, std::size_t inputs);
  Result<CasesRun> run_group(Work& work, const datasets::CasesShape& shape, const CaseGroup& group,
                             const sandbox::Limits& limits);

  sandbox::Executor& executor_;
  Zygotes& zygotes_;
  std::shared_ptr<References> references_;
  std::shared_ptr<ReservedSlot> slot_;
  const GraderOptions& options_;
  // The judge of the task in hand; it ends before the executor does.
  std::unique_ptr<JudgeSession> session_;
  Digest session_of_;
  std::unique_ptr<CasesTask> cases_;
  Digest cases_task_;
};

}  // namespace oyer::graders::detail
