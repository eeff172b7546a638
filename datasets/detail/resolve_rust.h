// The import rules of Rust.
#pragma once

#include <memory>

#include "datasets/detail/resolver.h"

namespace oyer::datasets::detail {

std::unique_ptr<Resolver> rust_resolver(const ProjectView& project);

}  // namespace oyer::datasets::detail
