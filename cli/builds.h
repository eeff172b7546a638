// Where builds are kept: the cache that commands share.
#pragma once

#include <memory>

#include "cli/environment.h"
#include "runners/build_cache.h"

namespace oyer::cli {

// The cache in the state folder ("builds"), made where it is not there yet. Null where there is no state folder, or
// where it cannot be used, and `note` then says why: builds are made anew.
struct Builds {
  std::shared_ptr<runners::BuildCache> cache;
  std::string note;
};
Builds open_builds(const Environment& environment);

}  // namespace oyer::cli
