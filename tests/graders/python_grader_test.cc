// The grader over real interpreters, candidate's and judge's side, without a jail.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "graders/grader.h"
#include "graders/references.h"
#include "runners/python.h"
#include "tests/support/result.h"
#include "tests/support/unjailed_executor.h"

namespace oyer::graders {
namespace {

using datasets::Candidate;
using datasets::Task;
using oyer::test::outcome_of;
using oyer::test::UnjailedExecutor;

std::shared_ptr<const runners::PythonInterpreter> python() {
  static const auto found = [] {
    auto result = runners::find_python();
    EXPECT_EQ(outcome_of(result), "ok");
    return std::make_shared<const runners::PythonInterpreter>(std::move(*result));
  }();
  return found;
}

GraderOptions quick() {
  GraderOptions options;
  options.limits.cpu = std::chrono::milliseconds(700);
  options.limits.wall = std::chrono::seconds(20);
  return options;
}

std::unique_ptr<Grader> grader(GraderOptions options = quick()) {
  auto opened = open_grader(std::make_unique<UnjailedExecutor>(), Toolchains{python(), nullptr, nullptr}, nullptr,
                            nullptr, std::move(options));
  EXPECT_EQ(outcome_of(opened), "ok");
  return std::move(*opened);
}

Task add_task() {
  Task task;
  task.id = "Own/add";
  task.entry_point = "add";
  datasets::FunctionShape shape;
  shape.candidate_names = {"add"};
  shape.tests = {{"t0", "assert add(1, 2) == 3", datasets::Visibility::public_test},
                 {"t1", "assert add('a', 'b') == 'ab'"},
                 {"t2", "assert add([1], [2]) == [1, 2]"}};
  task.shape = shape;
  return task;
}

Candidate solution(std::string code) {
  Candidate candidate;
  candidate.kind = Candidate::Kind::solution;
  candidate.text = std::move(code);
  return candidate;
}

// "accepted 3/3 [flags]" or "wrong_answer 1/3 REASON".
std::string judged(Grader& judge, const Task& task, const std::string& code) {
  const auto record = grade_candidate(judge, task, solution(code), {});
  if (!record) return "stopped: " + record.error().what;
  const Grade* grade = record->grade();
  if (grade == nullptr) return outcome_of(Result<int>(fail(std::get<Error>(record->outcome))));
  EXPECT_EQ(outcome_of(check(*grade)), "ok");
  EXPECT_EQ(outcome_of(record_from_json(to_json(*record))), "ok");
  const Tally all = tally(*grade);
  std::string text(name_of(grade->verdict));
  text += " " + std::to_string(all.passed) + "/" + std::to_string(all.total);
  if (!grade->reason.empty()) text += " " + grade->reason;
  for (const std::string& flag : grade->flags) text += " [" + flag + "]";
  return text;
}

std::string judged(const Task& task, const std::string& code) {
  const auto judge = grader();
  return judged(*judge, task, code);
}

TEST(FunctionShape, right_answers_are_accepted_by_one_judge_after_another) {
  const auto judge = grader();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(judged(*judge, add_task(), "def add(a, b):\n    return a + b\n"), "accepted 3/3");
  }
}

TEST(FunctionShape, each_way_to_fail_has_its_verdict) {
  const auto judge = grader();
  const Task task = add_task();
  EXPECT_EQ(judged(*judge, task, "def add(a, b):\n    return 3\n"), "wrong_answer 1/3 t1: got 3");
  EXPECT_EQ(
      judged(*judge, task, "def add(a, b):\n    return a + b + 0\n"),
      "runtime_error 1/3 t1: candidate raised TypeError: 'can only concatenate str (not \"int\") to str' (line 2)");
  EXPECT_EQ(judged(*judge, task, "def add(a, b:\n").substr(0, 40), "compile_error 0/3 did not load: SyntaxEr");
  EXPECT_EQ(judged(*judge, task, "raise ValueError('no')").substr(0, 42), "runtime_error 0/3 did not load: ValueError");
  EXPECT_EQ(judged(*judge, task, "x = 1").substr(0, 17), "runtime_error 0/3");
  EXPECT_EQ(judged(*judge, task, "import os\ndef add(a, b):\n    os._exit(0)\n"),
            "runtime_error 0/3 ended before it had answered: exited with code 0");
  EXPECT_EQ(judged(*judge, task, "import sys\ndef add(a, b):\n    sys.exit(0)\n").substr(0, 31),
            "runtime_error 0/3 raised: Syste");
  EXPECT_EQ(judged(*judge, task, "def add(a, b):\n    while True: pass\n").substr(0, 14), "time_limit 0/3");
  EXPECT_EQ(judged(*judge, task, "def add(a, b):\n    return a + b\n"), "accepted 3/3");
}

TEST(FunctionShape, a_value_that_says_it_equals_everything_is_wrong) {
  const std::string code =
      "class All:\n    __eq__ = lambda a, b: True\n    __ne__ = lambda a, b: False\n    __hash__ = lambda a: 0\n"
      "def add(a, b):\n    return All()\n";
  const std::string said = judged(add_task(), code);
  EXPECT_EQ(said.substr(0, 16), "wrong_answer 0/3");
  EXPECT_NE(said.find("unencodable"), std::string::npos) << said;
}

TEST(FunctionShape, a_sleeper_is_confirmed_once_and_then_over_time) {
  GraderOptions options = quick();
  options.limits.wall = std::chrono::seconds(1);
  options.limits.cpu = std::chrono::milliseconds(500);
  const auto judge = grader(options);
  const std::string said = judged(*judge, add_task(), "import time\ndef add(a, b):\n    time.sleep(100)\n");
  EXPECT_EQ(said, "time_limit 0/3 CPU or wall time limit [confirmed_time]");
}

TEST(FunctionShape, a_value_that_keeps_the_judge_busy_exhausts_it_and_harms_nobody_else) {
  GraderOptions options = quick();
  options.judge_limits.cpu = std::chrono::seconds(1);
  options.limits.wall = std::chrono::seconds(60);
  const auto judge = grader(options);
  Task task = add_task();
  std::get<datasets::FunctionShape>(task.shape).tests = {{"t0", "n = add(1, 2)\nassert sum(range(n)) == 3"}};
  const std::string right = "def add(a, b):\n    return a + b\n", huge = "def add(a, b):\n    return 10 ** 12\n";
  EXPECT_EQ(judged(*judge, task, right), "accepted 1/1");
  EXPECT_EQ(judged(*judge, task, huge).substr(0, 29), "judge_exhausted 0/1 the judge");
  EXPECT_EQ(judged(*judge, task, right), "accepted 1/1");
}

TEST(FunctionShape, how_a_judge_died_is_told_though_its_channel_closes_first) {
  const auto judge = grader(quick());
  Task task = add_task();
  std::get<datasets::FunctionShape>(task.shape).tests = {{"t0", "import os\nadd(1, 2)\nos.abort()"}};
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(judged(*judge, task, "def add(a, b):\n    return a + b\n"),
              "judge_exhausted 0/1 the judge: killed by SIGABRT");
}

TEST(FunctionShape, no_code_is_a_verdict_and_nothing_is_run) {
  const auto judge = grader();
  const auto record = grade_candidate(*judge, add_task(), solution(" \n"), {});
  ASSERT_TRUE(record);
  ASSERT_NE(record->grade(), nullptr);
  EXPECT_EQ(record->grade()->verdict, Verdict::no_code);
  EXPECT_EQ(tally(*record->grade()), (Tally{0, 3}));
  EXPECT_EQ(record->measured.runs, 0U);
  EXPECT_FALSE(record->containment);
}

TEST(FunctionShape, arguments_are_written_back_where_the_reference_changes_them) {
  Task task = add_task();
  task.entry_point = "fill";
  auto& shape = std::get<datasets::FunctionShape>(task.shape);
  shape.candidate_names = {"fill"};
  shape.tests = {{"t0", "xs = []\nfill(xs)\nassert xs == [1]"}};
  const std::string code = "def fill(xs):\n    xs.append(1)\n";
  EXPECT_EQ(judged(task, code).substr(0, 16), "wrong_answer 0/1");
  task.reference = code;
  EXPECT_EQ(judged(task, code).substr(0, 12), "accepted 1/1");
  EXPECT_EQ(judged(task, "def fill(xs):\n    pass\n").substr(0, 16), "wrong_answer 0/1");
}

// add_task with one test and a reference that changes nothing.
Task add_task_with(const char* test) {
  Task task = add_task();
  std::get<datasets::FunctionShape>(task.shape).tests = {{"t0", test}};
  task.reference = "def add(a, b):\n    return a + b\n";
  return task;
}

const char* const adds_in_place = "def add(a, b):\n    a += b\n    return a\n";

TEST(FunctionShape, a_mutation_that_no_test_looks_at_is_a_flag) {
  EXPECT_EQ(judged(add_task_with("a = [1]\nassert add(a, [2]) == [1, 2]"), adds_in_place),
            "accepted 1/1 [mutated_arguments]");
}

TEST(FunctionShape, a_mutation_is_seen_by_a_test_that_looks_at_its_arguments_afterwards) {
  const Task task = add_task_with("a = [1]\nassert add(a, [2]) == [1, 2]\nassert a == [1]");
  EXPECT_EQ(judged(task, adds_in_place), "wrong_answer 0/1 t0: got [1, 2] [mutated_arguments]");
  EXPECT_EQ(judged(task, "def add(a, b):\n    return a + b\n"), "accepted 1/1");
  Task unknown = task;
  unknown.reference = std::nullopt;
  EXPECT_EQ(judged(unknown, adds_in_place), "wrong_answer 0/1 t0: got [1, 2] [mutated_arguments]");
}

TEST(FunctionShape, mutations_are_seen_at_every_depth_by_keyword_and_through_methods) {
  const char* const inner = "def add(a, b):\n    a[0].extend(b)\n    return a[0]\n";
  EXPECT_EQ(judged(add_task_with("x = [1]\nassert add((x,), b=[2]) == [1, 2] and x == [1]"), inner).substr(0, 16),
            "wrong_answer 0/1");
  EXPECT_EQ(judged(add_task_with("x = [1]\nassert add({0: x}, [2]) == [1, 2] and x == [1]"), inner).substr(0, 16),
            "wrong_answer 0/1");
  EXPECT_EQ(judged(add_task_with("x = [1]\nassert add(b=[2], a=[x]) == [1, 2]"), inner),
            "accepted 1/1 [mutated_arguments]");
  const char* const counts = "def add(a, b):\n    a[b] += 1\n    return a[b]\n";
  EXPECT_EQ(judged(add_task_with("from collections import Counter\nc = Counter('ab')\n"
                                 "assert add(c, 'a') == 2 and c['a'] == 1"),
                   counts)
                .substr(0, 16),
            "wrong_answer 0/1");
  const char* const method = "class add:\n    def to(self, a, b):\n        a += b\n        return a\n";
  EXPECT_EQ(judged(add_task_with("x = [1]\nassert add().to(x, [2]) == [1, 2] and x == [1]"), method).substr(0, 16),
            "wrong_answer 0/1");
}

TEST(FunctionShape, arguments_changed_beyond_those_that_the_reference_changes_are_seen) {
  Task task = add_task_with("a, b = [1], [2]\nassert add(a, b) is None and a == [1, 2] and b == [2]");
  task.reference = "def add(a, b):\n    a += b\n";
  EXPECT_EQ(judged(task, *task.reference), "accepted 1/1");
  EXPECT_EQ(judged(task, "def add(a, b):\n    while b:\n        a.append(b.pop(0))\n").substr(0, 16),
            "wrong_answer 0/1");
}

TEST(FunctionShape, who_changes_what_its_answer_is_compared_with_gains_nothing) {
  const Task task = add_task_with("a = [2, 1]\nassert add(a, []) == sorted(a)");
  EXPECT_EQ(judged(task, "def add(a, b):\n    a.clear()\n    return []\n"),
            "wrong_answer 0/1 t0: got [] [mutated_arguments]");
}

TEST(FunctionShape, a_task_whose_own_code_fails_is_an_error_and_no_verdict) {
  Task task = add_task();
  std::get<datasets::FunctionShape>(task.shape).prelude = "import no_such_module\n";
  EXPECT_EQ(judged(task, "def add(a, b):\n    return a + b\n").substr(0, 28), "invalid_input: task Own/add:");
}

Task cases_task() {
  Task task;
  task.id = "Own/double";
  task.entry_point = "double";
  datasets::CasesShape shape;
  const auto add = [&shape](const char* id, const char* group, const char* input) {
    datasets::Case one;
    one.id = id;
    one.group = group;
    one.input_json = input;
    shape.cases.push_back(one);
  };
  add("base/0", "base", "[1]");
  add("base/1", "base", "[\"a\"]");
  add("plus/0", "plus", "[[1, 2]]");
  add("plus/1", "plus", "[1000000000000000000000000000000]");
  task.shape = shape;
  task.reference = "def double(x):\n    return x * 2\n";
  return task;
}

TEST(CasesShape, expected_values_come_from_the_reference) {
  const auto judge = grader();
  EXPECT_EQ(judged(*judge, cases_task(), "def double(x):\n    return x + x\n"), "accepted 4/4");
  EXPECT_EQ(judged(*judge, cases_task(), "def double(x):\n    return x if x == 'a' else x + x\n"),
            "wrong_answer 3/4 base/1: got 'a'");
  EXPECT_EQ(judged(*judge, cases_task(), "def double(x):\n    if x == [1, 2]: raise KeyError\n    return x + x\n"),
            "runtime_error 3/4 plus/0: raised KeyError");
}

TEST(CasesShape, a_program_that_ends_early_loses_the_case_it_was_at_and_those_behind_it) {
  const auto judge = grader();
  const std::string code = "import os\ndef double(x):\n    if x == [1, 2]: os._exit(0)\n    return x + x\n";
  EXPECT_EQ(judged(*judge, cases_task(), code),
            "runtime_error 2/4 plus/0: ended before it had answered: exited with code 0");
  EXPECT_EQ(judged(*judge, cases_task(), "def double(x:\n"), "compile_error 0/4 base/0: did not load: SyntaxError");
}

TEST(CasesShape, expected_values_of_the_task_need_no_reference) {
  Task task = cases_task();
  task.reference = std::nullopt;
  auto& cases = std::get<datasets::CasesShape>(task.shape).cases;
  cases.resize(2);
  EXPECT_EQ(judged(task, "def double(x):\n    return x + x\n"),
            "invalid_input: task Own/double has cases without an expected value and no reference solution");
  cases[0].expected_json = "2";
  cases[1].expected_json = "\"aa\"";
  EXPECT_EQ(judged(task, "def double(x):\n    return x + x\n"), "accepted 2/2");
}

TEST(CasesShape, how_a_program_ends_that_has_answered_everything_is_in_no_record) {
  const auto judge = grader();
  const auto ending = [&](const char* code) {
    const auto record = grade_candidate(*judge, cases_task(), solution(code), {});
    const Grade* grade = record ? record->grade() : nullptr;
    return grade != nullptr && grade->ending ? sandbox::describe(*grade->ending) : "no grade";
  };
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(ending("def double(x):\n    return x * 2\n"), "cancelled");
    EXPECT_EQ(ending("import atexit, time\natexit.register(time.sleep, 9)\ndef double(x):\n    return x * 2\n"),
              "cancelled");
  }
  EXPECT_EQ(ending("import os\ndef double(x):\n    os._exit(3)\n"), "exited with code 3");
}

