// What is wrong with this build, by intent: the programs of tests/attack lack one defence each, to prove that `oyer
// attack` finds it, and say so at every turn. Every other build returns "".
#pragma once

#include <string_view>

namespace oyer::cli {

// "StopIteration crosses": the defence that was taken away.
std::string_view weakness() noexcept;

}  // namespace oyer::cli
