#include "base/error.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <set>

#include "base/result.h"
#include "tests/support/result.h"

namespace oyer {
namespace {

TEST(Error, context_goes_before_the_message_and_keeps_kind_and_errno) {
  const Error error = host_error("cannot open x", ENOENT).with_context("starting jail 3");
  EXPECT_EQ(to_string(error), "starting jail 3: cannot open x: No such file or directory");
  EXPECT_EQ(error.kind, Error::Kind::host);
  EXPECT_EQ(error.os_errno, ENOENT);
}

TEST(Error, host_errors_take_errno_unless_told_one) {
  errno = EPERM;
  EXPECT_EQ(host_error("x").os_errno, EPERM);
  EXPECT_EQ(host_error("x", 0).os_errno, 0);
  EXPECT_EQ(to_string(host_error("x", 0)), "x");
}

TEST(Error, knows_where_it_was_made) {
  const Error error = corrupt("x");
  EXPECT_EQ(error.where.line(), static_cast<unsigned>(__LINE__ - 1));
  EXPECT_NE(std::string(error.where.file_name()).find("error_test.cc"), std::string::npos);
}

TEST(Error, kinds_have_names_of_their_own) {
  std::set<std::string_view> names;
  for (int kind = 0; kind <= static_cast<int>(Error::Kind::bug); ++kind) {
    names.insert(name_of(static_cast<Error::Kind>(kind)));
  }
  EXPECT_EQ(names, (std::set<std::string_view>{"invalid_input", "not_found", "unsupported", "host", "protocol",
                                               "corrupt", "busy", "cancelled", "bug"}));
}

Result<int> half(int n) {
  if (n % 2 != 0) return fail(invalid_input(std::to_string(n) + " is odd"));
  return n / 2;
}

Result<int> quarter(int n) {
  OYER_TRY(const int once, half(n));
  OYER_TRY(const int twice, half(once));
  return twice;
}

Status check_even(int n) {
  OYER_TRY_STATUS(half(n));
  return {};
}

TEST(Result, try_binds_the_value_or_returns_the_error) {
  EXPECT_EQ(*quarter(12), 3);
  EXPECT_EQ(test::outcome_of(quarter(6)), "invalid_input: 3 is odd");
  EXPECT_EQ(test::outcome_of(check_even(4)), "ok");
  EXPECT_EQ(test::outcome_of(check_even(5)), "invalid_input: 5 is odd");
}

TEST(ErrorDeathTest, a_broken_invariant_ends_the_process_with_its_place_and_text) {
  EXPECT_DEATH(OYER_CHECK(1 + 1 == 3), "oyer: bug at .*error_test.cc:[0-9]+: 1 \\+ 1 == 3 does not hold");
}

}  // namespace
}  // namespace oyer
