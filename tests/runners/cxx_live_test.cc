// The real compiler in a real jail: what is built runs, what does not compile is a value, bombs are stopped.
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <string>

#include "runners/build_cache.h"
#include "runners/cxx.h"
#include "sandbox/jail.h"
#include "tests/support/temporary_folder.h"

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

// One cache with its headers for all tests below, and (where the build folder is ours to write) for the next run of
// them, too: they take seconds to make. Sources are new each time, so that no program comes from the cache.
class Headers : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new oyer::test::TemporaryFolder;
    const std::filesystem::path kept = std::filesystem::path(OYER_BUILD_DIR) / "test-headers";
    auto cache = BuildCache::open(kept);
    if (!cache.has_value()) cache = BuildCache::open(folder_->path() / "cache");
    ASSERT_TRUE(cache.has_value()) << to_string(cache.error());
    cache_ = cache->release();
    auto found = find_cxx();
    ASSERT_TRUE(found.has_value()) << to_string(found.error());
    toolchain_ = new CxxToolchain(*found);
    const auto jail = open_jail(cache_);
    const auto made = prepare_headers(*jail, *toolchain_, default_flags(Language::cpp), *cache_, {});
    ASSERT_TRUE(made.has_value()) << to_string(made.error());
    ASSERT_TRUE(*made);
  }
  static void TearDownTestSuite() {
    delete toolchain_;
    delete cache_;
    delete folder_;
  }

  static std::unique_ptr<sandbox::Jail> open_jail(const BuildCache* cache) {
    sandbox::JailSpec spec;
    spec.read_only = build_mounts(*toolchain_, cache);
    auto jail = sandbox::Jail::open(spec);
    EXPECT_TRUE(jail.has_value()) << to_string(jail.error());
    return jail.has_value() ? std::move(*jail) : nullptr;
  }

  static BuildResult build(sandbox::Executor& jail, const std::string& source, BuildCache* cache) {
    BuildRequest request;
    static const std::string mark =
        std::to_string(::getpid()) + " " + std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
    request.source = source + "// " + mark + "\n";
    auto built = build_cxx(jail, *toolchain_, request, cache, {});
    EXPECT_TRUE(built.has_value()) << to_string(built.error());
    return built.value_or(CompileFailure{});
  }

  static oyer::test::TemporaryFolder* folder_;
  static BuildCache* cache_;
  static CxxToolchain* toolchain_;
};
oyer::test::TemporaryFolder* Headers::folder_;
BuildCache* Headers::cache_;
CxxToolchain* Headers::toolchain_;

constexpr const char* sorter =
    "using namespace std;\n"
    "int main() { vector<long long> a; long long x; while (cin >> x) a.push_back(x); sort(a.begin(), a.end());\n"
    "  map<long long, string> m; for (auto y : a) m[y] += 'x'; for (auto& [k, v] : m) cout << k << v << '\\n'; }\n";

TEST_F(Headers, the_program_is_the_same_byte_for_byte_with_and_without_them) {
  const auto jail = open_jail(cache_);
  for (const std::string head : {"#include <bits/stdc++.h>\n", "#include <iostream>\n#include <bits/stdc++.h>\n",
                                 "// first\n#include <bits/stdc++.h>\n#define endl '\\n'\n"}) {
    const auto with = build(*jail, head + sorter, cache_), without = build(*jail, head + sorter, nullptr);
    const auto *a = std::get_if<Artefact>(&with), *b = std::get_if<Artefact>(&without);
    ASSERT_TRUE(a != nullptr) << std::get<CompileFailure>(with).diagnostics;
    ASSERT_TRUE(b != nullptr) << std::get<CompileFailure>(without).diagnostics;
    EXPECT_TRUE(a->precompiled_header) << head;
    EXPECT_FALSE(b->precompiled_header) << head;
    EXPECT_EQ(a->digest, b->digest) << head;
  }
}

// What a precompiled header would change is built from the text.
TEST_F(Headers, pragmas_and_macros_before_the_include_keep_their_force) {
  const auto jail = open_jail(cache_);
  const std::string target =
      "#pragma GCC target(\"avx2\")\n#include <bits/stdc++.h>\n#include <immintrin.h>\n"
      "int main() { __m256i a = _mm256_set1_epi32(3); return _mm256_extract_epi32(_mm256_add_epi32(a, a), 2); }\n";
  const std::string checked =
      "#define _GLIBCXX_ASSERTIONS 1\n#include <bits/stdc++.h>\n"
      "int main(int n, char**) { std::vector<int> v(3); return v[n + 9]; }\n";
  for (const std::string& source : {target, checked}) {
    const auto with = build(*jail, source, cache_), without = build(*jail, source, nullptr);
    const auto *a = std::get_if<Artefact>(&with), *b = std::get_if<Artefact>(&without);
    ASSERT_TRUE(a != nullptr && b != nullptr) << source;
    EXPECT_FALSE(a->precompiled_header);
    EXPECT_EQ(a->digest, b->digest);
  }
}

TEST_F(Headers, a_jail_without_them_builds_from_the_text_and_says_so) {
  const auto bare = open_jail(nullptr), jail = open_jail(cache_);
  const std::string source = "#include <bits/stdc++.h>\nint main() { std::cout << 5; }\n";
  const auto without = build(*bare, source, cache_);
  ASSERT_TRUE(std::holds_alternative<Artefact>(without));
  EXPECT_FALSE(std::get<Artefact>(without).precompiled_header);
  const auto again = build(*jail, source, cache_);
  EXPECT_TRUE(std::get<Artefact>(again).cached);
  EXPECT_EQ(std::get<Artefact>(again).digest, std::get<Artefact>(without).digest);
}

TEST_F(Headers, an_error_reads_the_same_with_and_without_them) {
  const auto jail = open_jail(cache_);
  const std::string source =
      "#include <bits/stdc++.h>\nusing namespace std;\nstruct P { int x; };\n"
      "int main() {\n  vector<P> v(3);\n  sort(v.begin(), v.end());\n  nope();\n}\n";
  const auto with = build(*jail, source, cache_), without = build(*jail, source, nullptr);
  const auto *a = std::get_if<CompileFailure>(&with), *b = std::get_if<CompileFailure>(&without);
  ASSERT_TRUE(a != nullptr && b != nullptr);
  EXPECT_EQ(a->diagnostics, b->diagnostics);
  EXPECT_NE(a->diagnostics.find("main.cpp:7:3: error: ‘nope’ was not declared"), std::string::npos) << a->diagnostics;
  EXPECT_EQ(a->diagnostics.find('/'), std::string::npos) << a->diagnostics;
  const auto again = build(*jail, source, cache_);
  EXPECT_TRUE(std::get<CompileFailure>(again).cached);
  EXPECT_EQ(std::get<CompileFailure>(again).diagnostics, a->diagnostics);
}

TEST_F(Headers, no_run_can_write_them) {
  const auto jail = open_jail(cache_);
  const auto built = build(*jail,
                           "#include <fcntl.h>\n#include <errno.h>\n#include <stdlib.h>\n"
                           "int main() { int fd = open(\"/oyer/headers/x\", O_CREAT | O_WRONLY, 0600);\n"
                           "  return fd >= 0 ? 1 : errno == EROFS ? 0 : errno; }\n",
                           cache_);
  auto execution = jail->run(program_command(std::get<Artefact>(built)), {});
  ASSERT_TRUE(execution.has_value());
  EXPECT_EQ(execution->ending, Ending(sandbox::Exited{0}));
}

}  // namespace
}  // namespace oyer::runners
