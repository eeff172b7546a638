#include "cli/place.h"

#include "cli/exit_code.h"

namespace oyer::cli {

Result<runners::PythonInterpreter> resolve_python(const PlaceArguments& place) {
  auto found = place.python.empty() ? runners::find_python() : runners::find_python(place.python);
  if (found.has_value()) return found;
  return fail(as_host_lack(std::move(found).error()));
}

Result<runners::CxxToolchain> resolve_cxx() {
  auto found = runners::find_cxx();
  if (found.has_value()) return found;
  return fail(as_host_lack(std::move(found).error()));
}

sandbox::JailSpec jail_spec(const PlaceArguments& place, const runners::PythonInterpreter* python) {
  sandbox::JailSpec spec;
  spec.use_cgroups = place.cgroups;
  spec.accept_weak = place.accept_weak;
  if (python == nullptr) return spec;
  for (const auto& folder : python->mounts) spec.read_only.push_back({folder.string(), folder.string()});
  return spec;
}

}  // namespace oyer::cli
