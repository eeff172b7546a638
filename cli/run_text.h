// How a finished run is told to a person.
#pragma once

#include <string>

#include "runners/cxx.h"
#include "sandbox/execution.h"
#include "sandbox/limits.h"

namespace oyer::cli {

// One line, "oyer: exited with code 0; CPU 21 ms, 35 ms on the clock, 9.1 MiB; strong (cgroup v1)", and a line more
// for each thing that a person would otherwise miss: output that was cut, processes that were left and killed, the
// flag that raises a limit that was reached.
std::string run_text(const sandbox::Execution& execution, const sandbox::Limits& limits);

// What the compiler said, and one line: "oyer: it does not compile: exited with code 1", or which limit of a build it
// reached.
std::string build_text(const runners::CompileFailure& failure);

// "strong (cgroup v1)", "reduced (no cgroup)".
std::string tier_text(const sandbox::Containment& containment);

// What tier weak did not keep candidates from, in one line; empty for the other tiers.
std::string weak_text(const sandbox::Containment& containment);

}  // namespace oyer::cli
