#include "cli/builds.h"

namespace oyer::cli {

Builds open_builds(const Environment& environment) {
  if (!environment.state_folder) return {nullptr, "neither XDG_STATE_HOME nor HOME is set"};
  auto cache = runners::BuildCache::open(*environment.state_folder / "builds");
  if (!cache.has_value()) return {nullptr, to_string(cache.error())};
  return {std::move(*cache), ""};
}

}  // namespace oyer::cli