// A task whose only test expects `expected`, put back by `rule`, of a function without a meaning.
Task rebuilding(datasets::Rebuild rule, const std::string& expected) {
  Task task = cases_task();
  task.reference = std::nullopt;
  auto& shape = std::get<datasets::CasesShape>(task.shape);
  shape.cases.resize(1);
  shape.cases[0].expected_json = expected;
  shape.expected_rebuild = rule;
  return task;
}

TEST(CasesShape, expected_values_are_rebuilt_by_every_rule_as_python_does_it) {
  using enum datasets::Rebuild;
  const auto judge = grader();
  struct Rule {
    datasets::Rebuild rule;
    const char *json, *right, *wrong;
  };
  const std::vector<Rule> rules = {
      {as_is, "[[1, 2]]", "[[1, 2]]", "([1, 2],)"},
      {tuple, "[[1, 2], 3]", "([1, 2], 3)", "[[1, 2], 3]"},
      {tuple, "\"ab\"", "('a', 'b')", "'ab'"},
      {list_of_tuples, "[[1, 2], [3]]", "[(1, 2), (3,)]", "[[1, 2], [3]]"},
      {tuple_of_tuples, "[[1, 2], [3]]", "((1, 2), (3,))", "[(1, 2), (3,)]"},
      {tuple_of_list_tuples, "[[1, 2], \"ab\"]", "((1, 2), 'ab')", "((1, 2), ('a', 'b'))"},
      {list_of_sets, "[[2, 1, 2], []]", "[{1, 2}, {}]", "[{1, 2}, set()]"},
      {dict_of_tuples, "{\"a\": [1]}", "{'a': (1,)}", "{'a': [1]}"},
      {to_float, "123456789012345678901234567890", "123456789012345678901234567890.0", "1.2345678e29"},
      {to_complex, "\"1+2j\"", "1 + 2j", "'1+2j'"},
      {tuples_deep, "[[1, [2, []]], {\"a\": [3]}]", "((1, (2, ())), {'a': [3]})", "((1, [2, ()]), {'a': [3]})"},
  };
  for (const Rule& one : rules) {
    const Task task = rebuilding(one.rule, one.json);
    const std::string name(datasets::name_of(one.rule)), begin = "def double(x):\n    return ";
    EXPECT_EQ(judged(*judge, task, begin + one.right + "\n"), "accepted 1/1") << name;
    EXPECT_EQ(judged(*judge, task, begin + one.wrong + "\n").substr(0, 16), "wrong_answer 0/1") << name;
  }
}

