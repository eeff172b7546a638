#include "datasets/detail/candidate_names.h"

#include <algorithm>
#include <set>

#include "parsers/names.h"

namespace oyer::datasets::detail {

std::string all_test_code(const FunctionShape& shape) {
  std::string code = shape.setup;
  for (const TestCode& test : shape.tests) code += "\n" + test.code;
  return code + "\n";
}

void find_candidate_names(Language language, const std::string& entry_point,
                          const std::optional<std::string>& reference, FunctionShape& shape) {
  const auto set_of = [](const std::vector<std::string>& names) {
    return std::set<std::string>(names.begin(), names.end());
  };
  const std::set<std::string> given = set_of(parsers::defined_names(language, shape.prelude));
  const std::set<std::string> made = set_of(parsers::defined_names(language, reference.value_or("")));
  shape.candidate_names = {entry_point};
  for (const std::string& name : parsers::free_names(language, all_test_code(shape))) {
    if (name == entry_point || given.contains(name)) continue;
    if (parsers::is_builtin(language, name) && !made.contains(name)) continue;
    shape.candidate_names.push_back(name);
  }
  const std::vector<std::string> setup_names = parsers::free_names(language, shape.setup);
  const bool waits = std::any_of(setup_names.begin(), setup_names.end(), [&](const std::string& name) {
    return std::find(shape.candidate_names.begin(), shape.candidate_names.end(), name) != shape.candidate_names.end();
  });
  shape.setup_time = waits ? SetupTime::after_candidate : SetupTime::before_candidate;
}

}  // namespace oyer::datasets::detail
