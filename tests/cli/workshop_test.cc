#include "cli/workshop.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace oyer::cli
