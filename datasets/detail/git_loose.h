// Loose objects: one deflated file each. Read here and not by libgit2, whose version 1.5.1 writes past the end of its
// buffer when an object holds more than its head says.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/detail/git_objects.h"

namespace oyer::datasets::detail {

struct LooseObject {
  std::optional<BlobProblem> problem;
  std::optional<ObjectKind> kind;  // absent with missing and corrupt ones
  std::uint64_t size = 0;
  std::string bytes;
};

// Inflates a loose object's file. Not more than `most` bytes of it, nor more than its head says.
LooseObject inflate_loose(std::string_view deflated, std::uint64_t most);

// The object `id` of a folder of objects. Anything but a regular file in its place is corrupt.
LooseObject read_loose(const std::filesystem::path& objects, const ObjectId& id, std::uint64_t most);

// Ids of loose objects that begin so, in their order; 4 digits at least.
std::vector<ObjectId> find_loose(const std::filesystem::path& objects, std::string_view beginning);

}  // namespace oyer::datasets::detail