TEST(CasesShape, an_expected_value_that_no_rule_fits_is_the_tasks_fault) {
  EXPECT_EQ(judged(rebuilding(datasets::Rebuild::tuple, "3"), "def double(x):\n    return 3\n"),
            "invalid_input: task Own/double, case base/0: an expected value cannot be rebuilt as 'tuple'");
}

TEST(CasesShape, an_input_that_no_rule_fits_is_the_tasks_fault_whatever_the_candidate_does) {
  Task task = cases_task();
  auto& shape = std::get<datasets::CasesShape>(task.shape);
  shape.rebuild = {datasets::Rebuild::tuple};
  const std::string misfit =
      "invalid_input: task Own/double, case base/0: the input cannot be read and rebuilt by 'tuple'";
  EXPECT_EQ(judged(task, "def double(x):\n    return x + x\n"), misfit);
  for (datasets::Case& one : shape.cases) one.expected_json = "1";
  EXPECT_EQ(judged(task, "def double(x):\n    return x + x\n"), misfit);
  EXPECT_EQ(judged(task, "def double(x:\n"), misfit);
  // A candidate that looks like one is not believed.
  shape.rebuild = {};
  EXPECT_EQ(judged(task, "import os\nos._exit(1)\n").substr(0, 17), "runtime_error 0/4");
}

