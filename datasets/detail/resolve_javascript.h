// JavaScript and TypeScript, with and without JSX: one resolver, since they import each other.
#pragma once

#include <memory>

#include "datasets/detail/resolver.h"

namespace oyer::datasets::detail {

std::unique_ptr<Resolver> javascript_resolver(const ProjectView& project);

}  // namespace oyer::datasets::detail
