#include "graders/feedback.h"

#include <gtest/gtest.h>

#include "graders/detail/plain_text.h"
#include "graders/public_tests.h"

namespace oyer::graders {
namespace {

constexpr const char* request =
    "Give it another try. Your code should be enclosed in triple backticks like so: ```python YOUR CODE ```";

datasets::Task sums() {
  datasets::Task task;
  task.id = "sums";
  datasets::StdioShape shape;
  shape.tests.push_back({"0", "test", "1 2\n", "3\n", Visibility::public_test});
  shape.tests.push_back({"1", "test", "4 5\n", "9\n", Visibility::public_test});
  shape.tests.push_back({"2", "test", "6 7\n", "13\n", Visibility::private_test});
  task.shape = std::move(shape);
  return task;
}

CaseResult failed(const std::string& id, Verdict verdict, const std::string& reason) {
  return {id, "test", Visibility::public_test, Outcome::failed, verdict, reason};
}

Grade grade_of(std::vector<CaseResult> cases) {
  Grade grade;
  grade.verdict = Verdict::wrong_answer;
  grade.cases = std::move(cases);
  return grade;
}

std::string told(const Grade& grade, const std::vector<Observed>& observed, FeedbackOptions options = {}) {
  return feedback(public_part(sums()), grade, observed, options);
}

TEST(Feedback, wrong_outputs_are_told_in_the_words_of_the_paper) {
  const Grade grade = grade_of({failed("0", Verdict::wrong_answer, "token 1"), failed("1", Verdict::time_limit, "")});
  EXPECT_EQ(told(grade, {{"0", "", "-1\n", ""}}),
            "Your code failed the following tests:\n"
            "- input '1 2' failed: Expected output '3' but got '-1'\n"
            "- input '4 5' failed: Execution took too long.\n" +
                std::string(request));
}

TEST(Feedback, errors_lose_the_place_where_they_were_raised_and_values_lose_nothing) {
  const Grade grade = grade_of({failed("0", Verdict::runtime_error, "exited with code 1: ValueError"),
                                failed("1", Verdict::wrong_answer, "token 1")});
  const std::string nonce = "0123456789abcdef0123456789abcdef";
  EXPECT_EQ(told(grade, {{"0", "", "", "  File \"/tmp/main.py\", line 2\n<f at 0x7f00deadbeef> " + nonce + "\n"},
                         {"1", "", "/usr/bin " + nonce + "\x1b[31m!\n", ""}}),
            "Your code failed the following tests:\n"
            "- input '1 2' failed:   File \"main.py\", line 2\n<f at 0x...> ...\n"
            "- input '4 5' failed: Expected output '9' but got '/usr/bin " +
                nonce + "!'\n" + request);
}

TEST(Feedback, redacted_and_terse_tell_neither_what_was_expected_nor_what_was_got) {
  const Grade grade = grade_of({failed("0", Verdict::wrong_answer, "got -1"), failed("1", Verdict::time_limit, "")});
  FeedbackOptions options;
  options.style = FeedbackStyle::redacted;
  EXPECT_EQ(
      told(grade, {{"0", "", "-1\n", ""}}, options),
      "Your code failed the following tests:\n- input '1 2' failed\n- input '4 5' failed\n" + std::string(request));
  options.style = FeedbackStyle::terse;
  EXPECT_EQ(told(grade, {{"0", "", "-1\n", ""}}, options),
            "Your code failed 2 of 2 tests (time_limit: 1, wrong_answer: 1).\n" + std::string(request));
}

TEST(Feedback, successes_stand_behind_failures) {
  Grade grade = grade_of({failed("0", Verdict::memory_limit, "")});
  grade.cases.push_back({"1", "test", Visibility::public_test, Outcome::passed, Verdict::accepted, ""});
  FeedbackOptions options;
  options.style = FeedbackStyle::successes;
  EXPECT_EQ(told(grade, {}, options),
            "Your code failed the following tests:\n- input '1 2' failed: Out of memory.\n- input '4 5' passed\n" +
                std::string(request));
}

TEST(Feedback, budget_holds_however_much_there_is_to_tell) {
  datasets::Task task = public_part(sums());
  auto& tests = std::get<datasets::StdioShape>(task.shape).tests;
  tests.clear();
  Grade grade = grade_of({});
  std::vector<Observed> observed;
  for (int i = 0; i < 200; ++i) {
    const std::string id = std::to_string(i);
    tests.push_back({id, "test", std::string(5000, 'i'), std::string(5000, 'e'), Visibility::public_test});
    grade.cases.push_back(failed(id, Verdict::wrong_answer, "token 1"));
    observed.push_back({id, "", std::string(5000, '\xff'), ""});
  }
  for (std::uint64_t budget : {1U, 150U, 1000U, 4096U, 65536U}) {
    FeedbackOptions options;
    options.budget = Bytes{budget};
    const std::string text = feedback(task, grade, observed, options);
    EXPECT_LE(text.size(), std::max<std::size_t>(budget, std::string_view(request).size()));
    EXPECT_TRUE(text.ends_with(request));
  }
}

TEST(PlainText, control_sequences_and_bytes_that_are_no_text_are_gone) {
  EXPECT_EQ(detail::plain_text("a\x1b[1;31mb\x1b]0;title\ac\x1b(\x01\x7f\xff\xc2\x9b\t\nd"), "abc\xef\xbf\xbd\t\nd");
  EXPECT_EQ(detail::without_middle("0123456789abcdefghij", 15), "01234 ... fghij");
  EXPECT_EQ(detail::without_middle("ääääääääää", 13).size(), 13U);
}

TEST(PublicTests, parts_of_a_task_are_told_apart_and_hold_nothing_of_each_other) {
  const datasets::Task part = public_part(sums());
  EXPECT_EQ(std::get<datasets::StdioShape>(part.shape).tests.size(), 2U);
  EXPECT_NE(datasets::tests_digest(part), datasets::tests_digest(sums()));
  const auto one = with_public_tests(sums(), FirstTests{1});
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(std::get<datasets::StdioShape>(public_part(*one).shape).tests.size(), 1U);
}

TEST(PublicTests, task_without_public_or_without_private_tests_is_refused_with_the_remedy) {
  const auto all = with_public_tests(sums(), FirstTests{3});
  ASSERT_FALSE(all.has_value());
  EXPECT_EQ(all.error().what,
            "task sums has no private test, which alone can earn a reward; choose with --public-tests first:N or "
            "group:NAME, or leave the task out");
  const auto none = with_public_tests(sums(), GroupOfTests{"base"});
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().kind, Error::Kind::invalid_input);
}

TEST(PublicTests, choices_are_read_as_they_are_written) {
  for (const char* text : {"declared", "first:3", "group:base"}) {
    const auto choice = parse_public_tests(text);
    ASSERT_TRUE(choice.has_value()) << text;
    EXPECT_EQ(name_of(*choice), text);
  }
  for (const char* text : {"", "first:", "first:0", "first:x", "group:", "base"}) {
    EXPECT_FALSE(parse_public_tests(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace oyer::graders
