// FrontGrader: the Grader that batches hold. It settles what all shapes have in common and hands each task to the
// grader of its shape; all of them share one executor and its warm interpreters.
#pragma once

#include <memory>

#include "graders/detail/python_grader.h"
#include "graders/detail/stdio_grader.h"
#include "graders/detail/zygotes.h"
#include "graders/grader.h"

namespace oyer::graders::detail {

class FrontGrader final : public Grader {
 public:
  FrontGrader(std::unique_ptr<sandbox::Executor> executor, Toolchains toolchains,
              std::shared_ptr<References> references, std::shared_ptr<ReservedSlot> slot,
              std::shared_ptr<SharedTests> tests, GraderOptions options);

  Result<Prepared> prepare(const datasets::Task& task, const datasets::Candidate& candidate,
                           std::stop_token stop) override;
  Result<Judged> grade(const datasets::Task& task, const Prepared& prepared, std::stop_token stop) override;
  Status help(std::stop_token stop) override { return stdio_.help(stop); }
  void share(std::shared_ptr<SharedTests> tests) override { stdio_.share(std::move(tests)); }

 private:
  Result<Grade> grade_code(CandidateWork& work, Language language);
  Result<Grade> replayed(CandidateWork& work, const Setting& setting);
  Result<Faithful> faithful(const datasets::Task& task, const Prepared& prepared, const Grade& grade,
                            std::stop_token stop, Measured& measured);
  Grade without_code(const datasets::Task& task) const;

  const GraderOptions options_;
  std::unique_ptr<sandbox::Executor> executor_;  // ends after everything that uses it
  Zygotes zygotes_;
  PythonGrader python_;
  StdioGrader stdio_;
};

}  // namespace oyer::graders::detail
