// What a benchmark's own comparison says, beside the verdict: Grade::profiles.
#pragma once

#include <string>

#include "graders/grade.h"

namespace oyer::graders::detail {

// Adds a result in which no test has run; nothing for "strict" and for profiles that decide the verdict themselves.
void open_profile(Grade& grade, const std::string& profile);

// Verdicts from the letters: accepted, or what stopped the first test that did not pass.
void finish_profiles(Grade& grade);

}  // namespace oyer::graders::detail
