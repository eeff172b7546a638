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
#include "graders/references.h"

namespace oyer::graders::detail {

class StdioGrader {
 public:
  StdioGrader(sandbox::Executor& executor, Zygotes& zygotes, Toolchains toolchains,
              std::shared_ptr<References> references, std::shared_ptr<ReservedSlot> slot, const GraderOptions& options)
      : executor_(executor),
        programs_(executor, zygotes, std::move(toolchains)),
        references_(std::move(references)),
        slot_(std::move(slot)),
        options_(options) {}

  // Of the setting's language, and of the task's checker where that is a program. unsupported: there is none.
  Status name_toolchain(const datasets::Task& task, Setting& setting) const;
  // Of each test's process.
  Result<sandbox::Limits> limits_for(const datasets::Task& task, std::stop_token stop);
  Result<Grade> grade(CandidateWork& work, Language language);

 private:
  struct Timed {
    ProgramRun run;
    Timing timing = Timing::within;
    bool confirmed = false;
  };

  Result<ReferenceFacts> learn(const datasets::Task& task, std::stop_token stop);
  Result<Timed> run_test(CandidateWork& work, Runnable& program, const datasets::StdioTest& test);
  Result<Checked> check(CandidateWork& work, const datasets::StdioTest& test, const std::string& output);
  Result<Checked> ask_checker(CandidateWork& work, const datasets::StdioTest& test, const std::string& output);
  Status open_checker(CandidateWork& work);

  sandbox::Executor& executor_;
  Programs programs_;
  std::shared_ptr<References> references_;
  std::shared_ptr<ReservedSlot> slot_;
  const GraderOptions& options_;
  // The checker of the task in hand, where it is a program.
  std::optional<sandbox::Command> checker_;
  Digest checker_of_;
};

}  // namespace oyer::graders::detail