TEST(CasesShape, rebuilding_looks_into_the_list_of_one_and_leaves_what_the_reference_gives) {
  Task task = rebuilding(datasets::Rebuild::tuple, "[[1, 2]]");
  std::get<datasets::CasesShape>(task.shape).expected_wrapped = true;
  EXPECT_EQ(judged(task, "def double(x):\n    return (1, 2)\n"), "accepted 1/1");
  EXPECT_EQ(judged(task, "def double(x):\n    return [1, 2]\n"), "wrong_answer 0/1 base/0: got [1, 2]");
  Task both = cases_task();
  auto& shape = std::get<datasets::CasesShape>(both.shape);
  shape.expected_rebuild = datasets::Rebuild::tuple;
  shape.cases[1].expected_json = "[2, 3]";
  EXPECT_EQ(judged(both, "def double(x):\n    return (2, 3) if x == 'a' else x * 2\n"), "accepted 4/4");
}

TEST(CasesShape, endless_loops_are_over_time_and_the_next_candidate_is_not) {
  const auto judge = grader();
  EXPECT_EQ(judged(*judge, cases_task(), "def double(x):\n    while True: pass\n").substr(0, 23),
            "time_limit 0/4 base/0: ");
  EXPECT_EQ(judged(*judge, cases_task(), "def double(x):\n    return x + x\n"), "accepted 4/4");
}

