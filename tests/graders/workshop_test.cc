#include "graders/workshop.h"

#include <gtest/gtest.h>

#include "tests/support/result.h"

namespace oyer::graders {
namespace {

TEST(Workshop, jail_shows_the_interpreters_folders_at_their_own_paths) {
  runners::PythonInterpreter python;
  python.mounts = {"/opt/python", "/srv/x/.venv"};
  const sandbox::JailSpec spec = jail_spec({.cgroups = false}, &python);
  using ReadOnly = sandbox::JailSpec::ReadOnly;
  EXPECT_EQ(spec.read_only, (std::vector<ReadOnly>{{"/opt/python", "/opt/python"}, {"/srv/x/.venv", "/srv/x/.venv"}}));
  EXPECT_FALSE(spec.use_cgroups);
  EXPECT_TRUE(jail_spec({}, nullptr).read_only.empty());
}

TEST(Workshop, missing_interpreter_is_a_lack_of_the_host) {
  const auto found = resolve_python("/nonexistent/python3");
  EXPECT_EQ(test::outcome_of(found), "unsupported: there is no /nonexistent/python3");
}

}  // namespace
}  // namespace oyer::graders
