#include "graders/detail/programs.h"

#include <fcntl.h>
#include <unistd.h>

#include "runners/cxx.h"
#include "runners/python.h"
#include "runners/python_payload.h"

namespace oyer::graders::detail {

namespace {

class PythonProgram final : public Runnable {
 public:
  PythonProgram(sandbox::Executor& executor, sandbox::Zygote zygote, const ProgramSource& source)
      : executor_(executor), zygote_(zygote), code_(source.code), prelude_(source.prelude), seed_(source.seed) {
    write_payload();
  }

  Result<ProgramRun> run(const std::string& input, const sandbox::Limits& limits, std::stop_token stop) override {
    sandbox::SpawnRequest request;
    request.payload = bytes_;
    request.stdin_bytes = input;
    request.limits = limits;
    // The child writes to the pipe only when its interpreter refuses the source, and has closed it before the source
    // runs: what is read here was not written by the candidate. Once is enough to know.
    Fd refused;
    if (report_compile_) {
      int ends[2];
      if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return fail(host_error("pipe"));
      refused = Fd(ends[0]);
      request.descriptors.emplace_back(ends[1]);
    }
    OYER_TRY(const sandbox::Child child, executor_.spawn(zygote_, std::move(request)));
    const auto ended = executor_.wait(child, -1, stop);
    auto finished = executor_.finish(child);
    if (!ended) return fail(ended.error());
    if (!finished) return fail(std::move(finished).error());
    if (sandbox::was_stopped(*finished)) return fail(cancelled("stopped while a candidate ran"));
    char mark = 0;
    const bool compiled = !refused || ::read(refused.get(), &mark, 1) != 1;
    if (compiled && report_compile_) {
      report_compile_ = false;
      write_payload();
    }
    return ProgramRun{std::move(*finished), compiled};
  }

  Result<std::unique_ptr<Runnable>> copy_for(Programs& there) const override {
    return there.python({code_, Language::python, prelude_, seed_});
  }

 private:
  void write_payload() {
    runners::ScriptPayload payload;
    payload.source = code_;
    payload.prelude = prelude_;
    payload.seed = seed_;
    payload.report_compile = report_compile_;
    bytes_ = runners::payload_of(payload);
  }

  sandbox::Executor& executor_;
  sandbox::Zygote zygote_;
  const std::string code_, prelude_;
  const std::uint64_t seed_;
  bool report_compile_ = true;
  std::string bytes_;
};

class NativeProgram final : public Runnable {
 public:
  NativeProgram(sandbox::Executor& executor, std::shared_ptr<const sandbox::Command> built)
      : executor_(executor), built_(std::move(built)), command_(*built_) {}

  Result<ProgramRun> run(const std::string& input, const sandbox::Limits& limits, std::stop_token stop) override {
    command_.stdin_bytes = input;
    command_.limits = limits;
    OYER_TRY(sandbox::Execution execution, executor_.run(command_, stop));
    if (sandbox::was_stopped(execution)) return fail(cancelled("stopped while a candidate ran"));
    return ProgramRun{std::move(execution), true};
  }

  Result<std::unique_ptr<Runnable>> copy_for(Programs& there) const override { return there.native(built_); }

 private:
  sandbox::Executor& executor_;
  const std::shared_ptr<const sandbox::Command> built_;
  sandbox::Command command_;
};

std::string flags_text(const std::vector<std::string>& flags) {
  std::string text;
  for (const std::string& flag : flags) text += " " + flag;
  return text;
}

bool is_compiled(Language language) { return language == Language::c || language == Language::cpp; }

}  // namespace

Result<Programs::Toolchain> Programs::toolchain(Language language) const {
  if (language == Language::python) {
    const runners::PythonInterpreter& python = zygotes_.python();
    return Toolchain{to_string(python.digest), python.implementation + " " + python.version};
  }
  if (!is_compiled(language)) {
    return fail(
        unsupported("programs in " + std::string(name_of(language)) + " are not judged; python, c and cpp are"));
  }
  if (!toolchains_.cxx) {
    return fail(unsupported("a program in " + std::string(name_of(language)) + ", and no compiler was asked for"));
  }
  const auto flags = runners::default_flags(language);
  Digester digester;
  digester.field(to_string(toolchains_.cxx->digest));
  for (const std::string& flag : flags) digester.field(flag);
  return Toolchain{to_string(digester.finish()),
                   (language == Language::c ? "gcc " : "g++ ") + toolchains_.cxx->version + flags_text(flags)};
}

Result<std::variant<sandbox::Command, NotBuilt>> Programs::command(const ProgramSource& source,
                                                                   const std::vector<std::string>& arguments,
                                                                   std::stop_token stop) {
  using Made = std::variant<sandbox::Command, NotBuilt>;
  if (source.language == Language::python) {
    return Made(runners::judging_command(zygotes_.python(), source.code, arguments));
  }
  OYER_TRY_STATUS(toolchain(source.language));
  runners::BuildRequest request;
  request.language = source.language;
  request.source = source.code;
  request.flags = runners::default_flags(source.language);
  OYER_TRY(auto built, runners::build_cxx(executor_, *toolchains_.cxx, request, toolchains_.builds.get(), stop));
  if (auto* failure = std::get_if<runners::CompileFailure>(&built)) {
    return Made(NotBuilt{std::move(failure->ending), std::move(failure->diagnostics)});
  }
  return Made(runners::program_command(std::get<runners::Artefact>(built), arguments));
}

Result<std::unique_ptr<Runnable>> Programs::python(const ProgramSource& source) {
  OYER_TRY(const sandbox::Zygote zygote, zygotes_.get(source.code));
  return std::make_unique<PythonProgram>(executor_, zygote, source);
}

std::unique_ptr<Runnable> Programs::native(std::shared_ptr<const sandbox::Command> command) {
  return std::make_unique<NativeProgram>(executor_, std::move(command));
}

Result<Programs::Built> Programs::build(const ProgramSource& source, std::stop_token stop) {
  if (source.language == Language::python) {
    OYER_TRY(auto program, python(source));
    return Built(std::move(program));
  }
  OYER_TRY(auto made, command(source, {}, stop));
  if (auto* failure = std::get_if<NotBuilt>(&made)) return Built(std::move(*failure));
  return Built(native(std::make_shared<const sandbox::Command>(std::get<sandbox::Command>(std::move(made)))));
}

}  // namespace oyer::graders::detail
