#include "cli/workshop.h"

#include <sys/utsname.h>

#include <algorithm>
#include <fstream>

#include "cli/builds.h"
#include "graders/references.h"

namespace oyer::cli {
namespace fs = std::filesystem;

bool names_folder(const std::string& out) {
  std::error_code ignored;
  return !out.empty() && (out.back() == '/' || fs::is_directory(out, ignored));
}

Result<fs::path> ledger_path(const std::string& asked, const std::string& out, const Environment& environment) {
  if (!asked.empty()) return fs::path(asked);
  if (names_folder(out)) return fs::path(out) / "ledger";
  if (!out.empty()) return fs::path(out + ".ledger");
  if (environment.state_folder) return *environment.state_folder / "ledger";
  return fail(
      unsupported("neither XDG_STATE_HOME nor HOME is set, so there is no place for the ledger; "
                  "give one with --ledger PATH"));
}

Result<fs::path> existing_ledger(const std::string& asked, const Environment& environment) {
  OYER_TRY(fs::path path, ledger_path(asked, "", environment));
  std::error_code ignored;
  if (fs::exists(path, ignored)) return path;
  return fail(not_found("there is no ledger " + path.string() +
                        "; name one with --ledger PATH (oyer grade and oyer eval say where they keep it)"));
}

Result<graders::Ledger> open_ledger(const fs::path& path) {
  std::error_code error;
  if (const fs::path folder = path.parent_path(); !folder.empty()) fs::create_directories(folder, error);
  if (error) {
    return fail(host_error(
        "the ledger's folder " + path.parent_path().string() + " cannot be made; name another place with --ledger PATH",
        error.value()));
  }
  return graders::Ledger::open(path);
}

graders::GraderOptions grader_options(const BatchArguments& arguments) {
  graders::GraderOptions options;
  const CandidateLimits& limits = arguments.limits;
  if (limits.cpu) options.limits.cpu = *limits.cpu;
  if (limits.memory) options.limits.memory = *limits.memory;
  // A back-stop below the clock it backs would decide instead of it.
  options.limits.wall = limits.wall.value_or(std::max(options.limits.wall, 2 * options.limits.cpu));
  options.times_reference = limits.times_reference;
  options.seed = arguments.seed;
  return options;
}

bool needs_compiler(const datasets::Task& task, Language language) {
  const auto compiled = [](Language one) { return one == Language::c || one == Language::cpp; };
  const auto* stdio = std::get_if<datasets::StdioShape>(&task.shape);
  if (stdio == nullptr) return false;
  const bool checker = stdio->checker.kind == datasets::CheckerKind::program;
  return compiled(language) || (checker && compiled(stdio->checker.language));
}

Result<graders::Toolchains> resolve_toolchains(const PlaceArguments& place, bool compiler,
                                               const Environment& environment) {
  graders::Toolchains toolchains;
  OYER_TRY(runners::PythonInterpreter python, resolve_python(place));
  toolchains.python = std::make_shared<const runners::PythonInterpreter>(std::move(python));
  if (compiler) {
    OYER_TRY(runners::CxxToolchain cxx, resolve_cxx());
    toolchains.cxx = std::make_shared<const runners::CxxToolchain>(std::move(cxx));
    toolchains.builds = open_builds(environment).cache;
  }
  return toolchains;
}

std::string this_host() {
  utsname names{};
  std::string host = ::uname(&names) == 0 ? names.nodename : "";
  std::ifstream processors("/proc/cpuinfo");
  for (std::string line; std::getline(processors, line);) {
    if (line.starts_with("model name")) return host + ", " + line.substr(std::min(line.size(), line.find(':') + 2));
  }
  return host;
}

graders::OpenGrader open_graders(const PlaceArguments& place, const graders::Toolchains& toolchains,
                                 std::shared_ptr<graders::References> references, graders::GraderOptions options,
                                 std::shared_ptr<graders::SharedTests> tests) {
  const auto slot = std::make_shared<graders::ReservedSlot>();
  sandbox::JailSpec spec = jail_spec(place, toolchains.python.get());
  if (toolchains.cxx) {
    for (auto& mount : runners::build_mounts(*toolchains.cxx, toolchains.builds.get())) {
      spec.read_only.push_back(std::move(mount));
    }
  }
  return [=](unsigned) -> Result<std::unique_ptr<graders::Grader>> {
    OYER_TRY(auto jail, sandbox::Jail::open(spec));
    return graders::open_grader(std::move(jail), toolchains, references, slot, options, tests);
  };
}

}  // namespace oyer::cli
