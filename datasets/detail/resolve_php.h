// PHP: `use`, names of one namespace that need none, Composer's autoloading, include and require.
#pragma once

#include <memory>

#include "datasets/detail/resolver.h"

namespace oyer::datasets::detail {

std::unique_ptr<Resolver> php_resolver(const ProjectView& project);

}  // namespace oyer::datasets::detail
