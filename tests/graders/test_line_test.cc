#include "graders/detail/test_line.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "graders/shared_tests.h"
#include "tests/support/result.h"

namespace oyer::graders::detail {
namespace {

using oyer::test::outcome_of;

class NoProgram final : public Runnable {
 public:
  Result<ProgramRun> run(const std::string&, const sandbox::Limits&, std::stop_token) override {
    return fail(unsupported("nothing is run here"));
  }
  Result<std::unique_ptr<Runnable>> copy_for(Programs&) const override { return std::make_unique<NoProgram>(); }
};

// Says of the tests: p passed, w wrong, o wrong, but right for the profile's own comparison; c the interpreter refuses
// the source; e an error of ours.
Result<TestSaid> said_of(char letter, std::size_t place) {
  TestSaid said;
  said.ending = sandbox::Exited{letter == 'w' ? static_cast<int>(place) : 0};
  said.judged = true;
  said.own = letter == 'p' || letter == 'o';
  said.spent.runs = 1;
  if (letter == 'w' || letter == 'o') said.said = {Verdict::wrong_answer, "at " + std::to_string(place)};
  if (letter == 'c') said.compiled = false;
  if (letter == 'e') return fail(invalid_input("error at " + std::to_string(place)));
  return said;
}

class Lines : public testing::Test {
 protected:
  std::shared_ptr<TestLine> line_of(const std::string& letters, bool stop_at_first,
                                    const std::string& profile = "strict", std::stop_token stop = {}) {
    datasets::StdioShape shape;
    shape.profile = profile;
    for (std::size_t i = 0; i < letters.size(); ++i) shape.tests.push_back({"t" + std::to_string(i), "test", "", ""});
    task_.shape = shape;
    const TestContext context{task_, program_, limits_, nullptr, containment_};
    return std::make_shared<TestLine>(context, blank_grade(shape), stop_at_first, stop);
  }

  // By the owner alone, one after another.
  Result<Grade> alone(const std::string& letters, bool stop_at_first, const std::string& profile) {
    const auto line = line_of(letters, stop_at_first, profile);
    while (const auto place = line->next()) line->put(*place, said_of(letters[*place], *place));
    return line->take_grade();
  }

  // Three have a test each at all times, and they end in turns that `order` decides.
  Result<Grade> in_disorder(const std::string& letters, bool stop_at_first, const std::string& profile,
                            unsigned order) {
    const auto line = line_of(letters, stop_at_first, profile);
    std::vector<std::size_t> out;
    for (;; order = order * 1103515245U + 12345U) {
      while (out.size() < 3) {
        const auto place = line->take();
        if (!place) break;
        out.push_back(*place);
      }
      if (out.empty()) break;
      const auto at = out.begin() + static_cast<std::ptrdiff_t>((order >> 16U) % out.size());
      const std::size_t place = *at;
      out.erase(at);
      line->put(place, said_of(letters[place], place));
    }
    EXPECT_EQ(line->next(), std::nullopt);
    return line->take_grade();
  }

