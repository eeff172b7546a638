// Which names the tests of a task must get from the candidate.
#pragma once

#include <optional>
#include <string>

#include "datasets/task.h"

namespace oyer::datasets::detail {

// Fills candidate_names and setup_time of `shape` from its prelude, set-up and tests (DESIGN §3): the entry point
// first, then every name that tests or set-up use and that neither they, nor the prelude, nor the language define. A
// built-in name counts where the reference defines it anew (MBPP/126 asks for a function `sum`).
void find_candidate_names(Language language, const std::string& entry_point,
                          const std::optional<std::string>& reference, FunctionShape& shape);

// Set-up and tests, as one text.
std::string all_test_code(const FunctionShape& shape);

}  // namespace oyer::datasets::detail
