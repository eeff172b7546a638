#include "graders/workshop.h"

#include "graders/references.h"
#include "runners/build_cache.h"

namespace oyer::graders {
namespace {

// A program that is not there is a lack of the host.
Error as_host_lack(Error error) {
  if (error.kind == Error::Kind::not_found || error.kind == Error::Kind::invalid_input) {
    error.kind = Error::Kind::unsupported;
  }
  return error;
}

}  // namespace

std::optional<std::filesystem::path> builds_folder(const std::optional<std::filesystem::path>& state) {
  if (!state) return std::nullopt;
  return *state / "builds";
}

bool needs_compiler(const datasets::Task& task, Language language) {
  const auto compiled = [](Language one) { return one == Language::c || one == Language::cpp; };
  const auto* stdio = std::get_if<datasets::StdioShape>(&task.shape);
  if (stdio == nullptr) return false;
  const bool checker = stdio->checker.kind == datasets::CheckerKind::program;
  return compiled(language) || (checker && compiled(stdio->checker.language));
}

Result<runners::PythonInterpreter> resolve_python(const std::string& python) {
  auto found = python.empty() ? runners::find_python() : runners::find_python(python);
  if (found.has_value()) return found;
  return fail(as_host_lack(std::move(found).error()));
}

Result<runners::CxxToolchain> resolve_cxx() {
  auto found = runners::find_cxx();
  if (found.has_value()) return found;
  return fail(as_host_lack(std::move(found).error()));
}

Result<Toolchains> resolve_toolchains(const WorkshopOptions& options, bool compiler) {
  Toolchains toolchains;
  OYER_TRY(runners::PythonInterpreter python, resolve_python(options.python));
  toolchains.python = std::make_shared<const runners::PythonInterpreter>(std::move(python));
  if (compiler) OYER_TRY_STATUS(add_compiler(toolchains, options));
  return toolchains;
}

Status add_compiler(Toolchains& toolchains, const WorkshopOptions& options) {
  OYER_TRY(runners::CxxToolchain cxx, resolve_cxx());
  toolchains.cxx = std::make_shared<const runners::CxxToolchain>(std::move(cxx));
  if (!options.builds) return {};
  if (auto cache = runners::BuildCache::open(*options.builds)) toolchains.builds = std::move(*cache);
  return {};
}

sandbox::JailSpec jail_spec(const WorkshopOptions& options, const runners::PythonInterpreter* python) {
  sandbox::JailSpec spec;
  spec.programs = options.programs;
  spec.use_cgroups = options.cgroups;
  spec.accept_weak = options.accept_weak;
  if (python == nullptr) return spec;
  for (const auto& folder : python->mounts) spec.read_only.push_back({folder.string(), folder.string()});
  return spec;
}

OpenGrader open_graders(const WorkshopOptions& options, const Toolchains& toolchains,
                        std::shared_ptr<References> references, GraderOptions grading,
                        std::shared_ptr<SharedTests> tests, std::shared_ptr<ReservedSlot> slot) {
  if (!slot) slot = std::make_shared<ReservedSlot>();
  sandbox::JailSpec spec = jail_spec(options, toolchains.python.get());
  if (toolchains.cxx) {
    for (auto& mount : runners::build_mounts(*toolchains.cxx, toolchains.builds.get())) {
      spec.read_only.push_back(std::move(mount));
    }
  }
  return [=](unsigned, std::stop_token) -> Result<std::unique_ptr<Grader>> {
    OYER_TRY(auto jail, sandbox::Jail::open(spec));
    return open_grader(std::move(jail), toolchains, references, slot, grading, tests);
  };
}

}  // namespace oyer::graders
