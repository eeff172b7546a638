// Paths of a project's files: from its root, '/' between parts. The root itself is the empty path.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace oyer::datasets::detail {

std::string_view folder_of(std::string_view path) noexcept;
std::string_view last_part(std::string_view path) noexcept;
std::string joined_path(std::string_view folder, std::string_view below);

// `asked`, as a file in the folder writes it, without "." and ".." and doubled '/'. nullopt for an absolute path and
// for one that leads out of the project.
std::optional<std::string> path_from(std::string_view folder, std::string_view asked);

// Whether `path` is `folder` or lies in it; everything lies in the root.
bool lies_in(std::string_view path, std::string_view folder) noexcept;

}  // namespace oyer::datasets::detail
