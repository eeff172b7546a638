#include "base/machine.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <cstdlib>

namespace oyer {
namespace {

// A variable of this process while a test runs.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1);
  }
  ~Variable() { before_ ? ::setenv(name_, before_->c_str(), 1) : ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

TEST(Machine, state_stands_where_the_xdg_convention_says) {
  const Variable home("HOME", "/somebody");
  {
    const Variable state("XDG_STATE_HOME", "/states");
    EXPECT_EQ(state_folder(), "/states/oyer");
  }
  const Variable empty("XDG_STATE_HOME", "");
  EXPECT_EQ(state_folder(), "/somebody/.local/state/oyer");
  const Variable homeless("HOME", nullptr);
  EXPECT_EQ(state_folder(), std::nullopt);
}

TEST(Machine, only_processors_that_may_be_used_are_counted) {
  cpu_set_t before;
  ASSERT_EQ(::sched_getaffinity(0, sizeof before, &before), 0);
  EXPECT_EQ(usable_cpus(), static_cast<unsigned>(CPU_COUNT(&before)));
  int first = 0;
  while (!CPU_ISSET(first, &before)) ++first;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
  EXPECT_EQ(usable_cpus(), 1U);
  ASSERT_EQ(::sched_setaffinity(0, sizeof before, &before), 0);
}

TEST(Machine, has_a_name_that_does_not_change) {
  EXPECT_FALSE(machine_name().empty());
  EXPECT_EQ(machine_name(), machine_name());
}

}  // namespace
}  // namespace oyer
