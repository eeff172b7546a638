// Whole files in and out, with errors that name the path.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace oyer {

// The bytes of a regular file. not_found or host with the path; invalid_input when it is larger than `most` bytes.
Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t most = std::uint64_t{1} << 32U);

// Writes through a temporary file beside `path` and renames it, so that a reader sees the old bytes or the new.
Status write_file(const std::filesystem::path& path, std::string_view bytes);

// Writes all bytes to a descriptor, across EINTR and short writes.
Status write_all(int fd, std::string_view bytes);

}  // namespace oyer
