// JSON as people write configurations: with comments and with commas before closing brackets.
#pragma once

#include <optional>
#include <string_view>

#include "base/json.h"

namespace oyer::datasets::detail {

// The object that a text holds, comments, surplus commas and a byte order mark passed over. nullopt for everything
// else.
std::optional<json::object> loose_json_object(std::string_view text);

}  // namespace oyer::datasets::detail
