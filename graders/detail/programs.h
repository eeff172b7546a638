// Programs: sources that are whole programs, made ready to be run, whatever they are written in.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "base/language.h"
#include "graders/detail/zygotes.h"
#include "graders/grader.h"
#include "sandbox/executor.h"

namespace oyer::graders::detail {

// One process of a program, from start to end.
struct ProgramRun {
  sandbox::Execution execution;
  // False: the interpreter refused the source before any of it ran; the interpreter's words are on stderr.
  bool compiled = true;
};

class Programs;

// A program that is ready: each run is a fresh process that sees nothing of those before it.
class Runnable {
 public:
  virtual ~Runnable() = default;
  virtual Result<ProgramRun> run(const std::string& input, const sandbox::Limits& limits, std::stop_token stop) = 0;
  // The same program for the executor of `there`. Another thread may ask for it while this one runs.
  virtual Result<std::unique_ptr<Runnable>> copy_for(Programs& there) const = 0;
};

// The source could not be built.
struct NotBuilt {
  sandbox::Ending ending;
  std::string diagnostics;
};

struct ProgramSource {
  const std::string& code;
  Language language = Language::python;
  std::string prelude = {};  // executed before it in its module; Python only
  std::uint64_t seed = 0;
};

class Programs {
 public:
  Programs(sandbox::Executor& executor, Zygotes& zygotes, Toolchains toolchains)
      : executor_(executor), zygotes_(zygotes), toolchains_(std::move(toolchains)) {}

  // Digest and name of what builds and runs this language. unsupported for one that has no toolchain here.
  struct Toolchain {
    std::string digest, name;
  };
  Result<Toolchain> toolchain(Language language) const;

  using Built = std::variant<std::unique_ptr<Runnable>, NotBuilt>;
  Result<Built> build(const ProgramSource& source, std::stop_token stop);

  // What has been built already, for this executor.
  Result<std::unique_ptr<Runnable>> python(const ProgramSource& source);
  std::unique_ptr<Runnable> native(std::shared_ptr<const sandbox::Command> command);

  // A program that judges, by exec, with arguments; to be given files and limits. Its exit code is its author's, in
  // Python, too (runners::judging_command).
  Result<std::variant<sandbox::Command, NotBuilt>> command(const ProgramSource& source,
                                                           const std::vector<std::string>& arguments,
                                                           std::stop_token stop);

 private:
  sandbox::Executor& executor_;
  Zygotes& zygotes_;
  Toolchains toolchains_;
};

}  // namespace oyer::graders::detail
