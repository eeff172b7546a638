// Bash: source and ..
#pragma once

#include <memory>

#include "datasets/detail/resolver.h"

namespace oyer::datasets::detail {

std::unique_ptr<Resolver> bash_resolver(const ProjectView& project);

}  // namespace oyer::datasets::detail
