#include "datasets/task.h"

#include <gtest/gtest.h>

#include <set>

namespace oyer::datasets {
namespace {

Task function_task() {
  Task task;
  task.id = "a";
  task.prompt = "Add.";
  task.entry_point = "add";
  FunctionShape shape;
  shape.prelude = "import math\n";
  shape.candidate_names = {"add"};
  shape.tests = {{"0", "assert add(1, 2) == 3"}};
  task.shape = shape;
  task.reference = "def add(a, b):\n    return a + b\n";
  return task;
}

Task cases_task() {
  Task task = function_task();
  CasesShape shape;
  shape.cases = {{"base/0", "base", "[1, 2]", "3"}};
  task.shape = shape;
  return task;
}

TEST(TestsDigest, what_does_not_decide_a_verdict_does_not_change_it) {
  const Digest digest = tests_digest(function_task());
  Task other = function_task();
  other.id = "b";
  other.benchmark = "x";
  other.prompt = "Sum.";
  other.provenance = {"someone", 2, {"a"}};
  other.cpu_ms = 5;
  other.extra["note"] = 1;
  EXPECT_EQ(tests_digest(other), digest);
}

TEST(TaskDigest, everything_of_a_task_changes_it) {
  const Task task = function_task();
  std::set<Digest> digests{task_digest(task, tests_digest(task)), task_digest(task, Digest{})};
  for (int field = 0; field < 7; ++field) {
    Task other = task;
    if (field == 0) other.id = "b";
    if (field == 1) other.benchmark = "x";
    if (field == 2) other.prompt = "Sum.";
    if (field == 3) other.reference = std::nullopt;
    if (field == 4) other.provenance = {"someone", 2, {"a"}};
    if (field == 5) other.cpu_ms = 5;
    if (field == 6) other.extra["note"] = 1;
    digests.insert(task_digest(other, tests_digest(other)));
  }
  EXPECT_EQ(digests.size(), 9U);
}

template <class Change>
Digest changed(Task task, Change change) {
  change(task, std::get<FunctionShape>(task.shape));
  return tests_digest(task);
}

TEST(TestsDigest, everything_that_decides_a_verdict_changes_it) {
  const Task task = function_task();
  const std::set<Digest> digests{
      tests_digest(task),
      changed(task, [](Task& t, FunctionShape&) { t.entry_point = "plus"; }),
      changed(task, [](Task& t, FunctionShape&) { t.language = Language::cpp; }),
      changed(task, [](Task& t, FunctionShape&) { t.isolation = Isolation::shared_process; }),
      changed(task, [](Task&, FunctionShape& s) { s.prelude += "\n"; }),
      changed(task, [](Task&, FunctionShape& s) { s.setup = "x = 1"; }),
      changed(task, [](Task&, FunctionShape& s) { s.setup_time = SetupTime::after_candidate; }),
      changed(task, [](Task&, FunctionShape& s) { s.candidate_names.push_back("Node"); }),
      changed(task, [](Task&, FunctionShape& s) { s.tests[0].code += " "; }),
      changed(task, [](Task&, FunctionShape& s) { s.tests[0].visibility = Visibility::public_test; }),
      changed(task, [](Task&, FunctionShape& s) { s.tests[0].challenge = true; }),
      changed(task, [](Task&, FunctionShape& s) { s.tests.push_back(s.tests[0]); }),
      tests_digest(cases_task()),
  };
  EXPECT_EQ(digests.size(), 13U);
}

TEST(TestsDigest, reference_counts_for_a_function_where_a_judge_apart_learns_from_it) {
  Task other = function_task();
  other.reference = "def add(a, b):\n    a += b\n    return a\n";
  EXPECT_NE(tests_digest(other), tests_digest(function_task()));
  Task none = function_task();
  none.reference.reset();
  EXPECT_NE(tests_digest(none), tests_digest(function_task()));
  other.isolation = none.isolation = Isolation::shared_process;
  EXPECT_EQ(tests_digest(other), tests_digest(none));
}

TEST(TestsDigest, reference_counts_for_cases_where_outputs_are_held_against_it) {
  Task given = cases_task();
  const Digest with_expected = tests_digest(given);
  given.reference = "def add(a, b):\n    return b + a\n";
  EXPECT_EQ(tests_digest(given), with_expected);

  Task held = cases_task();
  std::get<CasesShape>(held.shape).cases[0].expected_json.reset();
  const Digest with_reference = tests_digest(held);
  EXPECT_NE(with_reference, with_expected);
  held.reference = "def add(a, b):\n    return b + a\n";
  EXPECT_NE(tests_digest(held), with_reference);
}

TEST(Names, every_name_reads_back_as_its_value) {
  for (const auto value : {Isolation::separate_process, Isolation::shared_process}) {
    EXPECT_EQ(parse_isolation(name_of(value)), value);
  }
  for (const auto value : {Visibility::public_test, Visibility::private_test}) {
    EXPECT_EQ(parse_visibility(name_of(value)), value);
  }
  for (const auto value : {SetupTime::before_candidate, SetupTime::after_candidate}) {
    EXPECT_EQ(parse_setup_time(name_of(value)), value);
  }
  using enum Rebuild;
  for (const auto value : {as_is, tuple, list_of_tuples, tuple_of_tuples, tuple_of_list_tuples, list_of_sets,
                           dict_of_tuples, to_float, to_complex, tuples_deep}) {
    EXPECT_EQ(parse_rebuild(name_of(value)), value);
  }
  using enum Oracle;
  for (const auto value : {equal, not_none, set_equal, evalplus_mbpp_581, evalplus_mbpp_558, evalplus_humaneval_32}) {
    EXPECT_EQ(parse_oracle(name_of(value)), value);
  }
  EXPECT_EQ(parse_rebuild("eval"), std::nullopt);
  EXPECT_EQ(parse_oracle(""), std::nullopt);
}

}  // namespace
}  // namespace oyer::datasets
