// Sources in C and C++: what building them comes to, and what running them does.
#include <stdexcept>

#include "runners/cxx.h"
#include "sandbox/jail.h"
#include "tests/hostile/host_state.h"
#include "tests/hostile/suite.h"

namespace oyer::hostile {
namespace {

constexpr int patience_ms = 500;  // for processes that are dying already when the jail has closed

template <class T>
T checked(Result<T> result) {
  if (!result.has_value()) throw std::runtime_error(to_string(result.error()));
  return std::move(*result);
}

// "--cpu 1s --wall 2s --memory 64MiB --processes 8" laid over `limits`.
sandbox::Limits limits_of(const std::string& text, sandbox::Limits limits) {
  const std::vector<std::string> words = words_of(text);
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    const std::string &flag = words[i], &value = words[i + 1];
    if (flag == "--cpu")
      limits.cpu = checked(parse_duration(value));
    else if (flag == "--wall")
      limits.wall = checked(parse_duration(value));
    else if (flag == "--memory")
      limits.memory = checked(parse_bytes(value));
    else if (flag == "--processes")
      limits.processes = static_cast<std::uint32_t>(std::stoul(value));
    else
      throw std::runtime_error("no such option of a source: " + flag);
  }
  return limits;
}

std::string words_of_ending(const sandbox::Ending& ending) {
  const json::value row(sandbox::to_json(ending));
  return ending_text(&row);
}

// What happens in the jail; a candidate's doing is in `seen`, everything else is thrown.
void build_and_run(const HostileProgram& program, sandbox::Jail& jail, Observed& seen) {
  static const runners::CxxToolchain toolchain = checked(runners::find_cxx());
  runners::BuildRequest request;
  request.language = program.is_c() ? Language::c : Language::cpp;
  request.source = program.text;
  request.flags = runners::default_flags(request.language);
  request.flags.emplace_back("-pthread");
  request.limits = limits_of(program.value("build"), request.limits);
  const runners::BuildResult built = checked(build_cxx(jail, toolchain, request, nullptr, {}));
  if (const auto* failure = std::get_if<runners::CompileFailure>(&built)) {
    seen.got.ending = "build " + words_of_ending(failure->ending);
    seen.reason = seen.diagnostics = failure->diagnostics;
    return;
  }
  sandbox::Command command = program_command(std::get<runners::Artefact>(built));
  command.limits = limits_of(program.value("options"), command.limits);
  const sandbox::Execution execution = checked(jail.run(command, {}));
  seen.got.ending = words_of_ending(execution.ending);
  seen.out = execution.out.bytes;
  seen.reason = execution.err.bytes;
}

// The next source in the same jail finds a compiler that works and an empty /tmp.
std::string next_source(sandbox::Jail& jail) {
  static const runners::CxxToolchain toolchain = checked(runners::find_cxx());
  runners::BuildRequest request;
  request.language = Language::c;
  request.flags = runners::default_flags(request.language);
  request.source =
      "#include <dirent.h>\n#include <string.h>\n"
      "int main(void) { int n = 0; DIR* d = opendir(\"/tmp\"); for (struct dirent* e; (e = readdir(d));) "
      "n += strcmp(e->d_name, \"program\") != 0; return n == 2 ? 7 : 1; }\n";
  const runners::BuildResult built = checked(build_cxx(jail, toolchain, request, nullptr, {}));
  if (const auto* failure = std::get_if<runners::CompileFailure>(&built)) return failure->diagnostics;
  const sandbox::Execution execution = checked(jail.run(program_command(std::get<runners::Artefact>(built)), {}));
  const bool good = execution.ending == sandbox::Ending(sandbox::Exited{7});
  return good ? "" : "the next program " + describe(execution.ending);
}

}  // namespace

Observed observe_source(const HostileProgram& program) {
  const HostState before = HostState::now();
  Observed seen;
  seen.got = {"none", "none", {}};
  try {
    const auto jail = checked(sandbox::Jail::open({}));
    seen.reduced = jail->containment().cgroup == "none";
    build_and_run(program, *jail, seen);
    seen.probe = next_source(*jail);
  } catch (const std::runtime_error& error) {
    seen.reason = error.what();
    seen.got.ending = "infra_error";
  }
  seen.left_behind = leftover_processes(patience_ms) + HostState::now().new_since(before);
  return seen;
}

}  // namespace oyer::hostile
