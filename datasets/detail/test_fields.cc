#include "datasets/detail/test_fields.h"

#include <algorithm>

namespace oyer::datasets::detail {

Status check_test_id(const std::string& id, std::set<std::string>& seen) {
  const bool plain = !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '/' || c == '-';
  });
  if (!plain)
    return fail(invalid_input("the test id \"" + id + "\" may only have letters, digits, '_', '.', '/', '-'"));
  if (!seen.insert(id).second) {
    return fail(invalid_input("two tests have the id \"" + id + "\"; give every test an id of its own"));
  }
  return {};
}

Result<Visibility> read_visibility(Fields& fields) {
  return fields.named_or("visibility", parse_visibility, Visibility::private_test, "\"public\", \"private\"");
}

Result<std::vector<std::string_view>> read_tests(Fields& fields) {
  OYER_TRY(const std::string_view text, fields.raw("tests"));
  Result<std::vector<std::string_view>> tests = split_array(text);
  if (!tests.has_value() || tests->empty()) return fields.wrong("tests", "a list of at least one test");
  return tests;
}

}  // namespace oyer::datasets::detail
