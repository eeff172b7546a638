// Flags of several commands that judge: how long a candidate may run, and in what kind of jail.
#pragma once

#include <string_view>

#include "base/result.h"
#include "base/units.h"

namespace CLI {
class App;
}

namespace oyer::cli {

struct CandidateLimits;
struct PlaceArguments;

// 1ms at least.
Result<Nanos> parse_time(std::string_view text);

void add_place(CLI::App& app, PlaceArguments& place);
void add_candidate_limits(CLI::App& app, CandidateLimits& limits);

}  // namespace oyer::cli
