#include "graders/ledger.h"

#include <gtest/gtest.h>

#include "graders/replay.h"
#include "tests/graders/grades.h"
#include "tests/support/fake_grader.h"
#include "tests/support/result.h"
#include "tests/support/temporary_folder.h"

namespace oyer::graders {
namespace {

using oyer::test::FakeGrader;
using oyer::test::FakeWorld;
using oyer::test::outcome_of;
using oyer::test::TemporaryFolder;
using test::accepted;
using test::record_of;
using test::refused;

datasets::Task own_task() {
  datasets::Task task;
  task.id = "Own/0";
  task.prompt = "say yes";
  task.entry_point = "f";
  datasets::FunctionShape shape;
  shape.candidate_names = {"f"};
  shape.tests = {{"t0", "assert f()"}};
  task.shape = shape;
  return task;
}

std::size_t count(Ledger& ledger, bool infra_errors = false) {
  std::size_t seen = 0;
  EXPECT_EQ(
      outcome_of(ledger.for_each([&seen](std::uint64_t, const RewardRecord&) { return ++seen > 0; }, infra_errors)),
      "ok");
  return seen;
}

TEST(Ledger, a_record_is_found_by_its_key_after_the_log_was_closed) {
  const TemporaryFolder folder;
  const RewardRecord record = record_of(refused(Verdict::wrong_answer));
  {
    auto ledger = Ledger::open(folder.path() / "log.db").value();
    EXPECT_FALSE(*ledger.find(record.key));
    const RewardRecord* const one[] = {&record};
    ASSERT_EQ(outcome_of(ledger.append(one)), "ok");
  }
  auto ledger = Ledger::open(folder.path() / "log.db", Ledger::Mode::read_only).value();
  const auto found = ledger.find(record.key);
  ASSERT_EQ(outcome_of(found), "ok");
  ASSERT_TRUE(*found);
  EXPECT_EQ(json::print(to_json(**found)), json::print(to_json(record)));
  EXPECT_EQ(*ledger.keys(), std::vector<Digest>{record.key});
}

TEST(Ledger, the_same_record_is_stored_once_and_another_candidate_with_the_same_code_again) {
  const TemporaryFolder folder;
  auto ledger = Ledger::open(folder.path() / "log.db").value();
  const RewardRecord first = record_of(accepted()), second = record_of(accepted(), "Own/0", 1);
  ASSERT_EQ(first.key, second.key);
  const RewardRecord* const all[] = {&first, &first, &second};
  ASSERT_EQ(outcome_of(ledger.append(all)), "ok");
  EXPECT_EQ(count(ledger), 2U);
  ASSERT_EQ(outcome_of(ledger.append(all)), "ok");
  EXPECT_EQ(count(ledger), 2U);
  const RewardRecord* const again[] = {&first};
  ASSERT_EQ(outcome_of(ledger.append(again, true)), "ok");
  EXPECT_EQ(count(ledger), 3U);
}

TEST(Ledger, an_infra_error_is_kept_but_never_found_as_work_done) {
  const TemporaryFolder folder;
  auto ledger = Ledger::open(folder.path() / "log.db").value();
  RewardRecord record = record_of(accepted());
  record.outcome = host_error("the keeper has gone", 0);
  const RewardRecord* const one[] = {&record};
  ASSERT_EQ(outcome_of(ledger.append(one)), "ok");
  EXPECT_FALSE(*ledger.find(record.key));
  EXPECT_EQ(count(ledger), 0U);
  EXPECT_EQ(count(ledger, true), 1U);
}

TEST(Ledger, tasks_are_stored_once_and_come_back_the_same) {
  const TemporaryFolder folder;
  auto ledger = Ledger::open(folder.path() / "log.db").value();
  const datasets::Task task = own_task();
  const datasets::Task* const tasks[] = {&task, &task};
  ASSERT_EQ(outcome_of(ledger.put_tasks(tasks)), "ok");
  ASSERT_EQ(outcome_of(ledger.put_tasks(tasks)), "ok");
  const auto found = ledger.find_task(datasets::tests_digest(task));
  ASSERT_EQ(outcome_of(found), "ok");
  ASSERT_TRUE(*found);
  EXPECT_EQ(**found, task);
  EXPECT_FALSE(*ledger.find_task(sha256("another")));
}

TEST(Replay, judges_the_record_from_the_log_alone) {
  const TemporaryFolder folder;
  auto ledger = Ledger::open(folder.path() / "log.db").value();
  const datasets::Task task = own_task();
  FakeGrader grader(std::make_shared<FakeWorld>());
  datasets::Candidate candidate;
  candidate.task_id = task.id;
  candidate.text = "wrong";
  auto record = grade_candidate(grader, task, candidate, {}).value();
  EXPECT_EQ(outcome_of(replay(record, ledger, grader, {})),
            "not_found: the log holds no task " + to_string(record.task) + " (Own/0)");
  const datasets::Task* const tasks[] = {&task};
  ASSERT_EQ(outcome_of(ledger.put_tasks(tasks)), "ok");
  const auto replayed = replay(record, ledger, grader, {});
  ASSERT_EQ(outcome_of(replayed), "ok");
  EXPECT_TRUE(replayed->same_verdict);
  EXPECT_TRUE(replayed->same_grade);
  EXPECT_TRUE(replayed->same_setting);
  EXPECT_TRUE(same_but_measured(replayed->record, record));

  std::get<Grade>(record.outcome).verdict = Verdict::runtime_error;  // a verdict that was never given
  EXPECT_FALSE(replay(record, ledger, grader, {})->same_verdict);
  record.setting.toolchain = std::string(64, 'b');
  EXPECT_FALSE(replay(record, ledger, grader, {})->same_setting);
  record.outcome = host_error("no keeper", 0);
  EXPECT_EQ(outcome_of(replay(record, ledger, grader, {})),
            "unsupported: the record is of an infra_error; it has no verdict to replay");
}

TEST(Replay, refuses_a_task_whose_tests_differ) {
  FakeGrader grader(std::make_shared<FakeWorld>());
  datasets::Candidate candidate;
  candidate.text = "right";
  const auto record = grade_candidate(grader, own_task(), candidate, {}).value();
  datasets::Task other = own_task();
  std::get<datasets::FunctionShape>(other.shape).tests[0].code = "assert not f()";
  EXPECT_FALSE(replay(record, other, grader, {}));
}

TEST(Ledger, calibrations_come_back_as_they_were) {
  const TemporaryFolder folder;
  const std::vector<std::pair<Digest, ReferenceCost>> two{{sha256("a"), {Nanos(12), 3_MiB}},
                                                          {sha256("b"), {Nanos(5'000'000'000), Bytes{0}}}};
  {
    auto ledger = Ledger::open(folder.path() / "log.db").value();
    ASSERT_TRUE(ledger.put_calibrations(two).has_value());
    ASSERT_TRUE(ledger.put_calibrations({}).has_value());
  }
  auto ledger = Ledger::open(folder.path() / "log.db").value();
  EXPECT_EQ(ledger.calibrations().value(), two);
}

}  // namespace
}  // namespace oyer::graders
