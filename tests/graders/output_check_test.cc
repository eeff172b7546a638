// Comparison profiles and oracles. The expected answers of all_close were given by numpy 2.4.6, those of the evalplus
// profile follow evalplus/eval/__init__.py at 26d6d00, line by line.
#include "graders/detail/output_check.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "graders/detail/brief.h"
#include "graders/detail/compare.h"
#include "tests/support/python.h"
#include "tests/support/result.h"

namespace oyer::graders::detail {
namespace {

using datasets::Oracle;
using oyer::test::outcome_of;
using oyer::test::run_python;

Value json_value(const std::string& text) { return Value::from_json(text).value(); }

// numpy.allclose(row, column, rtol=1e-7, atol=1e-6), one character a column.
struct Row {
  const char* value;
  const char* close;
};
const Row numpy_table[] = {
    {R"j(1)j", "1110000100000110000000011000000000000001000"},
    {R"j(1.0)j", "1110000100000110000000011000000000000001000"},
    {R"j(1.0000001)j", "1110000100000110000000011000000000000001000"},
    {R"j(1.000002)j", "0001000000000100000000011000000000000000000"},
    {R"j(0)j", "0000110000000100000000011000000000000000000"},
    {R"j(1e-7)j", "0000110000000100000000011000000000000000000"},
    {R"j(1e-5)j", "0000001000000100000000011000000000000000000"},
    {R"j(true)j", "1110000100000110000000011000000000000001000"},
    {R"j(null)j", "0000000000000100000000011000000000000000000"},
    {R"j("1")j", "0000000000000000000000000000000000000000000"},
    {R"j(NaN)j", "0000000000000100000000011000000000000000000"},
    {R"j(Infinity)j", "0000000000010100000000011000000000000000000"},
    {R"j(-Infinity)j", "0000000000001100000000011000000000000000000"},
    {R"j([])j", "1111111100111110000010011000000110011001110"},
    {R"j([1.0])j", "1110000100000110000000011000000000000001000"},
    {R"j([1.0, 2.0])j", "0000000000000001110100000000010000000000001"},
    {R"j([1, 2])j", "0000000000000001110100000000010000000000001"},
    {R"j([1.0000001, 2])j", "0000000000000001110100000000010000000000001"},
    {R"j([1.0, [2.0]])j", "0000000000000000000000000000000000000000000"},
    {R"j([[1.0, 2.0]])j", "0000000000000001110100000000010000000000001"},
    {R"j([[1.0], [2.0]])j", "0000000000000100000011011000000000000000000"},
    {R"j([[1.0, 1.0], [2.0, 2.0]])j", "0000000000000000000011000000000000000000000"},
    {R"j([[1.0], [2.0, 3.0]])j", "0000000000000000000000000000000000000000000"},
    {R"j([[]])j", "1111111100111110000010011000000110011001110"},
    {R"j([[], []])j", "1111111100111110000010011000000110011001110"},
    {R"j([1.0, null])j", "0000000000000000000000000000000000000000000"},
    {R"j([1.0, "a"])j", "0000000000000000000000000000000000000000000"},
    {R"j({})j", "0000000000000100000000011000000000000000000"},
    {R"j({"a": 1})j", "0000000000000100000000011000000000000000000"},
    {R"j([true, 2])j", "0000000000000001110100000000010000000000001"},
    {R"j([Infinity, 1])j", "0000000000000000000000000000001000000000000"},
    {R"j([NaN])j", "0000000000000100000000011000000000000000000"},
    {R"j(1000000000000000000000000000000)j", "0000000000000100000000011000000010000000000"},
    {R"j([1000000000000000000000000000000])j", "0000000000000100000000011000000010000000000"},
    {R"j([1000000000000000000000000000000, 1.5])j", "0000000000000000000000000000000000000000000"},
    {R"j(9223372036854775808)j", "0000000000000100000000011000000000010000000"},
    {R"j(18446744073709551616)j", "0000000000000100000000011000000000001000000"},
    {R"j([18446744073709551615, 1])j", "0000000000000000000000000000000000000100000"},
    {R"j([9223372036854775808, -1])j", "0000000000000000000000000000000000000010000"},
    {R"j([[[1.0]]])j", "1110000100000110000000011000000000000001000"},
    {R"j(1e15)j", "0000000000000100000000011000000000000000110"},
    {R"j(1000000000000001.0)j", "0000000000000100000000011000000000000000110"},
    {R"j([[1.0, 2.0], [1.0, 2.0]])j", "0000000000000001110100000000010000000000001"},
};

TEST(AllClose, is_numpys_for_every_pair_of_one_type_and_length) {
  std::size_t compared = 0;
  for (const Row& row : numpy_table) {
    const Value a = json_value(row.value);
    for (std::size_t j = 0; j < std::size(numpy_table); ++j) {
      const Value b = json_value(numpy_table[j].value);
      // As the evalplus profile asks it: of one type, and of one length. Equal values never come so far.
      if (!same_type(a, b) || a.children(a.root()).size() != b.children(b.root()).size() || equal(a, b)) continue;
      EXPECT_EQ(all_close(a, b, 1e-7, 1e-6), row.close[j] == '1') << row.value << " ~ " << numpy_table[j].value;
      ++compared;
    }
  }
  EXPECT_GT(compared, 200U);
}

TEST(AllClose, tolerance_is_absolute_plus_relative_to_the_second) {
  EXPECT_TRUE(all_close(json_value("1.5"), json_value("1.0"), 0, 0.5));
  EXPECT_FALSE(all_close(json_value("1.5"), json_value("1.0"), 0, 0.49));
  EXPECT_TRUE(all_close(json_value("110.0"), json_value("100.0"), 0.1, 0));
  EXPECT_FALSE(all_close(json_value("100.0"), json_value("111.2"), 0.1, 0));
}

OutputCheck check_of(const char* profile, Oracle oracle = Oracle::equal, double atol = 0) {
  return OutputCheck::open(profile, oracle, atol).value();
}

bool accepts(OutputCheck check, const char* output, const char* expected, const char* arguments = "[]") {
  return check.accepts(json_value(output), json_value(expected), json_value(arguments));
}

TEST(EvalPlusProfile, floats_are_close_and_the_tolerance_stays) {
  EXPECT_TRUE(accepts(check_of("evalplus"), "1.0000005", "1.0"));
  EXPECT_FALSE(accepts(check_of("evalplus"), "1.00001", "1.0"));
  EXPECT_FALSE(accepts(check_of("strict"), "1.0000005", "1.0"));
  EXPECT_TRUE(accepts(check_of("evalplus"), "[1.0000005, 2.0]", "[1.0, 2.0]"));
  EXPECT_FALSE(accepts(check_of("evalplus"), "[[1.0000005]]", "[[1.0]]")) << "a list of lists is no list of floats";
  // Once a float was expected, the tolerance holds for all that follow.
  OutputCheck check = check_of("evalplus");
  EXPECT_FALSE(check.accepts(json_value("[[1.0000005]]"), json_value("[[1.0]]"), json_value("[]")));
  EXPECT_TRUE(check.accepts(json_value("2.0"), json_value("2.0"), json_value("[]")));
  EXPECT_TRUE(check.accepts(json_value("[[1.0000005]]"), json_value("[[1.0]]"), json_value("[]")));
}

TEST(EvalPlusProfile, types_must_agree_on_the_tolerant_path_only) {
  EXPECT_TRUE(accepts(check_of("evalplus"), "1", "1.0")) << "equal already";
  EXPECT_TRUE(accepts(check_of("evalplus", Oracle::equal, 0.5), "true", "1"));
  EXPECT_FALSE(accepts(check_of("evalplus", Oracle::equal, 0.5), "1", "1.25"));
  EXPECT_TRUE(accepts(check_of("evalplus", Oracle::equal, 0.5), "1.0", "1.25"));
  EXPECT_FALSE(accepts(check_of("evalplus"), "[1.0]", "[1.0, 1.0]")) << "numpy would repeat the one";
  EXPECT_FALSE(accepts(check_of("evalplus"), "NaN", "NaN"));
  EXPECT_FALSE(accepts(check_of("evalplus"), "\"1.0\"", "1.0"));
}

TEST(StrictProfile, is_pythons_equality_and_a_tolerance_reaches_every_depth) {
  EXPECT_TRUE(accepts(check_of("strict"), "1", "1.0"));
  EXPECT_FALSE(accepts(check_of("strict"), "[1]", "[1, 1]"));
  EXPECT_TRUE(accepts(check_of("strict", Oracle::equal, 0.01), "{\"a\": [1.001]}", "{\"a\": [1.0]}"));
  EXPECT_FALSE(accepts(check_of("strict", Oracle::equal, 0.01), "{\"a\": [1.1]}", "{\"a\": [1.0]}"));
  EXPECT_FALSE(accepts(check_of("strict", Oracle::equal, 5), "2", "1")) << "whole numbers are exact";
}

TEST(Oracles, not_none_asks_only_whether_something_came) {
  for (const char* profile : {"strict", "evalplus"}) {
    EXPECT_TRUE(accepts(check_of(profile, Oracle::not_none), "\"x\"", "5"));
    EXPECT_FALSE(accepts(check_of(profile, Oracle::not_none), "null", "5"));
    EXPECT_TRUE(accepts(check_of(profile, Oracle::not_none), "null", "null"));
    EXPECT_FALSE(accepts(check_of(profile, Oracle::not_none), "0", "null")) << "0 is not None";
    EXPECT_TRUE(accepts(check_of(profile, Oracle::not_none), "true", "5"));
    EXPECT_FALSE(accepts(check_of(profile, Oracle::not_none), "false", "5"));
    EXPECT_TRUE(accepts(check_of(profile, Oracle::not_none), "false", "null"));
  }
}

TEST(Oracles, set_equality_forgets_order_and_repeats) {
  EXPECT_TRUE(accepts(check_of("evalplus", Oracle::set_equal), "[3, 1, 1]", "[1, 3]"));
  EXPECT_FALSE(accepts(check_of("evalplus", Oracle::set_equal), "[3, 1]", "[1, 4]"));
  EXPECT_FALSE(accepts(check_of("evalplus", Oracle::set_equal), "[[1]]", "[[1]]")) << "set([[1]]) raises";
  EXPECT_FALSE(accepts(check_of("evalplus", Oracle::set_equal), "5", "[5]"));
  EXPECT_TRUE(accepts(check_of("strict", Oracle::set_equal), "{\"a\": 1}", "\"aa\""));
}

TEST(Oracles, the_polynomial_is_evaluated_at_the_answer) {
  EXPECT_TRUE(accepts(check_of("evalplus", Oracle::evalplus_humaneval_32, 1e-4), "-0.5", "99", "[[1, 2]]"));
  EXPECT_TRUE(accepts(check_of("evalplus", Oracle::evalplus_humaneval_32, 1e-4), "1.00001", "99", "[[-6, 11, -6, 1]]"));
  EXPECT_FALSE(accepts(check_of("evalplus", Oracle::evalplus_humaneval_32, 1e-4), "1.1", "99", "[[-6, 11, -6, 1]]"));
  for (const char* bad : {"null", "\"1\"", "[1]", "NaN", "Infinity", "1e400"}) {
    EXPECT_FALSE(accepts(check_of("evalplus", Oracle::evalplus_humaneval_32, 1e-4), bad, "99", "[[1, 2]]")) << bad;
  }
}

TEST(Oracles, the_pyramid_and_the_digits_have_a_second_right_answer) {
  EXPECT_TRUE(accepts(check_of("evalplus", Oracle::evalplus_mbpp_581), "33", "33", "[3, 4]"));
  EXPECT_TRUE(accepts(check_of("evalplus", Oracle::evalplus_mbpp_581), "35", "33", "[3, 4]"));
  EXPECT_FALSE(accepts(check_of("evalplus", Oracle::evalplus_mbpp_581), "34", "33", "[3, 4]"));
  EXPECT_TRUE(accepts(check_of("evalplus", Oracle::evalplus_mbpp_558), "7", "1", "[123, 56]"));
  EXPECT_TRUE(accepts(check_of("evalplus", Oracle::evalplus_mbpp_558), "1", "1", "[123, 56]"));
  EXPECT_FALSE(accepts(check_of("evalplus", Oracle::evalplus_mbpp_558), "6", "1", "[123, 56]"));
}

TEST(Oracles, task_formulas_agree_with_python) {
  const auto run = run_python(R"PY(
import math
for b, h in [(3, 4), (4, 5), (1, 2), (0, 0), (7, 0), (1000003, 999983), (2.5, 1.5), (3, -4), (10**9, 3), (0.5, 0.5)]:
    print(round(b ** 2 + 4 * (b * math.sqrt((b / 2) ** 2 + h ** 2)) / 2))
for a, b in [(1, 2), (23, 56), (123, 256), (0, 0), (9, 10**30), (10**40 - 1, 7)]:
    x, y = str(a), str(b); n = max(len(x), len(y))
    print(sum(abs(int(p) - int(q)) for p, q in zip(x.zfill(n), y.zfill(n))))
)PY");
  ASSERT_EQ(run.status, 0) << run.err;
  std::string said;
  for (const char* arguments : {"[3, 4]", "[4, 5]", "[1, 2]", "[0, 0]", "[7, 0]", "[1000003, 999983]", "[2.5, 1.5]",
                                "[3, -4]", "[1000000000, 3]", "[0.5, 0.5]"}) {
    said += std::to_string(*pyramid_surface(json_value(arguments))) + "\n";
  }
  for (const std::string& arguments :
       {std::string("[1, 2]"), std::string("[23, 56]"), std::string("[123, 256]"), std::string("[0, 0]"),
        "[9, 1" + std::string(30, '0') + "]", "[" + std::string(40, '9') + ", 7]"}) {
    said += std::to_string(*digit_distance(json_value(arguments))) + "\n";
  }
  EXPECT_EQ(said, run.out);
  EXPECT_FALSE(digit_distance(json_value("[-1, 2]")));
  EXPECT_FALSE(digit_distance(json_value("[1.5, 2]")));
  EXPECT_FALSE(pyramid_surface(json_value("[1]")));
}

TEST(OutputCheck, refuses_profiles_and_tolerances_that_do_not_exist) {
  EXPECT_EQ(outcome_of(OutputCheck::open("fuzzy", Oracle::equal, 0)),
            "invalid_input: comparison profile \"fuzzy\" is unknown; use strict, evalplus or apps");
  for (const double atol : {-1.0, std::nan(""), HUGE_VAL}) {
    EXPECT_EQ(outcome_of(OutputCheck::open("strict", Oracle::equal, atol)),
              "invalid_input: the tolerance must be a finite number from 0");
  }
}

TEST(Brief, is_short_printable_and_much_like_repr) {
  EXPECT_EQ(brief(json_value("[1, 2.0, \"a\\u00e9\\n\", null, {\"k\": [true, -0.5]}]")),
            "[1, 2.0, 'a\\xc3\\xa9\\x0a', None, {'k': [True, -0.5]}]");
  EXPECT_EQ(brief(json_value("1" + std::string(5000, '0'))), "<int of 16620 bits>");
  const std::string long_text = brief(json_value("\"" + std::string(100000, 'x') + "\""), 50);
  EXPECT_LT(long_text.size(), 60U);
  EXPECT_EQ(brief(json_value(std::string(100, '[') + std::string(100, ']'))), "[[[[[...]]]]]");
}

}  // namespace
}  // namespace oyer::graders::detail
