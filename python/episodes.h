// Bindings of graders/episodes.h: what oyer/episodes.py stands on.
#pragma once

#include <nanobind/nanobind.h>

namespace oyer::python {

void bind_episodes(nanobind::module_& module);

}  // namespace oyer::python
