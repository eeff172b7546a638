#include "graders/expression.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "tests/support/result.h"

namespace oyer::graders {
namespace {

using oyer::test::outcome_of;

constexpr std::array<std::string_view, 2> names = {"passed", "total"};

double value_of(std::string_view text, std::array<double, 2> numbers = {3, 4}) {
  const auto read = Expression::parse(text, names);
  EXPECT_EQ(outcome_of(read), "ok") << text;
  return read ? read->value(numbers) : std::nan("");
}

TEST(Expression, binds_as_arithmetic_does) {
  struct Row {
    const char* text;
    double value;
  };
  const Row rows[] = {
      {"1 + 2 * 3", 7},
      {"(1 + 2) * 3", 9},
      {"8 / 4 / 2", 1},
      {"5 - 2 - 1", 2},
      {"-2 * -3", 6},
      {"- (1 + 2)", -3},
      {"1e3 + .5", 1000.5},
      {"passed / total", 0.75},
      {"passed < total", 1},
      {"passed >= total", 0},
      {"passed + 1 == total and not total != 4", 1},
      {"1 == 2 or 2 == 2", 1},
      {"0 or 1 and 0", 0},
      {"not 0 + 1", 0},
      {"abs(passed - total)", 1},
      {"min(3, 1, 2) + max(3, 1, 2)", 4},
      {"clamp(passed, 0, 1) + clamp(-passed, 0, 1)", 1},
      {"if(passed == total, 1, -1)", -1},
      {"if(passed, if(total, 2, 3), 4)", 2},
      {"\tpassed\n", 3},
  };
  for (const Row& row : rows) EXPECT_EQ(value_of(row.text), row.value) << row.text;
}

TEST(Expression, never_leaves_the_numbers_it_is_held_within) {
  EXPECT_EQ(value_of("1 / 0"), 0);
  EXPECT_EQ(value_of("0 / 0"), 0);
  EXPECT_EQ(value_of("passed / (total - total)"), 0);
  EXPECT_EQ(value_of("1e9 * 1e9 * 1e9"), 1e9);
  EXPECT_EQ(value_of("-1e9 * 1e9"), -1e9);
  EXPECT_EQ(value_of("1e9 / 5e-324"), 1e9);
  EXPECT_FALSE(std::signbit(value_of("-1 * 0")));
  const double infinite = std::numeric_limits<double>::infinity();
  EXPECT_EQ(value_of("passed", {infinite, 0}), 1e9);
}

TEST(Expression, tells_the_column_of_what_it_cannot_read) {
  struct Row {
    std::string text;
    std::string says;
  };
  const std::string many(Expression::most_waiting + 1, '(');
  std::string sum = "1";
  while (sum.size() < 600) sum += "+1";
  const Row rows[] = {
      {"", "column 1: there is nothing"},
      {"passed +", "column 9: a number or a name is missing"},
      {"passed total", "column 8: an operator is missing"},
      {"passed @ 2", "column 8: an operator is missing"},
      {"2passed", "column 2: an operator is missing"},
      {"1 + secret", "column 5: no number is called secret; there are passed, total"},
      {"passed.__class__", "column 7: an operator is missing"},
      {"(1 + 2", "column 1: this bracket is not closed"},
      {"1 + 2)", "column 6: no bracket is open"},
      {"1, 2", "column 2: a comma stands between arguments of a function"},
      {"(1, 2)", "column 3: a comma stands between arguments of a function"},
      {"min()", "column 5: a number or a name is missing"},
      {"min", "column 4: min needs an open bracket and its arguments"},
      {"1 + clamp(1, 2)", "column 5: clamp takes 3 arguments"},
      {"abs(1, 2)", "column 1: abs takes 1 argument"},
      {"1 < 2 < 3", "column 7: comparisons cannot be chained; join them with and"},
      {"1e10", "column 1: not a number from 0 to 1e9"},
      {"1e999", "column 1: not a number from 0 to 1e9"},
      {".", "column 1: not a number from 0 to 1e9"},
      {"nan", "column 1: no number is called nan; there are passed, total"},
      {many, "column 33: too deep"},
      {sum, "column 259: too many operations"},
      {std::string(1001, ' '), "column 1001: longer than 1000"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(outcome_of(Expression::parse(row.text, names)), "invalid_input: " + row.says) << row.text;
  }
}

TEST(Expression, has_the_same_digest_where_it_means_the_same_parts) {
  const auto digest = [](std::string_view text) { return Expression::parse(text, names).value().digest(); };
  EXPECT_EQ(digest("passed/total"), digest(" ( passed ) / total "));
  EXPECT_NE(digest("passed/total"), digest("passed*total"));
  EXPECT_NE(digest("min(1,2)"), digest("max(1,2)"));
  EXPECT_NE(digest("1"), digest("2"));
  EXPECT_EQ(digest("1").size(), 12U);
}

}  // namespace
}  // namespace oyer::graders
