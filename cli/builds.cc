#include "cli/builds.h"

#include "graders/workshop.h"

namespace oyer::cli {

Builds open_builds(const Environment& environment) {
  const auto folder = graders::builds_folder(environment.state_folder);
  if (!folder) return {nullptr, "neither XDG_STATE_HOME nor HOME is set"};
  auto cache = runners::BuildCache::open(*folder);
  if (!cache.has_value()) return {nullptr, to_string(cache.error())};
  return {std::move(*cache), ""};
}

}  // namespace oyer::cli
