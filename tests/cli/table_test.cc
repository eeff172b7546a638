#include "cli/table.h"

#include <gtest/gtest.h>

namespace oyer::cli {
namespace {

TEST(Table, columns_are_aligned_by_characters_not_bytes) {
  Table table({{"task"}, {"n", Column::Align::right}, {"why"}});
  table.row({"grüße", "1", "x"});
  table.rule();
  table.row({"a", "10", ""});
  EXPECT_EQ(table.text(),
            "task    n  why\n"
            "grüße   1  x\n"
            "-----  --  ---\n"
            "a      10\n");
}

TEST(Table, titles_of_several_lines_stand_at_the_bottom) {
  Table table({{"task"}, {"wrong\nanswer", Column::Align::right}});
  table.row({"a", "1"});
  EXPECT_EQ(table.text(),
            "       wrong\n"
            "task  answer\n"
            "a          1\n");
}

TEST(Shortened, says_that_something_is_left_out) {
  EXPECT_EQ(shortened("grüße", 5), "grüße");
  EXPECT_EQ(shortened("grüße!", 5), "grüß…");
}

}  // namespace
}  // namespace oyer::cli