  datasets::Task task_;
  NoProgram program_;
  sandbox::Limits limits_;
  sandbox::Containment containment_;
};

TEST_F(Lines, grade_is_that_of_one_after_another_whichever_ends_first) {
  for (const char* letters : {"p", "pppppppp", "wppppppp", "pppwpwpp", "pppppppw", "popwpppp", "oopppwpp", "cppppppp",
                              "ppppeppw", "pwppeppe", "pppeepww", "ccpppppp", "ooooooow"}) {
    for (const char* profile : {"strict", "apps"}) {
      for (const bool stop_at_first : {false, true}) {
        const auto expected = alone(letters, stop_at_first, profile);
        for (unsigned order = 0; order < 40; ++order) {
          const auto grade = in_disorder(letters, stop_at_first, profile, order * 7919U);
          ASSERT_EQ(outcome_of(grade), outcome_of(expected)) << letters << profile << stop_at_first;
          ASSERT_EQ(grade.value_or(Grade{}), expected.value_or(Grade{}))
              << letters << " " << profile << stop_at_first << " " << order;
        }
      }
    }
  }
}

TEST_F(Lines, first_failure_in_order_ends_it_and_those_behind_it_are_not_run) {
  const auto line = line_of("ppwpp", true);
  std::vector<std::size_t> taken;
  for (int i = 0; i < 4; ++i) taken.push_back(line->take().value());
  line->put(3, said_of('w', 3));
  EXPECT_EQ(line->take(), std::nullopt) << "nothing behind a failure can count";
  EXPECT_FALSE(line->stop().stop_requested()) << "the tests before it can";
  line->put(0, said_of('p', 0));
  line->put(2, said_of('w', 2));
  line->put(1, said_of('p', 1));
  EXPECT_TRUE(line->stop().stop_requested());
  ASSERT_EQ(line->next(), std::nullopt);
  const Grade grade = line->take_grade().value();
  EXPECT_EQ(grade.reason, "t2: at 2");
  EXPECT_EQ(grade.cases[3].outcome, Outcome::not_run);
  EXPECT_EQ(grade.evidence, (Evidence{5, 3, 3, true}));
  EXPECT_EQ(grade.ending, sandbox::Ending(sandbox::Exited{2}));
}

TEST_F(Lines, what_is_given_back_is_its_owners) {
  const auto line = line_of("ppp", false);
  ASSERT_EQ(line->take(), 0U);
  ASSERT_EQ(line->take(), 1U);
  line->give_back(0);
  EXPECT_EQ(line->take(), 2U) << "another helper does not get it";
  EXPECT_EQ(line->next(), 0U);
  line->put(0, said_of('p', 0));
  line->put(1, said_of('p', 1));
  line->give_back(2);
  EXPECT_EQ(line->take(), std::nullopt);
  EXPECT_EQ(line->next(), 2U);
  line->put(2, said_of('p', 2));
  EXPECT_EQ(line->next(), std::nullopt);
  EXPECT_EQ(line->take_grade().value().verdict, Verdict::accepted);
  EXPECT_EQ(line->take_measured().runs, 3U);
}

TEST_F(Lines, a_stop_request_ends_it_without_a_grade) {
  std::stop_source stop;
  const auto line = line_of("ppp", false, "strict", stop.get_token());
  ASSERT_EQ(line->next(), 0U);
  line->put(0, said_of('p', 0));
  stop.request_stop();
  EXPECT_TRUE(line->stop().stop_requested());
  EXPECT_EQ(line->take(), std::nullopt);
  EXPECT_EQ(line->next(), std::nullopt);
  EXPECT_EQ(line->take_grade().error().kind, Error::Kind::cancelled);
}

// ---- between threads ------------------------------------------------------------------------------------------------

TEST_F(Lines, workers_with_nothing_of_their_own_take_what_others_offer) {
  SharedTests shared;
  shared.enter(2);
  std::atomic<unsigned> helped{0};
  const auto help = [&] {
    while (shared.wait({})) {
      while (const auto taken = shared.take()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        ++helped;
        taken->line->put(taken->place, said_of('p', taken->place));
      }
    }
  };
  std::jthread one(help), two(help);
  shared.leave();
  for (int candidate = 0; candidate < 20; ++candidate) {
    const auto line = line_of(std::string(30, 'p'), false);
    shared.offer(line);
    while (const auto place = line->next()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      line->put(*place, said_of('p', *place));
    }
    shared.withdraw(line);
    EXPECT_EQ(line->take_grade().value().verdict, Verdict::accepted);
    EXPECT_EQ(line->take_measured().runs, 30U);
  }
  shared.leave();
  one.join();
  two.join();
  EXPECT_GT(helped, 100U) << "of 600";
}

TEST(SharedTests, nobody_waits_for_what_cannot_come) {
  SharedTests shared;
  EXPECT_FALSE(shared.wait({}));
  EXPECT_FALSE(shared.take().has_value());
  shared.enter(1);
  std::stop_source stop;
  std::jthread waiter([&] { EXPECT_FALSE(shared.wait(stop.get_token())); });
  stop.request_stop();
  waiter.join();
  std::jthread other([&] { EXPECT_FALSE(shared.wait({})); });
  shared.leave();
}

}  // namespace
}  // namespace oyer::graders::detail
