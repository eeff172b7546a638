#include "cli/corpus_progress.h"

#include <gtest/gtest.h>

namespace oyer::cli {
namespace {

using std::chrono::seconds;

TEST(CorpusProgress, tells_rates_of_this_repository_and_the_time_left_for_all) {
  const datasets::CorpusProgress progress{"flask", 1, 4, 100, 200, 6'000'000};
  // 1.5 of 4 repositories took 30 s, so 2.5 take 50 s.
  EXPECT_EQ(corpus_progress_text(progress, seconds(30), seconds(4), 100),
            "2/4 flask  100/200 files  25/s  1.5 MB/s  50 s left");
  EXPECT_EQ(corpus_progress_text(progress, seconds(300), seconds(4), 100),
            "2/4 flask  100/200 files  25/s  1.5 MB/s  8 min left");
  EXPECT_EQ(corpus_progress_text(progress, seconds(30000), seconds(4), 100),
            "2/4 flask  100/200 files  25/s  1.5 MB/s  13.9 h left");
}

TEST(CorpusProgress, guesses_nothing_at_the_beginning_and_nothing_behind_the_last_file) {
  EXPECT_EQ(corpus_progress_text({"a", 0, 1, 0, 0, 0}, seconds(0), seconds(0), 100), "1/1 a  0/0 files");
  EXPECT_EQ(corpus_progress_text({"a", 0, 1, 10, 20, 0}, seconds(2), seconds(2), 100),
            "1/1 a  10/20 files  5/s  0.0 MB/s");
  EXPECT_EQ(corpus_progress_text({"a", 0, 1, 20, 20, 0}, seconds(20), seconds(20), 100),
            "1/1 a  20/20 files  1/s  0.0 MB/s  writing samples");
}

TEST(CorpusProgress, never_wraps_a_line_nor_moves_the_cursor) {
  EXPECT_EQ(corpus_progress_text({"a\x1b[2J", 0, 1, 10, 20, 0}, seconds(2), seconds(2), 20), "1/1 a?[2J  10/20 fi…");
}

}  // namespace
}  // namespace oyer::cli
