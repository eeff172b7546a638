// What the argument rules of a profile mean, and whether two of them can hold for the same call.
#pragma once

#include <cstdint>
#include <optional>

#include "sandbox/profile.h"

namespace oyer::sandbox::detail {

// True when the comparison holds for a value of its argument.
bool holds(const ArgumentRule& rule, std::uint64_t argument) noexcept;

// True when no argument satisfies it: "less than 0", a masked value with bits outside the mask.
bool never_holds(const ArgumentRule& rule) noexcept;

// True when some value of one argument satisfies both (the rules' index is not looked at). Exact.
bool can_hold_together(const ArgumentRule& a, const ArgumentRule& b) noexcept;

// True when some arguments satisfy both rules. Exact, since a rule has at most one comparison an argument.
bool overlap(const SyscallRule& a, const SyscallRule& b) noexcept;

}  // namespace oyer::sandbox::detail
