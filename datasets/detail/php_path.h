// What the expression behind PHP's `include` says, where it says a path: "x.php", __DIR__ . '/x.php',
// dirname(__FILE__, 2) . '/x.php'.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace oyer::datasets::detail {

// The path from the project's root, which is "/" to `__DIR__` here; nullopt where the expression holds anything that is
// known only when it runs. `file` is the path of the file that it stands in.
std::optional<std::string> php_path(std::string_view expression, std::string_view file);

}  // namespace oyer::datasets::detail