TEST(SharedProcess, is_judged_but_never_sound) {
  Task task = add_task();
  task.isolation = datasets::Isolation::shared_process;
  const auto judge = grader();
  const auto record = grade_candidate(*judge, task, solution("def add(a, b):\n    return a + b\n"), {});
  ASSERT_TRUE(record);
  ASSERT_NE(record->grade(), nullptr) << std::get<Error>(record->outcome).what;
  EXPECT_EQ(record->grade()->verdict, Verdict::accepted);
  EXPECT_FALSE(record->grade()->sound());
  EXPECT_EQ(reward(*record, RewardRule{}), std::nullopt);
  EXPECT_EQ(judged(*judge, task, "def add(a, b):\n    return 3\n").substr(0, 16), "wrong_answer 1/3");
}

TEST(Grader, a_stop_request_ends_a_run_of_either_shape_without_a_grade) {
  const auto judge = grader();
  Task cases = cases_task();
  for (datasets::Case& one : std::get<datasets::CasesShape>(cases.shape).cases) one.expected_json = "1";
  cases.cpu_ms = 60000;
  Task function = add_task();
  function.cpu_ms = 60000;
  for (const Task& task : {function, cases}) {
    std::stop_source stop;
    std::jthread later([&stop] {
      std::this_thread::sleep_for(std::chrono::milliseconds(1500));
      stop.request_stop();
    });
    const auto begun = std::chrono::steady_clock::now();
    const auto record = grade_candidate(*judge, task, solution("while True: pass\n"), stop.get_token());
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
    ASSERT_FALSE(record);
    EXPECT_EQ(record.error().kind, Error::Kind::cancelled);
  }
}

