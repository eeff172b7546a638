// Ruby: require by the load path, require_relative, load, autoload, and constants.
#pragma once

#include <memory>

#include "datasets/detail/resolver.h"

namespace oyer::datasets::detail {

std::unique_ptr<Resolver> ruby_resolver(const ProjectView& project);

}  // namespace oyer::datasets::detail
