// The real compiler in a real jail: what is built runs, what does not compile is a value, bombs are stopped.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "runners/cxx.h"
#include "sandbox/jail.h"

namespace oyer::runners {
namespace {

using sandbox::Ending;

// Both tiers: with cgroups, where this host has them, and without.
class CxxLive : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    auto found = find_cxx();
    ASSERT_TRUE(found.has_value()) << to_string(found.error());
    toolchain_ = *found;
    sandbox::JailSpec spec;
    spec.use_cgroups = GetParam();
    auto jail = sandbox::Jail::open(spec);
    ASSERT_TRUE(jail.has_value()) << to_string(jail.error());
    jail_ = std::move(*jail);
  }

  BuildResult build(Language language, std::string source, std::vector<std::string> flags = {}) {
    BuildRequest request;
    request.language = language;
    request.source = std::move(source);
    request.flags = flags.empty() ? default_flags(language) : std::move(flags);
    auto built = build_cxx(*jail_, toolchain_, request, nullptr, {});
    EXPECT_TRUE(built.has_value()) << to_string(built.error());
    return built.value_or(CompileFailure{});
  }

  sandbox::Execution run(const BuildResult& built, std::string stdin_bytes = "") {
    const Artefact* artefact = std::get_if<Artefact>(&built);
    EXPECT_NE(artefact, nullptr) << std::get<CompileFailure>(built).diagnostics;
    if (artefact == nullptr) return {};
    sandbox::Command command = program_command(*artefact);
    command.stdin_bytes = std::move(stdin_bytes);
    auto execution = jail_->run(command, {});
    EXPECT_TRUE(execution.has_value()) << to_string(execution.error());
    return execution.value_or(sandbox::Execution{});
  }

  CxxToolchain toolchain_;
  std::unique_ptr<sandbox::Jail> jail_;
};

INSTANTIATE_TEST_SUITE_P(Tiers, CxxLive, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "cgroups" : "rlimits"; });

TEST_P(CxxLive, a_cpp_program_is_built_and_reads_its_input) {
  const BuildResult built = build(Language::cpp,
                                  "#include <bits/stdc++.h>\n"
                                  "int main() { int a, b; std::cin >> a >> b; std::cout << a + b << '\\n'; }\n");
  const sandbox::Execution execution = run(built, "19 23\n");
  EXPECT_EQ(execution.ending, Ending(sandbox::Exited{0}));
  EXPECT_EQ(execution.out.bytes, "42\n");
  EXPECT_EQ(execution.containment.profile, "native");
}

TEST_P(CxxLive, a_c_program_is_built_with_a_library_it_names) {
  const BuildResult built = build(Language::c,
                                  "#include <math.h>\n#include <stdio.h>\n"
                                  "int main(int argc, char** argv) { (void)argv; printf(\"%.3f\\n\", "
                                  "sqrt(argc + 1)); return 7; }\n",
                                  {"-O0", "-std=gnu11", "-lm"});
  const sandbox::Execution execution = run(built);
  EXPECT_EQ(execution.ending, Ending(sandbox::Exited{7}));
  EXPECT_EQ(execution.out.bytes, "1.414\n");
}

TEST_P(CxxLive, an_error_in_the_source_is_a_value_that_names_its_line) {
  const BuildResult built = build(Language::cpp, "int main() {\n  return missing;\n}\n");
  const auto* failure = std::get_if<CompileFailure>(&built);
  ASSERT_NE(failure, nullptr);
  EXPECT_EQ(failure->ending, Ending(sandbox::Exited{1}));
  EXPECT_NE(failure->diagnostics.find("main.cpp:2:10: error: "), std::string::npos) << failure->diagnostics;
}

}  // namespace
}  // namespace oyer::runners
