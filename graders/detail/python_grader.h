// PythonGrader: the Grader for Python tasks over one executor.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "graders/detail/cases_grade.h"
#include "graders/detail/function_grade.h"
#include "graders/detail/judge_session.h"
#include "graders/grader.h"
#include "graders/references.h"
#include "runners/python.h"

namespace oyer::graders::detail {

class PythonGrader final : public Grader {
 public:
  PythonGrader(std::unique_ptr<sandbox::Executor> executor, std::shared_ptr<const runners::PythonInterpreter> python,
               std::shared_ptr<References> references, std::shared_ptr<ReservedSlot> slot, GraderOptions options)
      : executor_(std::move(executor)),
        python_(std::move(python)),
        references_(std::move(references)),
        slot_(std::move(slot)),
        options_(std::move(options)) {}

  Result<Prepared> prepare(const datasets::Task& task, const datasets::Candidate& candidate,
                           std::stop_token stop) override;
  Result<Judged> grade(const datasets::Task& task, const Prepared& prepared, std::stop_token stop) override;

 private:
  // One candidate on its way: what every step needs.
  struct Work {
    const datasets::Task& task;
    const std::string& code;
    const sandbox::Limits& limits;
    std::stop_token stop;
    Measured measured = {};
  };

  Result<sandbox::Limits> limits_for(const datasets::Task& task, std::stop_token stop);
  Result<sandbox::Zygote> zygote_for(std::string_view code);
  Result<std::shared_ptr<const ReferenceFacts>> facts_of(const datasets::Task& task, std::stop_token stop);
  Result<ReferenceFacts> learn_function(const datasets::Task& task, std::stop_token stop);
  Result<ReferenceFacts> learn_cases(const datasets::Task& task, std::stop_token stop);

  // function shape
  using Mutates = std::map<std::string, std::vector<runners::ArgumentName>>;
  Result<Grade> grade_function(Work& work);
  Result<Grade> grade_shared(Work& work);
  Result<Grade> timed_function(Work& work, const Mutates& mutates, runners::JudgeReport* last);
  Result<JudgeSession*> session_for(const datasets::Task& task, const Mutates& mutates, std::stop_token stop);
  Result<FunctionRun> judged_run(Work& work, const Mutates& mutates, const sandbox::Limits& limits, bool learn);
  Result<FunctionRun> run_before_judge(Work& work, JudgeSession& session, const sandbox::Limits& limits, bool learn);
  Result<FunctionRun> run_shared(Work& work, const sandbox::Limits& limits);

  // cases shape
  Result<const CasesTask*> cases_of(const datasets::Task& task, std::stop_token stop);
  Result<Grade> grade_cases(Work& work);
  Result<CasesRun> run_group(Work& work, const datasets::CasesShape& shape, const CaseGroup& group,
                             const sandbox::Limits& limits);

  std::unique_ptr<sandbox::Executor> executor_;
  std::shared_ptr<const runners::PythonInterpreter> python_;
  std::shared_ptr<References> references_;
  std::shared_ptr<ReservedSlot> slot_;
  GraderOptions options_;
  std::map<std::string, sandbox::Zygote> zygotes_;  // by import profile
  // The judge of the task in hand; it ends before the executor does.
  std::unique_ptr<JudgeSession> session_;
  Digest session_of_;
  std::unique_ptr<CasesTask> cases_;
  Digest cases_task_;
};

}  // namespace oyer::graders::detail
