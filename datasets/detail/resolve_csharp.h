// C#: usings, and names of namespaces around and of files of one namespace that need none.
#pragma once

#include <memory>

#include "datasets/detail/resolver.h"

namespace oyer::datasets::detail {

std::unique_ptr<Resolver> csharp_resolver(const ProjectView& project);

}  // namespace oyer::datasets::detail
