#include <gtest/gtest.h>

#include "cli/arguments.h"
#include "tests/support/golden.h"

namespace oyer::cli {
namespace {

std::string help(const std::vector<std::string>& words) { return std::get<Answer>(*parse_arguments(words)).text; }

TEST(Help, of_the_program) { test::expect_golden("tests/cli/golden/help.txt", help({"--help"})); }

TEST(Help, of_building_a_corpus) {
  test::expect_golden("tests/cli/golden/help-corpus-build.txt", help({"corpus", "build", "--help"}));
}

class CommandHelp : public ::testing::TestWithParam<const char*> {};

TEST_P(CommandHelp, teaches_by_example) {
  const std::string name = GetParam();
  const std::string text = help({name, "--help"});
  EXPECT_NE(text.find("\n  oyer " + name), std::string::npos) << "no example of " << name;
  test::expect_golden("tests/cli/golden/help-" + name + ".txt", text);
}

INSTANTIATE_TEST_SUITE_P(All, CommandHelp,
                         ::testing::Values("run", "doctor", "grade", "eval", "records", "replay", "attack", "episodes",
                                           "export", "audit", "admit", "corpus", "parse"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace oyer::cli
