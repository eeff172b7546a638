// A finished file gets its name: the last step of whatever appears whole or not at all.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace oyer {

// Renames `temporary` to `path`, in place of what stood there, once its bytes are on disk. host with `path`; then
// `temporary` is still there.
Status put_in_place(const std::filesystem::path& temporary, const std::filesystem::path& path);

}  // namespace oyer
