#include "cli/workshop.h"

#include <gtest/gtest.h>

#include "cli/batch_command.h"
#include "tests/support/result.h"
#include "tests/support/temporary_folder.h"

namespace oyer::cli {
namespace {

using namespace std::chrono_literals;

TEST(Workshop, ledger_stands_where_asked_or_beside_the_results_or_in_the_state_folder) {
  const test::TemporaryFolder folder;
  Environment environment;
  environment.state_folder = "/state/oyer";
  EXPECT_EQ(*ledger_path("here", "out.jsonl", environment), "here");
  EXPECT_EQ(*ledger_path("", "out.jsonl", environment), "out.jsonl.ledger");
  EXPECT_EQ(*ledger_path("", "new/", environment), "new/ledger");
  EXPECT_EQ(*ledger_path("", folder.path().string(), environment), folder.path() / "ledger");
  EXPECT_EQ(*ledger_path("", "", environment), "/state/oyer/ledger");
  environment.state_folder.reset();
  EXPECT_EQ(test::outcome_of(ledger_path("", "", environment)),
            "unsupported: neither XDG_STATE_HOME nor HOME is set, so there is no place for the ledger; give one with "
            "--ledger PATH");
}

TEST(Workshop, reading_makes_no_ledger) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "none";
  EXPECT_EQ(existing_ledger(path.string(), {}).error().kind, Error::Kind::not_found);
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Workshop, back_stop_never_stands_before_the_clock_it_backs) {
  BatchArguments batch;
  batch.limits.cpu = 30s;
  EXPECT_EQ(grader_options(batch).limits.wall, 60s);
  batch.limits.wall = 5s;
  EXPECT_EQ(grader_options(batch).limits.wall, 5s);
  EXPECT_EQ(grader_options({}).limits, sandbox::Limits());
}

TEST(Workshop, limits_of_a_benchmark_hold_where_the_user_gives_none) {
  BatchArguments batch;
  EXPECT_EQ(grader_options(batch, "humaneval").limits.cpu, 3s);
  sandbox::Limits plus;
  plus.memory = 4_GiB;
  plus.wall = 300s;
  EXPECT_EQ(grader_options(batch, "humaneval+").limits, plus);
  batch.limits.cpu = 30s;
  batch.limits.memory = 1_GiB;
  batch.limits.wall = 70s;
  EXPECT_EQ(grader_options(batch, "humaneval").limits, grader_options(batch).limits);
  EXPECT_EQ(grader_options(batch, "humaneval+").limits, grader_options(batch).limits);
}

// A reason of the first batch is told under the report on both.
TEST(BatchOutcome, joined_counts_and_tells_what_either_batch_came_to) {
  BatchOutcome first, second;
  first.tier = "strong";
  first.finished.graded = 1;
  first.finished.executed = 2;
  first.finished.infra_errors = 1;
  first.finished.wall = 1s;
  first.candidates.resize(1);
  first.candidates[0].task_id = "T/1";
  first.candidates[0].outcome = "infra_error";
  first.candidates[0].reason = "the keeper is gone";
  second.finished.graded = 5;
  second.finished.reused = 4;
  second.finished.executed = 1;
  second.finished.unfinished = 3;
  second.finished.wall = 2s;
  const BatchOutcome both = joined(first, second);
  EXPECT_EQ(both.finished.graded, 6U);
  EXPECT_EQ(closing_text(both),
            "3 judged in 3.00 s (1.0/s, 0 workers), 4 found in the ledger; ; strong\n"
            "3 unfinished at the deadline: no verdict, no reward; the same command goes on from here\n"
            "1 could not be judged: no verdict, no reward\n"
            "  T/1, candidate 0: the keeper is gone\n"
            "ledger: \n");
}

}  // namespace
}  // namespace oyer::cli
