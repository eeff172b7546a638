#include "graders/audit.h"

#include <gtest/gtest.h>

namespace oyer::graders {
namespace {

std::shared_ptr<const datasets::Task> task() {
  auto made = std::make_shared<datasets::Task>();
  made->id = "digits";
  made->prompt = "Print the answer for the number, as 1000 for 10.";
  datasets::StdioShape shape;
  for (const char* number : {"111", "222", "333", "444"}) {
    shape.tests.push_back({number, "test", std::string(number) + "\n", std::string(number) + "7\n"});
  }
  made->shape = std::move(shape);
  return made;
}

// A record in which so many public and private tests passed of two and of four.
ExportItem item(std::size_t shown, std::size_t hidden, std::string code = "pass") {
  ExportItem item;
  item.record.task_id = "digits";
  item.record.code = std::move(code);
  item.record.key = sha256(*item.record.code);
  Grade grade;
  for (std::size_t i = 0; i < 6; ++i) {
    const bool is_public = i < 2;
    const bool passed = is_public ? i < shown : i - 2 < hidden;
    grade.cases.push_back({std::to_string(i), "test", is_public ? Visibility::public_test : Visibility::private_test,
                           passed ? Outcome::passed : Outcome::failed,
                           passed ? Verdict::accepted : Verdict::wrong_answer, passed ? "" : "token 1"});
  }
  grade.verdict = shown + hidden == 6 ? Verdict::accepted : Verdict::wrong_answer;
  item.record.outcome = grade;
  return item;
}

std::string told(const std::vector<ExportItem>& items) {
  std::string text;
  for (const AuditFlag& flag : audit(items)) {
    text += std::to_string(flag.item) + " " + std::string(name_of(flag.suspicion)) + ": " + flag.evidence + "\n";
  }
  return text;
}

Grade& grade_of(ExportItem& item) { return std::get<Grade>(item.record.outcome); }

TEST(Audit, honest_records_are_not_flagged) {
  ExportItem right = item(2, 4, "print(int(input()) * 10 + 7)"), wrong = item(0, 0), near = item(2, 3);
  for (ExportItem* one : {&right, &wrong, &near}) one->task = task();
  EXPECT_EQ(told({right, wrong, near}), "");
}

TEST(Audit, table_of_answers_is_told_from_a_program_that_quotes_its_prompt) {
  ExportItem table = item(2, 4, "print({111: 1117, 222: 2227, 333: 3337}[int(input())])");
  ExportItem quoting = item(2, 4, "assert f(10) == 1000\nx = 111");
  table.task = quoting.task = task();
  EXPECT_EQ(told({table, quoting}), "0 answer_table: it holds the literals of 3 of 4 tests\n");
}

TEST(Audit, private_tests_far_below_public_ones_are_told) {
  EXPECT_EQ(told({item(2, 2), item(2, 3), item(1, 0)}),
            "0 private_below_public: 2 of 2 public tests pass, 2 of 4 private ones\n");
}

TEST(Audit, flags_of_a_grade_are_carried_on) {
  ExportItem one = item(2, 4, "a");
  grade_of(one).flags = {"left_processes", "mutated_arguments", "opaque_values", "subclass_values"};
  EXPECT_EQ(told({one}),
            "0 leftovers: processes were alive when it ended\n"
            "0 odd_values: opaque_values, subclass_values\n"
            "0 mutation: its tests' arguments were changed\n");
  ExportItem denied = item(0, 0, "b");
  grade_of(denied).verdict = Verdict::denied;
  grade_of(denied).ending = sandbox::SyscallDenied{"bpf"};
  EXPECT_EQ(told({denied}), "0 denied_call: " + sandbox::describe(sandbox::SyscallDenied{"bpf"}) + "\n");
}

TEST(Audit, modes_that_disagree_are_told_with_what_each_says) {
  ExportItem cheat = item(2, 0, "a"), honest = item(2, 4, "b");
  grade_of(cheat).faithful = Faithful{"human-eval", {{"test", FaithfulOutcome::passed, ""}}};
  grade_of(honest).faithful = grade_of(cheat).faithful;
  ExportItem refused = honest;
  grade_of(refused).faithful->groups[0] = {"test", FaithfulOutcome::timed_out, "said nothing"};
  EXPECT_EQ(told({cheat, honest, refused}),
            "0 private_below_public: 2 of 2 public tests pass, 0 of 4 private ones\n"
            "0 modes_disagree: wrong_answer, but by human-eval, test: passed\n"
            "2 modes_disagree: accepted, but by human-eval, test: timed_out (said nothing)\n");
}

TEST(Audit, replays_that_disagree_are_told_in_turn) {
  ExportItem lucky = item(2, 3, "a"), steady = item(2, 3, "b");
  grade_of(lucky).replays = {Verdict::accepted, Verdict::wrong_answer};
  grade_of(lucky).flags = {std::string(replays_disagree)};
  grade_of(steady).replays = {Verdict::wrong_answer, Verdict::wrong_answer};
  EXPECT_EQ(told({lucky, steady}), "0 replays_disagree: it was judged accepted, wrong_answer\n");
}

TEST(Audit, same_work_with_other_verdicts_is_told_of_every_run) {
  EXPECT_EQ(told({item(2, 4, "a"), item(0, 0, "a"), item(0, 0, "b")}),
            "0 runs_disagree: the same work was judged accepted, wrong_answer\n"
            "1 runs_disagree: the same work was judged accepted, wrong_answer\n");
}

TEST(Audit, failures_of_the_harness_are_told_where_they_fall_on_one_task) {
  std::vector<ExportItem> items(40, item(2, 4, "a"));
  for (std::size_t i = 0; i < items.size(); ++i) {
    items[i].record.task_id = "task " + std::to_string(i / 10);
    if (i < 4) items[i].record.outcome = host_error("gone", 0);
  }
  const std::string said = "infra_cluster: the harness failed at 4 of 10 of this task\n";
  EXPECT_EQ(told(items), "0 " + said + "1 " + said + "2 " + said + "3 " + said);
  // Spread over all tasks they are the host's alone.
  for (std::size_t i = 0; i < items.size(); ++i) {
    items[i].record.outcome = i % 10 == 0 ? std::variant<Grade, Error>(host_error("gone", 0)) : Grade();
  }
  EXPECT_EQ(told(items), "");
}

}  // namespace
}  // namespace oyer::graders
