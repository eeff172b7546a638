// Field checkers: how benchmarks themselves compare a program's output with the expected one. Looser than checker.h in
// places and stricter in others; kept so that published scores can be reproduced, and never the base of a reward.
#pragma once

#include <string_view>

#include "graders/detail/value.h"

namespace oyer::graders::detail {

// APPS, eval/testing_util.py at its commit 5dcfdf2, standard input problems. Text is taken as UTF-8; white space and
// line ends are Python's.
bool apps_accepts(std::string_view output, std::string_view expected);

// The same for its call-based problems: ==, with the expected list's first item too, a tuple being a list.
bool apps_accepts(const Value& output, const Value& expected);

// CodeContests, OutputsMatch of execution/tester_sandboxer.cc at its commit fa7a4f8.
bool codecontests_accepts(std::string_view output, std::string_view expected);

}  // namespace oyer::graders::detail
