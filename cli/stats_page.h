// The page of `oyer corpus stats --html`: one file that shows what datasets::stats_json() counted.
//
// It needs nothing else and asks for nothing: no script, no font, no image, and a policy that forbids them all. Plots
// are drawings with a table behind each. It follows the reader's choice of a light or a dark page.
#pragma once

#include <string>

#include "base/json.h"

namespace oyer::cli {

// Parts that `stats` does not know are left out. Names of repositories, paths and languages may hold anything.
std::string stats_page(const json::object& stats);

}  // namespace oyer::cli
