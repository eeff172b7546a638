#include "cli/progress.h"

#include <gtest/gtest.h>

#include "cli/table.h"

namespace oyer::cli {
namespace {

TEST(Progress, tells_rate_time_left_and_verdicts) {
  ProgressState state{53, 164, 0, {{"accepted", 50}, {"wrong_answer", 3}}, std::chrono::seconds(2)};
  EXPECT_EQ(progress_text(state, 100), "53/164  32 %  26.5/s  4.19 s left  accepted 50, wrong_answer 3");
  state.reused = 53;
  EXPECT_EQ(progress_text(state, 100), "53/164  32 %  accepted 50, wrong_answer 3");
}

TEST(Progress, never_wraps_a_line) {
  const ProgressState state{53, 164, 0, {{"accepted", 50}, {"wrong_answer", 3}}, std::chrono::seconds(2)};
  EXPECT_EQ(progress_text(state, 24), "53/164  32 %  26.5/s  4…");
}

}  // namespace
}  // namespace oyer::cli
