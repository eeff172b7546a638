#include "cli/records_command.h"

#include <gtest/gtest.h>

namespace oyer::cli {
namespace {

TEST(Records, csv_fields_are_quoted_where_they_must_be) {
  EXPECT_EQ(csv_field("plain"), "plain");
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("say \"x\"\n"), "\"say \"\"x\"\"\n\"");
}

}  // namespace
}  // namespace oyer::cli
