// Precompiled headers: which one a source can use, and how it is made.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runners/build_cache.h"
#include "runners/cxx.h"

namespace oyer::runners::detail {

// The headers that are worth it, as a source names them.
inline constexpr std::string_view precompiled_headers[] = {"bits/stdc++.h", "iostream"};

// The one of them that the source includes before anything but blanks and comments. GCC takes a precompiled header
// only as the first include; what may stand before it (macros it knows, pragmas it forgets) is not relied upon.
std::optional<std::string_view> leading_header(std::string_view source);

// False for flags under which the program differs from one built from the text (debug information names other places),
// under which nobody has shown that it does not (sanitizers, link-time optimisation, profiling), or under which the
// compiler would not say that it read the text after all (-w).
bool flags_allow_header(const std::vector<std::string>& flags);

Digest header_key(const CxxToolchain& toolchain, const std::vector<std::string>& flags, std::string_view name);

// Makes one header in the executor's jail and stores it; the caller holds the cache's lock. One that cannot be made or
// stored is no error: false, and the cache notes it. Errors are those of a build.
Result<bool> make_header(sandbox::Executor& executor, const CxxToolchain& toolchain,
                         const std::vector<std::string>& flags, std::string_view name, BuildCache& cache,
                         std::stop_token stop);

}  // namespace oyer::runners::detail
