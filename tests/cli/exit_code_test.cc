#include "cli/exit_code.h"

#include <gtest/gtest.h>

namespace oyer::cli {
namespace {

using Kind = Error::Kind;

TEST(ExitCode, every_kind_of_error_has_the_code_of_whoever_can_mend_it) {
  for (const Kind kind : {Kind::invalid_input, Kind::not_found, Kind::corrupt}) {
    EXPECT_EQ(exit_code_of(kind), ExitCode::bad_data) << name_of(kind);
  }
  for (const Kind kind : {Kind::unsupported, Kind::host, Kind::busy}) {
    EXPECT_EQ(exit_code_of(kind), ExitCode::host_unfit) << name_of(kind);
  }
  EXPECT_EQ(exit_code_of(Kind::cancelled), ExitCode::interrupted);
  for (const Kind kind : {Kind::protocol, Kind::bug}) EXPECT_EQ(exit_code_of(kind), ExitCode::bug) << name_of(kind);
}

TEST(ExitCode, numbers_are_those_that_scripts_rely_on) {
  EXPECT_EQ(static_cast<int>(ExitCode::done), 0);
  EXPECT_EQ(static_cast<int>(ExitCode::bug), 1);
  EXPECT_EQ(static_cast<int>(ExitCode::harness_errors), 3);
  EXPECT_EQ(static_cast<int>(ExitCode::usage), 64);
  EXPECT_EQ(static_cast<int>(ExitCode::bad_data), 65);
  EXPECT_EQ(static_cast<int>(ExitCode::host_unfit), 96);
  EXPECT_EQ(static_cast<int>(ExitCode::interrupted), 130);
}

TEST(ExitCode, unreadable_file_is_bad_data) {
  EXPECT_EQ(exit_code_of(as_bad_data(host_error("cannot open x", 13)).kind), ExitCode::bad_data);
  EXPECT_EQ(exit_code_of(as_bad_data(cancelled("x")).kind), ExitCode::interrupted);
}

}  // namespace
}  // namespace oyer::cli
