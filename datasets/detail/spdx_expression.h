// SPDX licence expressions: AND, OR, WITH, parentheses, "+"; operators in any case; "MIT/Apache-2.0", as Rust wrote it
// once, is an OR.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/corpus/license.h"

namespace oyer::datasets::detail {

struct Expression {
  std::string text;  // names as the SPDX list writes them, operators in capitals, no parentheses without need
  LicenseType type = LicenseType::non_permissive;
  bool is_choice = false;  // an OR outside all parentheses
};

// nullopt for what is no expression, and for more than 4,096 bytes.
std::optional<Expression> parse_expression(std::string_view text);

// Joins by AND or OR, equal ones once, in the order given.
std::string join_expressions(const std::vector<std::string>& expressions, std::string_view by);

// The list's spelling; "" for a name that is not on it.
std::string_view listed_license(std::string_view name);

}  // namespace oyer::datasets::detail
