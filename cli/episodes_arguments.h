// What the command line of `oyer episodes` says.
#pragma once

#include "base/result.h"

namespace CLI {
class App;
}

namespace oyer::cli {

struct EpisodesArguments;

void add_episodes(CLI::App& app, EpisodesArguments& arguments);
// invalid_input says what lacks.
Result<EpisodesArguments> choose_episodes(const EpisodesArguments& arguments);

}  // namespace oyer::cli
