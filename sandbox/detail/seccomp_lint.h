// House rules for profiles, beyond what makes a file readable: checked by the tests for the profiles of the house.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sandbox/profile.h"

namespace oyer::sandbox::detail {

// seccomp-profiles/dangerous.txt: one call a line, "#" begins a comment. invalid_input names the line of a name that
// is no call, or that stands twice.
Result<std::set<std::string>> parse_dangerous(std::string_view text);

// One message for each breach: a dangerous call allowed without a comment or without an argument rule; a call of the
// machine's architecture that no rule of the profile names; a rule without a comment.
std::vector<std::string> lint(const SyscallProfile& profile, const std::set<std::string>& dangerous);

}  // namespace oyer::sandbox::detail
