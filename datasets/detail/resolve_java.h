// Java: imports, and names that need none (files of one package, full names).
#pragma once

#include <memory>

#include "datasets/detail/resolver.h"

namespace oyer::datasets::detail {

std::unique_ptr<Resolver> java_resolver(const ProjectView& project);

}  // namespace oyer::datasets::detail