TEST(Grader, limits_follow_the_task_and_then_the_reference) {
  GraderOptions options = quick();
  options.times_reference = 4.0;
  const auto judge = grader(options);
  Task task = cases_task();
  auto prepared = judge->prepare(task, solution("x"), {});
  ASSERT_EQ(outcome_of(prepared), "ok");
  EXPECT_EQ(prepared->setting.limits.cpu, std::chrono::seconds(4));  // the floor
  task.cpu_ms = 1500;
  task.memory_bytes = 1U << 20U;
  prepared = judge->prepare(task, solution("x"), {});
  EXPECT_EQ(prepared->setting.limits.cpu, std::chrono::milliseconds(1500));
  EXPECT_EQ(prepared->setting.limits.memory, 1_MiB);
}

TEST(Grader, a_limit_that_the_reference_itself_would_break_is_doubled) {
  GraderOptions options = quick();
  options.limits.cpu = std::chrono::nanoseconds(1 << 20);
  options.limits.memory = 1_MiB;
  Task task = cases_task();
  auto prepared = grader(options)->prepare(task, solution("x"), {});
  ASSERT_EQ(outcome_of(prepared), "ok");
  EXPECT_GT(prepared->setting.limits.cpu, std::chrono::milliseconds(20));
  EXPECT_EQ(prepared->setting.limits.cpu.count() & (prepared->setting.limits.cpu.count() - 1), 0) << "a power of two";
  EXPECT_GE(prepared->setting.limits.memory, 8_MiB);
  options.fit_reference = false;
  prepared = grader(options)->prepare(task, solution("x"), {});
  EXPECT_EQ(prepared->setting.limits.cpu, options.limits.cpu);
  EXPECT_EQ(prepared->setting.limits.memory, 1_MiB);
}

}  // namespace
}  // namespace oyer::graders
