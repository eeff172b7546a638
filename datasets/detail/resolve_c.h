// The import rules of C and C++, one resolver for both: headers are shared.
#pragma once

#include <memory>

#include "datasets/detail/resolver.h"

namespace oyer::datasets::detail {

std::unique_ptr<Resolver> c_resolver(const ProjectView& project);

}  // namespace oyer::datasets::detail
