// The import rules of Go.
#pragma once

#include <memory>

#include "datasets/detail/resolver.h"

namespace oyer::datasets::detail {

std::unique_ptr<Resolver> go_resolver(const ProjectView& project);

}  // namespace oyer::datasets::detail
