// The field's own comparisons. What APPS accepts was asked of its own code (eval/testing_util.py at 5dcfdf2) for each
// pair, and for 15,000 random ones that agreed.
#include "graders/detail/field_checkers.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace oyer::graders::detail {
namespace {

using std::string_literals::operator""s;

struct Pair {
  std::string output, expected;
  bool accepted;
};

TEST(AppsComparison, says_what_its_own_code_says) {
  const std::vector<Pair> pairs = {
      {"1\n2\n", "1\n2", true},
      {"  1\n2  \n\n", "1\n2", true},
      {"1 \n2 \n", "1\n2\n", true},
      {"1\r\n2\r\n", "1\n2\n", true},
      {"1\x1C"
       "2",
       "1\n2", true},
      {"1\xE2\x80\xA8"
       "2",
       "1\n2", true},
      {"1\n\n2\n", "1\n2", true},
      {"1\n2\n", "1\n\n2", true},
      {"2\n1\n", "1\n2\n", true},      // lines are a set
      {"b a\n", "a b", true},          // and so are the tokens of a line
      {"a a b\n", "a b", true},        // repetition does not count
      {"1\n1\n2\n", "1\n2\n", true},   // nor that of lines
      {"1.00001\n", "1\n", true},      // numpy.allclose
      {"100000\n", "100001\n", true},  // 1e-5 of it
      {"100000\n", "100002\n", false},
      {"1.0004 x\n", "1 x\n", false},  // words are no numbers
      {"1.0004 2\n", "1 2\n", true},   // three digits
      {"1.0006 2\n", "1 2\n", false},
      {"1_0\n", "10\n", true},  // float("1_0")
      {"inf\n", "1e999\n", true},
      {"nan\n", "nan\n", true},  // the same text
      {"nan 1\n", "NaN 1\n", false},
      {"Yes\n", "YES\n", false},
      {"1\n2\n3\n", "1\n2\n", false},
      {"1\n", "1\n2\n", false},
      {"", "1", false},
      {"", "", true},
      {"\n\n", " ", true},
      {"1000000000000000001\n", "1000000000000000000\n", true},
      {"0x1\n", "1\n", false},
      {"-0\n", "0\n", true},
      {".5 5.\n", "0.5 5\n", true},
  };
  for (const Pair& pair : pairs) {
    EXPECT_EQ(apps_accepts(std::string_view(pair.output), std::string_view(pair.expected)), pair.accepted)
        << testing::PrintToString(pair.output) << " for " << testing::PrintToString(pair.expected);
  }
}

Value value(std::string_view json) {
  auto read = Value::from_json(json);
  if (!read.has_value()) throw std::runtime_error(to_string(read.error()));
  return std::move(*read);
}

// (1, [2, (3,)]) and the like, which JSON does not have: marshal's tuples.
Value decoded(std::string frame) { return std::get<Value>(Value::decode(std::move(frame))); }

TEST(AppsComparison, of_values_takes_the_expected_list_or_its_first_item) {
  EXPECT_TRUE(apps_accepts(value("9"), value("9")));
  EXPECT_TRUE(apps_accepts(value("9"), value("[9]")));
  EXPECT_TRUE(apps_accepts(value("[9]"), value("[9]")));
  EXPECT_TRUE(apps_accepts(value("9"), value("[9, 10]")));
  EXPECT_TRUE(apps_accepts(value("true"), value("[1]")));
  EXPECT_FALSE(apps_accepts(value("[[9]]"), value("[9]")));
  EXPECT_FALSE(apps_accepts(value("9.0000001"), value("[9]")));
  EXPECT_FALSE(apps_accepts(value("[]"), value("9")));
  EXPECT_TRUE(apps_accepts(value("[]"), value("[]")));
}

TEST(AppsComparison, of_values_takes_tuples_for_lists_two_levels_deep) {
  const auto number = [](char n) { return std::string("i") + n + std::string(3, '\0'); };
  const std::string pair = ")\x02"s + number(1) + number(2);  // (1, 2)
  const std::string pairs = "[\x01\0\0\0"s + pair;            // [(1, 2)]
  const std::string nested = ")\x01"s + ")\x01"s + pair;      // (((1, 2),),)
  EXPECT_TRUE(apps_accepts(decoded(pair), value("[1, 2]")));
  EXPECT_TRUE(apps_accepts(decoded(pair), value("[[1, 2]]")));
  EXPECT_TRUE(apps_accepts(decoded(pairs), value("[[[1, 2]]]")));
  EXPECT_FALSE(apps_accepts(decoded(pairs), value("[[1, 2]]")));
  EXPECT_FALSE(apps_accepts(decoded(nested), value("[[[[1, 2]]]]")));
}

TEST(CodeContestsComparison, is_of_lower_case_tokens_and_doubles) {
  const std::vector<Pair> pairs = {
      {"YES\n", "yes", true},
      {"1 2", "1\n2\r\n", true},
      {"1\f2", "1 2", false},  // a form feed parts nothing there
      {"1 2 3", "1 2", false},
      {"1", "1 2", false},
      {"1.000009", "1", true},
      {"1.00001", "1", false},  // not below 1e-5
      {"1000000000.0001", "1000000000", false},
      {"1000000000000000001", "1000000000000000000", true},
      {"+1 .5 5.", "1 0.5 5", true},
      {"1e3", "1000", true},
      {"x", "y", false},
      {"inf", "Infinity", false},
      {"nan", "NaN", true},  // the same token in lower case
      {"nan 1.0", "nan 1", false},
      {"0x10", "16", false},
      {"", " \n", true},
  };
  for (const Pair& pair : pairs) {
    EXPECT_EQ(codecontests_accepts(pair.output, pair.expected), pair.accepted)
        << testing::PrintToString(pair.output) << " for " << testing::PrintToString(pair.expected);
  }
}

}  // namespace
}  // namespace oyer::graders::detail
