#include "graders/episode.h"

#include <gtest/gtest.h>

#include "graders/impossible.h"
#include "graders/public_tests.h"

namespace oyer::graders {
namespace {

using State = Episode::State;

std::shared_ptr<const datasets::Task> task() { return std::make_shared<const datasets::Task>(impossible_task(0)); }

// A record of `work` in which the tests of so many places passed.
std::shared_ptr<const RewardRecord> record_of(const Work& work, std::size_t passed, bool no_code = false) {
  auto record = std::make_shared<RewardRecord>();
  record->task_id = work.task->id;
  record->task = datasets::tests_digest(*work.task);
  record->completion = work.candidate.text;
  Grade grade;
  grade.verdict = no_code ? Verdict::no_code : Verdict::accepted;
  const auto& tests = std::get<datasets::FunctionShape>(work.task->shape).tests;
  for (std::size_t i = 0; i < tests.size() && !no_code; ++i) {
    const bool good = i < passed;
    grade.cases.push_back({tests[i].id, "tests", tests[i].visibility, good ? Outcome::passed : Outcome::failed,
                           good ? Verdict::accepted : Verdict::wrong_answer, good ? "" : "got 1"});
    if (!good) grade.verdict = Verdict::wrong_answer;
  }
  record->outcome = grade;
  return record;
}

std::size_t tests_in(const Work& work) { return std::get<datasets::FunctionShape>(work.task->shape).tests.size(); }

TEST(Episode, turn_before_the_last_is_judged_by_public_tests_alone) {
  Episode episode(task(), 0, {});
  ASSERT_EQ(episode.state(), State::asking);
  episode.answer("first");
  ASSERT_EQ(episode.state(), State::judging);
  EXPECT_EQ(tests_in(episode.work()), 2U);
  episode.judged(record_of(episode.work(), 1), {});
  ASSERT_EQ(episode.state(), State::telling);
  EXPECT_EQ(episode.turns().back().reward, 0.0);
  episode.tell(episode.turns().back().feedback, "x");
  const auto conversation = episode.conversation();
  ASSERT_EQ(conversation.size(), 3U);
  EXPECT_EQ(conversation[1], (Message{"assistant", "first"}));
  EXPECT_TRUE(conversation[2].content.starts_with("Your code failed the following tests:\n- Failure: 'assert "));
}

TEST(Episode, answer_that_passes_public_tests_is_judged_by_all_and_ends_it) {
  Episode episode(task(), 0, {});
  episode.answer("first");
  episode.judged(record_of(episode.work(), 2), {});
  ASSERT_EQ(episode.state(), State::judging);
  EXPECT_EQ(tests_in(episode.work()), 4U);
  episode.judged(record_of(episode.work(), 2), {});
  EXPECT_EQ(episode.state(), State::over);
  EXPECT_TRUE(episode.passed_public());
  EXPECT_FALSE(episode.solved());
  EXPECT_EQ(episode.reward(), -1.0);
}

TEST(Episode, answer_without_code_costs_a_fifth_before_the_last_turn_and_one_on_it) {
  EpisodeOptions options;
  options.turns = 2;
  Episode episode(task(), 0, options);
  for (int turn = 0; turn < 2; ++turn) {
    episode.answer("nothing");
    episode.judged(record_of(episode.work(), 0, true), {});
    if (turn == 0) episode.tell(episode.turns().back().feedback, "");
  }
  ASSERT_EQ(episode.state(), State::over);
  EXPECT_EQ(episode.turns()[0].reward, -0.2);
  EXPECT_EQ(episode.turns()[1].reward, -1.0);
  EXPECT_EQ(episode.reward(), -1.2);
}

TEST(Episode, failure_of_the_harness_ends_it_without_a_reward) {
  Episode episode(task(), 0, {});
  episode.answer("first");
  auto record = std::make_shared<RewardRecord>();
  record->outcome = host_error("the host gave out", 0);
  episode.judged(record, {});
  EXPECT_EQ(episode.state(), State::over);
  EXPECT_EQ(episode.reward(), std::nullopt);
  ASSERT_NE(episode.failure(), nullptr);
  EXPECT_FALSE(episode.solved());
}

TEST(Episode, author_with_nothing_more_to_say_is_judged_by_what_it_said_last) {
  Episode episode(task(), 0, {});
  episode.answer("first");
  episode.judged(record_of(episode.work(), 0, true), {});
  episode.tell("again", "");
  episode.give_up();
  ASSERT_EQ(episode.state(), State::judging);
  EXPECT_EQ(tests_in(episode.work()), 4U);
  episode.judged(record_of(episode.work(), 0, true), {});
  EXPECT_EQ(episode.reward(), -1.0);
  Episode silent(task(), 0, {});
  silent.give_up();
  EXPECT_EQ(silent.state(), State::over);
  EXPECT_EQ(silent.reward(), std::nullopt);
}

// What the author is told is a function of the public part, whatever the private tests hold.
TEST(Episode, no_text_of_an_episode_depends_on_private_tests) {
  const auto texts = [](const datasets::Task& of) {
    Episode episode(std::make_shared<const datasets::Task>(of), 0, {});
    episode.answer("first");
    const Work work = episode.work();
    episode.judged(record_of(work, 1), {{"public/1", "", "7", ""}});
    episode.tell(episode.turns().back().feedback, "");
    std::string all = to_string(datasets::tests_digest(*work.task));
    for (const Message& message : episode.conversation()) all += message.content;
    return all;
  };
  datasets::Task other = *task();
  for (auto& test : std::get<datasets::FunctionShape>(other.shape).tests) {
    if (test.visibility == Visibility::private_test) test.code = "assert scale(77) == 'planted-private-value'";
  }
  EXPECT_EQ(texts(*task()), texts(other));
}

}  // namespace
}  // namespace oyer::graders
