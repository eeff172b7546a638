#include "graders/batch.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/support/fake_grader.h"
#include "tests/support/result.h"
#include "tests/support/temporary_folder.h"

namespace oyer::graders {
namespace {

using oyer::test::FakeGrader;
using oyer::test::FakeWorld;
using oyer::test::outcome_of;
using oyer::test::TemporaryFolder;

std::shared_ptr<const datasets::Task> task() {
  static const auto made = [] {
    auto one = std::make_shared<datasets::Task>();
    one->id = "Own/0";
    one->entry_point = "f";
    datasets::FunctionShape shape;
    shape.candidate_names = {"f"};
    shape.tests = {{"t0", "assert f()"}};
    one->shape = shape;
    return one;
  }();
  return made;
}

std::vector<Work> work_of(const std::vector<std::string>& texts) {
  std::vector<Work> work;
  for (const std::string& text : texts) {
    Work one{task(), {}};
    one.candidate.task_id = "Own/0";
    one.candidate.index = work.size();
    one.candidate.text = text;
    work.push_back(std::move(one));
  }
  return work;
}

// What a batch told: records in their order as "0 accepted", and the totals.
struct Told {
  Result<Finished> finished = Finished{};
  std::vector<std::string> records;
  std::size_t started = 0, reused = 0, infra = 0;
  std::vector<std::uint64_t> taken;  // positions in the order in which they were started
};

Told run(const std::vector<Work>& work, const std::shared_ptr<FakeWorld>& world, Ledger* ledger = nullptr,
         BatchOptions options = {}, std::stop_token stop = {}, const std::function<void(std::size_t)>& each = {}) {
  Told told;
  const OpenGrader open = [world](unsigned, std::stop_token) -> Result<std::unique_ptr<Grader>> {
    if (world->refuse_to_open) return fail(host_error("no jail", 0));
    return std::unique_ptr<Grader>(std::make_unique<FakeGrader>(world));
  };
  BatchConsumer consumer;
  consumer.on_event = [&told, &each](const Event& event) {
    told.started += std::holds_alternative<Started>(event);
    if (const auto* started = std::get_if<Started>(&event)) told.taken.push_back(started->position);
    if (const auto* graded = std::get_if<Graded>(&event)) told.reused += graded->reused;
    told.infra += std::holds_alternative<InfraError>(event);
    if (each && std::holds_alternative<Graded>(event)) each(told.records.size());
  };
  consumer.on_record = [&told](std::uint64_t position, const RewardRecord& record) {
    const Grade* grade = record.grade();
    told.records.push_back(
        std::to_string(position) + " " +
        (grade != nullptr ? std::string(name_of(grade->verdict)) : "infra: " + std::get<Error>(record.outcome).what));
  };
  told.finished = run_batch(work, open, ledger, options, consumer, stop);
  return told;
}

BatchOptions workers(unsigned count) {
  BatchOptions options;
  options.workers = count;
  return options;
}

TEST(Batch, records_come_in_the_order_of_the_work_whatever_finishes_first) {
  std::vector<std::string> texts;
  std::vector<std::string> expected;
  for (int i = 0; i < 200; ++i) {
    texts.push_back((i % 7 == 0 ? "nap " : i % 3 == 0 ? "wrong " : "right ") + std::to_string(i));
    expected.push_back(std::to_string(i) + (i % 7 != 0 && i % 3 == 0 ? " wrong_answer" : " accepted"));
  }
  for (const unsigned count : {1U, 2U, 8U}) {
    const Told told = run(work_of(texts), std::make_shared<FakeWorld>(), nullptr, workers(count));
    ASSERT_EQ(outcome_of(told.finished), "ok");
    EXPECT_EQ(told.records, expected);
    EXPECT_EQ(told.finished->executed, 200U);
    EXPECT_EQ(told.started, 200U);
    EXPECT_FALSE(told.finished->interrupted);
  }
}

TEST(Batch, nothing_to_do_is_done) {
  const Told told = run({}, std::make_shared<FakeWorld>());
  ASSERT_EQ(outcome_of(told.finished), "ok");
  EXPECT_EQ(told.finished->graded, 0U);
}

TEST(Batch, what_the_ledger_holds_is_not_run_again) {
  const TemporaryFolder folder;
  const auto world = std::make_shared<FakeWorld>();
  const auto work = work_of({"right", "wrong", "none", "right", "right 2"});
  auto ledger = Ledger::open(folder.path() / "log.db").value();
  const Told first = run(work, world, &ledger, workers(2));
  ASSERT_EQ(outcome_of(first.finished), "ok");
  EXPECT_EQ(world->graded, 4U);  // "right" occurs twice and is run once
  EXPECT_EQ(first.reused, 1U);
  const Told second = run(work, world, &ledger, workers(2));
  EXPECT_EQ(world->graded, 4U);
  EXPECT_EQ(second.records, first.records);
  EXPECT_EQ(second.finished->reused, 5U);
  EXPECT_EQ(second.finished->executed, 0U);
  BatchOptions fresh = workers(2);
  fresh.fresh = true;
  const Told third = run(work, world, &ledger, fresh);
  EXPECT_EQ(world->graded, 9U);
  EXPECT_EQ(third.records, first.records);
  EXPECT_EQ(third.finished->executed, 5U);
}

TEST(Batch, what_could_not_be_judged_is_judged_first_by_the_next_batch) {
  const TemporaryFolder folder;
  const auto world = std::make_shared<FakeWorld>();
  auto ledger = Ledger::open(folder.path() / "log.db").value();
  world->failures_left = 4;  // each is tried twice
  const Told first = run(work_of({"right", "host", "wrong", "host 2"}), world, &ledger, workers(1));
  EXPECT_EQ(first.infra, 2U);
  EXPECT_EQ(first.taken, (std::vector<std::uint64_t>{0, 1, 2, 3}));
  const auto more = work_of({"right", "right 2", "host 2", "wrong", "right 3", "host", "host 3"});
  BatchOptions late = workers(1);
  late.deadline = std::chrono::steady_clock::now() + std::chrono::hours(1);
  for (const BatchOptions& options : {workers(1), late}) {
    auto copy = Ledger::open(folder.path() / "log.db").value();
    const Told next = run(more, world, &copy, options);
    ASSERT_EQ(outcome_of(next.finished), "ok");
    EXPECT_EQ(next.taken, (std::vector<std::uint64_t>{2, 5, 0, 1, 3, 4, 6}));
    EXPECT_EQ(next.infra, 0U);
  }
}

TEST(Batch, an_interrupted_batch_goes_on_where_it_was) {
  const TemporaryFolder folder;
  const auto world = std::make_shared<FakeWorld>();
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i) texts.push_back("nap " + std::to_string(i));
  std::vector<std::string> whole;
  {
    auto ledger = Ledger::open(folder.path() / "log.db").value();
    std::stop_source stop;
    const Told told = run(work_of(texts), world, &ledger, workers(2), stop.get_token(), [&stop](std::size_t seen) {
      if (seen >= 5) stop.request_stop();
    });
    ASSERT_EQ(outcome_of(told.finished), "ok");
    EXPECT_TRUE(told.finished->interrupted);
    EXPECT_GT(told.finished->unfinished, 0U);
    EXPECT_EQ(told.finished->graded + told.finished->unfinished, 40U);
  }
  const unsigned done = world->graded;
  EXPECT_LT(done, 40U);
  auto ledger = Ledger::open(folder.path() / "log.db").value();
  const Told told = run(work_of(texts), world, &ledger, workers(2));
  EXPECT_EQ(world->graded, 40U) << "work that was acknowledged is not done again";
  EXPECT_EQ(told.finished->graded, 40U);
  EXPECT_EQ(told.records.size(), 40U);
}

TEST(Batch, a_deadline_leaves_records_without_reward_and_returns) {
  BatchOptions options = workers(2);
  options.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
  const auto begun = std::chrono::steady_clock::now();
  const Told told =
      run(work_of({"right", "slow", "slow 2", "right 3"}), std::make_shared<FakeWorld>(), nullptr, options);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
  ASSERT_EQ(outcome_of(told.finished), "ok");
  ASSERT_EQ(told.records.size(), 4U);
  EXPECT_EQ(told.records[0], "0 accepted");
  EXPECT_EQ(told.records[1], "1 infra: deadline");
  EXPECT_EQ(told.records[2], "2 infra: deadline");
  EXPECT_FALSE(told.finished->interrupted);
  EXPECT_GE(told.finished->unfinished, 2U);
}

// Candidates of tasks with so many each, in the order of the tasks; each takes a nap.
std::vector<Work> groups_of(const std::vector<std::size_t>& sizes) {
  std::vector<Work> work;
  for (std::size_t group = 0; group < sizes.size(); ++group) {
    auto own = std::make_shared<datasets::Task>(*task());
    own->id = "Own/" + std::to_string(group);
    for (std::size_t i = 0; i < sizes[group]; ++i) {
      Work one{own, {}};
      one.candidate.task_id = own->id;
      one.candidate.index = i;
      one.candidate.text = "nap " + own->id + " " + std::to_string(i);
      work.push_back(std::move(one));
    }
  }
  return work;
}

TEST(Batch, a_deadline_takes_the_same_share_of_every_group_and_leaves_nothing_unfinished_in_the_ledger) {
  const std::vector<std::size_t> sizes = {8, 80, 16, 4, 40};
  const std::vector<Work> work = groups_of(sizes);
  const TemporaryFolder folder;
  auto ledger = Ledger::open(folder.path() / "log.db").value();
  BatchOptions options = workers(2);
  options.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(148 * 20 / 2 / 2);  // half of it
  const auto world = std::make_shared<FakeWorld>();
  const Told told = run(work, world, &ledger, options);
  ASSERT_EQ(outcome_of(told.finished), "ok");
  ASSERT_EQ(told.records.size(), work.size());
  std::map<std::string, double> judged;
  for (std::size_t at = 0; at < work.size(); ++at) {
    const bool done = told.records[at] == std::to_string(at) + " accepted";
    judged[work[at].task->id] += done ? 1 : 0;
    EXPECT_EQ(told.records[at], std::to_string(at) + (done ? " accepted" : " infra: deadline"));
  }
  const double all = static_cast<double>(told.finished->graded) / static_cast<double>(work.size());
  EXPECT_GT(all, 0.1);
  EXPECT_LT(all, 0.6);
  for (std::size_t group = 0; group < sizes.size(); ++group) {
    const double share = judged["Own/" + std::to_string(group)] / static_cast<double>(sizes[group]);
    EXPECT_NEAR(share, all, 0.35) << "of " << sizes[group];  // a portion is a quarter at most, and two are in work
  }
  EXPECT_EQ(ledger.keys().value().size(), told.finished->graded);
  std::size_t kept = 0;
  ASSERT_TRUE(ledger.for_each([&kept](std::uint64_t, const RewardRecord&) { return ++kept > 0; }, true));
  EXPECT_EQ(kept, told.finished->graded) << "an infra_error is not kept either";
  const Told rest = run(work, world, &ledger, workers(2));
  EXPECT_EQ(rest.finished->reused, told.finished->graded);
  EXPECT_EQ(rest.finished->executed, told.finished->unfinished);
}

Canary canary_of(const std::string& text, Verdict verdict) {
  Work work = work_of({text}).front();
  return {work.task, std::move(work.candidate), verdict, "test: " + text};
}

TEST(Batch, canaries_are_judged_among_the_work_and_told_to_nobody) {
  BatchOptions options = workers(2);
  options.canaries = {canary_of("right c", Verdict::accepted), canary_of("wrong c", Verdict::wrong_answer)};
  options.canary_every = 2;
  const auto world = std::make_shared<FakeWorld>();
  const Told told = run(work_of({"right", "wrong", "right 2", "wrong 2", "right 3"}), world, nullptr, options);
  ASSERT_EQ(outcome_of(told.finished), "ok");
  EXPECT_EQ(told.finished->canaries, 2U);
  EXPECT_EQ(told.finished->graded, 5U);
  EXPECT_EQ(told.records.size(), 5U);
  EXPECT_EQ(world->graded, 7U);
}

TEST(Batch, a_canary_that_cannot_be_judged_is_counted_and_the_work_goes_on) {
  BatchOptions options = workers(1);
  options.canaries = {canary_of("bad c", Verdict::wrong_answer)};
  options.canary_every = 1;
  const Told told = run(work_of({"right", "wrong"}), std::make_shared<FakeWorld>(), nullptr, options);
  ASSERT_EQ(outcome_of(told.finished), "ok");
  EXPECT_EQ(told.finished->canaries, 0U);
  EXPECT_EQ(told.finished->canaries_unjudged, 2U);
  EXPECT_EQ(told.records, (std::vector<std::string>{"0 accepted", "1 wrong_answer"}));
}

TEST(Batch, a_wrong_verdict_on_a_canary_ends_the_batch_loudly) {
  BatchOptions options = workers(1);
  options.canaries = {canary_of("right c", Verdict::wrong_answer)};
  options.canary_every = 3;
  const Told told = run(work_of(std::vector<std::string>(50, "nap")), std::make_shared<FakeWorld>(), nullptr, options);
  ASSERT_FALSE(told.finished.has_value());
  EXPECT_EQ(told.finished.error().kind, Error::Kind::bug);
  EXPECT_NE(
      told.finished.error().what.find("a canary (Own/0, \"test: right c\") was judged accepted, where wrong_answer "
                                      "is known"),
      std::string::npos)
      << told.finished.error().what;
  EXPECT_LT(told.records.size(), 50U);
}

std::string kind_of(const Canary& one) { return one.label.substr(0, one.label.find_first_of(":, ")); }

TEST(Canaries, every_second_is_a_cheat_the_others_take_turns_and_none_waits_for_a_limit) {
  const auto canaries = bundled_canaries();
  ASSERT_TRUE(canaries.has_value()) << to_string(canaries.error());
  std::map<std::string, std::size_t> kinds;
  for (const Canary& one : *canaries) {
    ++kinds[kind_of(one)];
    EXPECT_NE(one.verdict, Verdict::time_limit);
    EXPECT_TRUE(one.task->cpu_ms.has_value());
  }
  const std::size_t each = canaries->size() / (2 * (kinds.size() - 1));
  for (const auto& [kind, count] : kinds) EXPECT_EQ(count, kind == "cheat" ? canaries->size() / 2 : each) << kind;
  for (const char* kind : {"cheat", "crash", "right", "wrong"}) EXPECT_TRUE(kinds.contains(kind)) << kind;
}

TEST(Canaries, a_modest_batch_sees_every_cheat_and_a_dozen_every_shape) {
  const auto canaries = bundled_canaries();
  ASSERT_TRUE(canaries.has_value()) << to_string(canaries.error());
  std::set<std::string> all, in_sixty_four;
  std::set<std::size_t> shapes, cheated_shapes;
  for (std::size_t i = 0; i < canaries->size(); ++i) {
    const Canary& one = (*canaries)[i];
    if (kind_of(one) == "cheat") all.insert(one.label);
    if (kind_of(one) == "cheat" && i < 64) in_sixty_four.insert(one.label);
    if (i < 12) shapes.insert(one.task->shape.index());
    if (kind_of(one) == "cheat") cheated_shapes.insert(one.task->shape.index());
  }
  EXPECT_GE(all.size(), 28U);
  EXPECT_EQ(in_sixty_four, all);
  EXPECT_EQ(shapes, (std::set<std::size_t>{0, 1, 2}));
  EXPECT_EQ(cheated_shapes, shapes);
}

TEST(Batch, a_host_error_is_tried_once_more_by_a_fresh_grader) {
  const auto world = std::make_shared<FakeWorld>();
  world->failures_left = 1;
  const Told once = run(work_of({"host", "right"}), world);
  EXPECT_EQ(once.records, (std::vector<std::string>{"0 accepted", "1 accepted"}));
  EXPECT_EQ(world->opened, 2U);
  world->failures_left = 2;
  const Told twice = run(work_of({"host", "right"}), world);
  EXPECT_EQ(twice.records, (std::vector<std::string>{"0 infra: the keeper has gone", "1 accepted"}));
  EXPECT_EQ(twice.finished->infra_errors, 1U);
}

TEST(Batch, a_broken_task_is_an_infra_error_of_its_candidates_alone) {
  const TemporaryFolder folder;
  auto ledger = Ledger::open(folder.path() / "log.db").value();
  const auto world = std::make_shared<FakeWorld>();
  const Told told = run(work_of({"bad", "right", "bad"}), world, &ledger);
  EXPECT_EQ(told.records,
            (std::vector<std::string>{"0 infra: the task is broken", "1 accepted", "2 infra: the task is broken"}));
  EXPECT_EQ(world->opened, 1U);
  const Told again = run(work_of({"bad"}), world, &ledger);
  EXPECT_EQ(again.finished->reused, 0U) << "an infra_error is never found as work done";
}

TEST(Batch, graders_that_cannot_be_opened_are_an_error_of_the_batch) {
  const auto world = std::make_shared<FakeWorld>();
  world->refuse_to_open = true;
  EXPECT_EQ(outcome_of(run(work_of({"right"}), world).finished), "host: worker 0: no jail");
}

TEST(Batch, work_without_a_task_is_refused) {
  EXPECT_EQ(outcome_of(run({Work{}}, std::make_shared<FakeWorld>()).finished), "invalid_input: work without a task");
}

}  // namespace
}  // namespace oyer::graders
