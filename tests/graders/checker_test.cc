#include "graders/detail/checker.h"

#include <gtest/gtest.h>

#include <chrono>
#include <ostream>

namespace oyer::graders::detail {

void PrintTo(const Checked& checked, std::ostream* out) { *out << name_of(checked.verdict) << ": " << checked.reason; }

namespace {

using datasets::Checker;
using datasets::CheckerKind;
using std::string_literals::operator""s;

Checker of(CheckerKind kind, double absolute = 0, double relative = 0) {
  Checker checker;
  checker.kind = kind;
  checker.absolute = absolute;
  checker.relative = relative;
  return checker;
}

const Checker exact = of(CheckerKind::exact), tokens = of(CheckerKind::tokens),
              lines = of(CheckerKind::unordered_lines);

Verdict verdict(const Checker& checker, std::string_view output, std::string_view expected) {
  return check_output(checker, output, expected).verdict;
}

constexpr Verdict accepted = Verdict::accepted, wrong = Verdict::wrong_answer, form = Verdict::presentation_error;

TEST(ExactChecker, only_the_same_bytes_are_accepted) {
  EXPECT_EQ(verdict(exact, "1 2\n", "1 2\n"), accepted);
  EXPECT_EQ(verdict(exact, "", ""), accepted);
  EXPECT_EQ(verdict(exact, "a\0b\xFF"s, "a\0b\xFF"s), accepted);
  EXPECT_EQ(verdict(exact, "1 3\n", "1 2\n"), wrong);
}

TEST(ExactChecker, white_space_alone_is_a_presentation_error) {
  for (const std::string_view output :
       {"1 2", "1 2\n\n", "1 2\r\n", "1 2 \n", "1  2\n", " 1 2\n", "1\n2\n", "1 2\n\f"}) {
    EXPECT_EQ(check_output(exact, output, "1 2\n"), (Checked{form, "right but for white space"})) << output;
  }
  EXPECT_EQ(verdict(exact, "\n", ""), form);
}

TEST(TokenChecker, white_space_parts_tokens_and_does_nothing_else) {
  for (const std::string_view output : {"1 2\n", "1 2", "\n\n1\t2\r\n", "1\v2", "1\f2 \n \n"}) {
    EXPECT_EQ(check_output(tokens, output, "1 2\n"), Checked{}) << output;
  }
  EXPECT_EQ(verdict(tokens, " \n", ""), accepted);
  EXPECT_EQ(verdict(tokens, "", " \n"), accepted);
}

TEST(TokenChecker, what_is_said_names_the_output_and_never_the_expected) {
  EXPECT_EQ(check_output(tokens, "1 2", "1 3"), (Checked{wrong, "token 2: got '2'"}));
  EXPECT_EQ(check_output(tokens, "1", "1 3"), (Checked{wrong, "the output ends after 1 tokens"}));
  EXPECT_EQ(check_output(tokens, "", "secret"), (Checked{wrong, "the output ends after 0 tokens"}));
  EXPECT_EQ(check_output(tokens, "1 3 4 5", "1 3"), (Checked{wrong, "more output than expected: '4'"}));
}

TEST(TokenChecker, tokens_are_bytes) {
  EXPECT_EQ(verdict(tokens, "YES", "yes"), wrong);
  EXPECT_EQ(verdict(tokens, "1.0", "1"), wrong);
  EXPECT_EQ(verdict(tokens, "+1", "1"), wrong);
  EXPECT_EQ(verdict(tokens, "\xFF\xFE", "\xFF\xFE"), accepted);
  EXPECT_EQ(verdict(tokens, "\xFF", "\xFE"), wrong);
  EXPECT_EQ(verdict(tokens, "1\0"s, "1"), wrong);
  EXPECT_EQ(verdict(tokens, "a\0b"s, "a\0b"s), accepted);
  EXPECT_EQ(verdict(tokens,
                    "1\xC2\xA0"
                    "2",
                    "1 2"),
            wrong);  // a no-break space is no white space here
  EXPECT_EQ(check_output(tokens, "\x1B[2J\xFF\0"s, "1"), (Checked{wrong, R"(token 1: got '\x1b[2J\xff\x00')"}));
}

TEST(TokenChecker, integers_of_any_size_compare_exactly) {
  EXPECT_EQ(verdict(tokens, "1000000000000000001", "1000000000000000000"), wrong);
  EXPECT_EQ(verdict(tokens, "9007199254740993", "9007199254740992"), wrong);
  const std::string wide(100'000, '9');
  EXPECT_EQ(verdict(tokens, wide, wide), accepted);
  EXPECT_EQ(verdict(tokens, wide + "8", wide + "9"), wrong);
}

TEST(FloatChecker, numbers_with_a_point_are_within_either_tolerance) {
  const Checker absolute = of(CheckerKind::float_tokens, 1e-3), relative = of(CheckerKind::float_tokens, 0, 1e-3);
  EXPECT_EQ(verdict(absolute, "0.5009", "0.5"), accepted);
  EXPECT_EQ(verdict(absolute, "0.502", "0.5"), wrong);
  EXPECT_EQ(verdict(absolute, "1000.5", "1000.0"), wrong);
  EXPECT_EQ(verdict(relative, "1000.5", "1000.0"), accepted);
  EXPECT_EQ(verdict(relative, "0.0001", "0.0"), wrong);
  EXPECT_EQ(verdict(absolute, "0.0001", "0"), accepted);
  EXPECT_EQ(verdict(absolute, "1", "1.0"), accepted);
  EXPECT_EQ(verdict(absolute, "1e0", "1"), accepted);
  EXPECT_EQ(verdict(absolute, "-0.0", "0"), accepted);
  EXPECT_EQ(verdict(absolute, "+.5 5.", "0.5 5"), accepted);
}

TEST(FloatChecker, two_integers_compare_exactly) {
  const Checker checker = of(CheckerKind::float_tokens, 1, 0.5);
  EXPECT_EQ(verdict(checker, "1000000000000000001", "1000000000000000000"), wrong);
  EXPECT_EQ(verdict(checker, "4", "5"), wrong);
  EXPECT_EQ(verdict(checker, "+007", "7"), accepted);
  EXPECT_EQ(verdict(checker, "-0", "0"), accepted);
  EXPECT_EQ(verdict(checker, "-7", "7"), wrong);
}

TEST(FloatChecker, what_is_no_decimal_number_is_a_word) {
  const Checker checker = of(CheckerKind::float_tokens, 1e9, 1e9);
  for (const std::string_view output :
       {"x", "0x1", "1_0", "1e", "e5", ".", "-", "+-1", "1.2.3", "1,5", "١", "", "--1"}) {
    EXPECT_EQ(verdict(checker, output, "1.5"), wrong) << output;
  }
  EXPECT_EQ(verdict(checker, "abc 1.5", "abc 1.5"), accepted);
  EXPECT_EQ(verdict(checker, "1.5", "abc"), wrong);
}

TEST(FloatChecker, infinity_and_nan_are_only_themselves) {
  const Checker checker = of(CheckerKind::float_tokens, 1e300, 1e300);
  EXPECT_EQ(verdict(checker, "inf", "INF"), accepted);
  EXPECT_EQ(verdict(checker, "+Infinity", "inf"), accepted);
  EXPECT_EQ(verdict(checker, "-inf", "inf"), wrong);
  EXPECT_EQ(verdict(checker, "inf", "1.0"), wrong);
  EXPECT_EQ(verdict(checker, "1.0", "inf"), wrong);
  EXPECT_EQ(verdict(checker, "nan", "NaN"), accepted);
  EXPECT_EQ(verdict(checker, "nan", "1.0"), wrong);
  EXPECT_EQ(verdict(checker, "1e999", "1.0"), wrong);
  EXPECT_EQ(verdict(checker, "1e999", "inf"), wrong);
  EXPECT_EQ(verdict(checker, "2e999", "1e999"), wrong);
  EXPECT_EQ(verdict(checker, "1e999", "1e999"), accepted);
}

TEST(LineChecker, lines_count_in_any_order_and_as_often) {
  EXPECT_EQ(check_output(lines, "b\na\n", "a\nb\n"), Checked{});
  EXPECT_EQ(check_output(lines, " b  c \r\n\n\na", "a\nb c\n"), Checked{});
  EXPECT_EQ(check_output(lines, "a\na\nb\n", "a\nb\nb\n"), (Checked{wrong, "not among the lines: 'a'"}));
  EXPECT_EQ(check_output(lines, "c b\na", "a\nb c"), (Checked{wrong, "a line is missing"}));
  EXPECT_EQ(check_output(lines, "a\n", "a\nb\n"), (Checked{wrong, "a line is missing"}));
  EXPECT_EQ(check_output(lines, "a\nb\nc\n", "a\nb\n"), (Checked{wrong, "not among the lines: 'c'"}));
  EXPECT_EQ(verdict(lines, "\n\n", ""), accepted);
}

TEST(Checkers, ten_megabytes_of_one_token_are_no_trouble) {
  const std::string token(10U << 20U, '7'), blanks(10U << 20U, ' ');
  const auto begun = std::chrono::steady_clock::now();
  for (const CheckerKind kind :
       {CheckerKind::exact, CheckerKind::tokens, CheckerKind::float_tokens, CheckerKind::unordered_lines}) {
    const Checker checker = of(kind, 1, 1);
    EXPECT_EQ(verdict(checker, token, token), accepted);
    EXPECT_EQ(verdict(checker, token + ".5", "1.5"), wrong);
    EXPECT_EQ(verdict(checker, blanks, "1.5"), wrong);
    EXPECT_LE(check_output(checker, token, "1.5").reason.size(), 200U);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20));
}

}  // namespace
}  // namespace oyer::graders::detail
