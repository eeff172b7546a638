#include "runners/cxx.h"

#include <algorithm>

#include "runners/diagnostics.h"

namespace oyer::runners {

namespace {

// The compiler's own output is nobody's: what reaches stdout is the program alone. The shell's `cat` reads a.out in
// the jail, after the compiler has ended well.
constexpr const char* script = R"("$@" >/dev/null && exec cat a.out)";

const char* file_name(Language language) { return language == Language::c ? "main.c" : "main.cpp"; }

bool starts_with_any(std::string_view flag, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return flag.substr(0, prefix.size()) == prefix; });
}

bool is_allowed(std::string_view flag) {
  if (flag.find('\0') != std::string_view::npos) return false;
  if (starts_with_any(flag, {"-fplugin",
                             "-fdump",
                             "-fprofile",
                             "-fauto-profile",
                             "-fcallgraph-info",
                             "-fsave",
                             "-fworking-directory",
                             "-fmodule",
                             "-fuse-ld",
                             "-fcompare-debug",
                             "-fdiagnostics",
                             "-fpreprocessed",
                             "-fopt-info",
                             "-fsyntax-only",
                             "-fltrans",
                             "-fwpa",
                             "-fresolution",
                             "-fself-test",
                             "-frandom-seed",
                             "-ffile-prefix-map",
                             "-fdebug-prefix-map",
                             "-fmacro-prefix-map",
                             "-fpch",
                             "-Wl,",
                             "-Wa,",
                             "-Wp,",
                             "-foffload"})) {
    return false;
  }
  for (const std::string_view whole : {"-pthread", "-ansi", "-static", "-static-libgcc", "-static-libstdc++", "-w",
                                       "-no-pie", "-pie", "-pg", "-pedantic", "-pedantic-errors", "-s", "-rdynamic"}) {
    if (flag == whole) return true;
  }
  return starts_with_any(flag, {"-O", "-std=", "-W", "-f", "-m", "-g"}) ||
         (flag.size() > 2 && starts_with_any(flag, {"-D", "-U", "-l"}));
}

sandbox::Command build_command(const CxxToolchain& toolchain, const BuildRequest& request) {
  sandbox::Command command;
  const std::string name = file_name(request.language);
  const std::string driver = (request.language == Language::c ? toolchain.gcc : toolchain.gxx).string();
  command.argv = {"/bin/sh", "-c", script, "sh", driver, "-pipe", "-fdiagnostics-color=never", "-fmax-errors=50"};
  command.argv.insert(command.argv.end(), {"-o", "a.out", name});
  // Behind the source file, as libraries (-lm) have to be.
  command.argv.insert(command.argv.end(), request.flags.begin(), request.flags.end());
  command.files = {{name, request.source}};
  command.limits = request.limits;
  command.filter = "compile";
  return command;
}

}  // namespace

std::vector<std::string> default_flags(Language language) {
  return {"-O2", language == Language::c ? "-std=gnu11" : "-std=gnu++17"};
}

Status check_flags(const std::vector<std::string>& flags) {
  for (const std::string& flag : flags) {
    if (!is_allowed(flag)) {
      return fail(invalid_input("the compiler flag '" + flag +
                                "' is not one that a build is given: use -O, -std, -W, -f, -m, -D, -U, -g, -l, "
                                "-pthread, -static and their like, each in one word"));
    }
  }
  return {};
}

sandbox::Limits build_limits() {
  sandbox::Limits limits;
  limits.cpu = std::chrono::seconds(30);
  limits.wall = std::chrono::seconds(60);
  limits.memory = 1_GiB;
  limits.output = 64_MiB;
  limits.scratch = 256_MiB;
  limits.processes = 16;
  return limits;
}

Result<BuildResult> build_cxx(sandbox::Executor& executor, const CxxToolchain& toolchain, const BuildRequest& request,
                              BuildCache*, std::stop_token stop) {
  OYER_TRY_STATUS(check_flags(request.flags));
  if (request.language != Language::c && request.language != Language::cpp) {
    return fail(unsupported(std::string(name_of(request.language)) + " is not built by a C or C++ compiler"));
  }
  if (request.language == Language::c && toolchain.gcc.empty()) {
    return fail(not_found("there is no gcc beside " + toolchain.gxx.string() + ": apt-get install gcc"));
  }
  OYER_TRY(sandbox::Execution execution, executor.run(build_command(toolchain, request), std::move(stop)));
  if (std::holds_alternative<sandbox::Cancelled>(execution.ending)) return fail(cancelled("the build was stopped"));
  if (execution.ending != sandbox::Ending(sandbox::Exited{0})) {
    return CompileFailure{execution.ending, trim_diagnostics(execution.err.bytes, file_name(request.language)), false};
  }
  auto bytes = std::make_shared<const std::string>(std::move(execution.out.bytes));
  const Digest digest = sha256(*bytes);
  return Artefact{std::move(bytes), digest, false, false};
}

sandbox::Command program_command(const Artefact& artefact, const std::vector<std::string>& arguments) {
  sandbox::Command command;
  command.argv = {"/tmp/program"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.files = {{"program", *artefact.bytes, true}};
  return command;
}

}  // namespace oyer::runners
