// What the tests of every shape have in common in Oyer's own task format.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/detail/fields.h"

namespace oyer::datasets::detail {

// Of plain characters, and not seen before.
Status check_test_id(const std::string& id, std::set<std::string>& seen);

Result<Visibility> read_visibility(Fields& fields);

// The elements of "tests": at least one.
Result<std::vector<std::string_view>> read_tests(Fields& fields);

}  // namespace oyer::datasets::detail
