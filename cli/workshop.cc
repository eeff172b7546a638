#include "cli/workshop.h"

#include <algorithm>

#include "graders/benchmark_limits.h"

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

Status make_ledger_folder(const fs::path& path) {
  std::error_code error;
  if (const fs::path folder = path.parent_path(); !folder.empty()) fs::create_directories(folder, error);
  if (error) {
    return fail(host_error(
        "the ledger's folder " + path.parent_path().string() + " cannot be made; name another place with --ledger PATH",
        error.value()));
  }
  return {};
}

graders::GraderOptions grader_options(const BatchArguments& arguments, std::string_view benchmark) {
  graders::GraderOptions options;
  const CandidateLimits& limits = arguments.limits;
  if (limits.cpu) options.limits.cpu = *limits.cpu;
  if (limits.memory) options.limits.memory = *limits.memory;
  // A back-stop below the clock it backs would decide instead of it.
  options.limits.wall = limits.wall.value_or(std::max(options.limits.wall, 2 * options.limits.cpu));
  const graders::BenchmarkLimits own = graders::benchmark_limits(benchmark);
  if (!limits.cpu && own.cpu) options.limits.cpu = *own.cpu;
  if (!limits.memory && own.memory) options.limits.memory = *own.memory;
  if (!limits.wall && own.wall) options.limits.wall = std::max(options.limits.wall, *own.wall);
  options.times_reference = limits.times_reference;
  options.seed = arguments.seed;
  options.replays = arguments.replays;
  options.faithful = arguments.faithful;
  return options;
}

graders::WorkshopOptions workshop_options(const PlaceArguments& place, const Environment& environment) {
  graders::WorkshopOptions options;
  options.python = place.python;
  options.cgroups = place.cgroups;
  options.accept_weak = place.accept_weak;
  options.builds = graders::builds_folder(environment.state_folder);
  return options;
}

}  // namespace oyer::cli
