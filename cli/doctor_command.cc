#include "cli/doctor_command.h"

#include <algorithm>

#include "cli/builds.h"
#include "cli/doctor_text.h"
#include "cli/workshop.h"

namespace oyer::cli {
namespace {

void look_for_pythons(const PlaceArguments& place, Diagnosis& diagnosis,
                      std::optional<runners::PythonInterpreter>& python) {
  diagnosis.pythons = runners::list_pythons();
  auto found = graders::resolve_python(place.python);
  if (!found.has_value()) {
    diagnosis.no_python = to_string(found.error());
    return;
  }
  const bool listed = std::any_of(diagnosis.pythons.begin(), diagnosis.pythons.end(), [&](const auto& finding) {
    return finding.interpreter.has_value() && finding.interpreter->executable == found->executable;
  });
  if (!listed) diagnosis.pythons.push_back({found->executable, *found});
  diagnosis.chosen = found->executable.string();
  diagnosis.note = found->note;
  python = std::move(*found);
}

// What candidates will really have is what a jail says once it is open, and an interpreter in it once it has answered.
void open_jail(const sandbox::JailSpec& spec, const std::optional<runners::PythonInterpreter>& python,
               Diagnosis& diagnosis, std::stop_token stop) {
  const auto jail = sandbox::Jail::open(spec);
  if (!jail.has_value()) {
    diagnosis.no_jail = to_string(jail.error());
    return;
  }
  diagnosis.containment = (*jail)->containment();
  if (!python) return;
  const auto execution =
      (*jail)->run(runners::script_command(*python, "import platform; print(platform.python_version())"), stop);
  TrialOfPython trial{python->executable.string(), {}, {}, {}};
  if (!execution.has_value()) {
    trial.ending = "could not be run: " + to_string(execution.error());
  } else {
    trial.ending = describe(execution->ending);
    trial.wall = execution->usage.wall;
    if (execution->ending == sandbox::Ending(sandbox::Exited{0})) {
      trial.version = execution->out.bytes.substr(0, execution->out.bytes.find('\n'));
    }
  }
  diagnosis.trial = std::move(trial);
}

// Looks, and makes nothing: a cache that is not there yet stays so.
void look_for_compilers(const Environment& environment, DiagnosisOfBuilds& builds) {
  auto toolchain = runners::find_cxx();
  if (!toolchain.has_value()) {
    builds.no_toolchain = to_string(toolchain.error());
    return;
  }
  builds.toolchain = std::move(*toolchain);
  std::error_code none;
  const auto folder = graders::builds_folder(environment.state_folder);
  if (folder && !std::filesystem::exists(*folder, none)) {
    builds.no_cache = "nothing was built yet";
    return;
  }
  Builds found = open_builds(environment);
  builds.no_cache = std::move(found.note);
  if (!found.cache) return;
  builds.folder = found.cache->folder().string();
  builds.contents = found.cache->measure();
  builds.most = found.cache->most();
  builds.headers = prepared_headers(*builds.toolchain, runners::default_flags(Language::cpp), *found.cache);
}

}  // namespace

Result<ExitCode> doctor_command(const DoctorArguments& arguments, Session& session) {
  Diagnosis diagnosis;
  diagnosis.accept_weak = arguments.place.accept_weak;
  // First of all, while no other thread holds a lock that its children would inherit.
  std::optional<runners::PythonInterpreter> python;
  const graders::WorkshopOptions workshop = workshop_options(arguments.place, session.environment);
  const sandbox::JailSpec bare = graders::jail_spec(workshop, nullptr);
  diagnosis.host = sandbox::probe_host({bare});
  look_for_pythons(arguments.place, diagnosis, python);
  look_for_compilers(session.environment, diagnosis.builds);
  open_jail(graders::jail_spec(workshop, python ? &*python : nullptr), python, diagnosis, session.stop);
  session.data.write(arguments.json
                         ? json::print(to_json(diagnosis)) + "\n"
                         : doctor_text(diagnosis, session.environment.color && session.environment.out_is_terminal));
  if (session.stop.stop_requested()) return fail(cancelled("interrupted"));
  return fit(diagnosis) ? ExitCode::done : ExitCode::host_unfit;
}

}  // namespace oyer::cli
