// Runs an interpreter once, as the user, and lets it describe itself.
#pragma once

#include <filesystem>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace oyer::runners::detail {

// What runners/python/oyer_describe.py prints under `interpreter`. unsupported when it does not start, fails, takes
// longer than 120 s or prints something else; the message carries the last line of its stderr.
Result<json::object> ask_python(const std::filesystem::path& interpreter);

// The first of an interpreter's own files and folders that users other than its owner cannot read, or "" when they can
// read all that starting it takes. Folders above the prefixes do not count: a jail mounts the prefixes by themselves.
std::filesystem::path find_unreadable(const json::object& description);

}  // namespace oyer::runners::detail
