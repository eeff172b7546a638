// StdioGrader: judges candidates that are programs.
//
// Built once; each test is a process of its own whose stdin holds that test's input and no more. Expected outputs are
// with the engine alone, or in the files of a checker that is a program: it runs when the candidate's process and all
// that it left behind are dead, in a process and a scratch folder that no candidate shares.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "graders/detail/candidate_work.h"
#include "graders/detail/programs.h"
#include "graders/detail/stdio_grade.h"
#include "graders/detail/test_line.h"
#include "graders/references.h"
#include "graders/shared_tests.h"

namespace oyer::graders::detail {

class StdioGrader {
 public:
  StdioGrader(sandbox::Executor& executor, Zygotes& zygotes, Toolchains toolchains,
              std::shared_ptr<References> references, std::shared_ptr<ReservedSlot> slot,
              std::shared_ptr<SharedTests> tests, const GraderOptions& options)
      : executor_(executor),
        programs_(executor, zygotes, std::move(toolchains)),
        references_(std::move(references)),
        slot_(std::move(slot)),
        tests_(std::move(tests)),
        options_(options) {}

  // Of the setting's language, and of the task's checker where that is a program. unsupported: there is none.
  Status name_toolchain(const datasets::Task& task, Setting& setting) const;
  // Of each test's process.
  Result<sandbox::Limits> limits_for(const datasets::Task& task, std::stop_token stop);
  Result<Grade> grade(CandidateWork& work, Language language);
  // Runs tests that other workers offer, while there are any. An Error is this worker's own: its jail may be broken.
  Status help(std::stop_token stop);
  void share(std::shared_ptr<SharedTests> tests) { tests_ = std::move(tests); }

 private:
  struct Timed {
    ProgramRun run;
    Timing timing = Timing::within;
    bool confirmed = false;
  };

  Result<ReferenceFacts> learn(const datasets::Task& task, std::stop_token stop);
  Result<Timed> run_test(const TestContext& context, Runnable& program, const datasets::StdioTest& test,
                         Measured& spent, std::stop_token stop);
  Result<TestSaid> judge_test(const TestContext& context, Runnable& program, std::size_t place, std::stop_token stop);
  Result<Checked> check(const TestContext& context, const datasets::StdioTest& test, const std::string& output,
                        Measured& spent, std::stop_token stop);
  Result<sandbox::Ending> run_checker(const sandbox::Command& checker, const datasets::StdioTest& test,
                                      const std::string& output, Measured& spent, std::stop_token stop);
  Status open_checker(CandidateWork& work);

  sandbox::Executor& executor_;
  Programs programs_;
  std::shared_ptr<References> references_;
  std::shared_ptr<ReservedSlot> slot_;
  std::shared_ptr<SharedTests> tests_;
  const GraderOptions& options_;
  // The checker of the task in hand, where it is a program.
  std::optional<sandbox::Command> checker_;
  Digest checker_of_;
};

}  // namespace oyer::graders::detail
