#include "runners/cxx.h"

#include <gtest/gtest.h>

#include <utility>

#include "runners/build_cache.h"
#include "runners/detail/cxx_header.h"
#include "tests/support/temporary_folder.h"

namespace oyer::runners {
namespace {

using detail::leading_header;

// Answers every run with one Execution and keeps the commands.
class FakeJail final : public sandbox::Executor {
 public:
  explicit FakeJail(sandbox::Execution answer) : answer_(std::move(answer)) {}
  Result<sandbox::Execution> run(const sandbox::Command& command, std::stop_token) override {
    commands.push_back(command);
    return answer_;
  }
  Result<sandbox::Zygote> start_zygote(const sandbox::ZygoteSpec&) override { return fail(unsupported("no zygotes")); }
  Result<sandbox::Child> spawn(sandbox::Zygote, sandbox::SpawnRequest) override { return fail(unsupported("none")); }
  Result<bool> wait(sandbox::Child, int, std::stop_token) override { return true; }
  Result<sandbox::Execution> finish(sandbox::Child) override { return fail(unsupported("none")); }
  const sandbox::Containment& containment() const override { return containment_; }

  std::vector<sandbox::Command> commands;

 private:
  sandbox::Execution answer_;
  sandbox::Containment containment_;
};

sandbox::Execution ended(sandbox::Ending ending, std::string out, std::string err) {
  sandbox::Execution execution;
  execution.ending = std::move(ending);
  execution.out.bytes = std::move(out);
  execution.err.bytes = std::move(err);
  return execution;
}

CxxToolchain some_toolchain() { return {"/usr/bin/g++", "/usr/bin/gcc", "12.2.0", "x86_64-linux-gnu", {}, {}}; }

BuildRequest request(std::string source, Language language = Language::cpp) {
  BuildRequest request;
  request.language = language;
  request.source = std::move(source);
  request.flags = default_flags(language);
  return request;
}

TEST(FindCxx, a_name_that_is_not_there_is_not_found_with_what_to_install) {
  const auto missing = find_cxx("g++-of-nowhere");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().kind, Error::Kind::not_found);
  EXPECT_NE(missing.error().what.find("apt-get install g++"), std::string::npos);
}

TEST(FindCxx, a_program_that_is_no_gcc_is_unsupported) {
  const auto other = find_cxx("/bin/true");
  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().kind, Error::Kind::unsupported);
}

TEST(FindCxx, the_systems_compiler_says_what_it_is_and_has_one_digest) {
  const auto found = find_cxx("/usr/bin/g++");
  if (!found.has_value() && found.error().kind == Error::Kind::not_found) GTEST_SKIP() << found.error().what;
  ASSERT_TRUE(found.has_value()) << to_string(found.error());
  EXPECT_EQ(found->gxx, "/usr/bin/g++");
  EXPECT_EQ(found->gcc, "/usr/bin/gcc");
  EXPECT_FALSE(found->version.empty());
  EXPECT_TRUE(found->mounts.empty());
  EXPECT_EQ(find_cxx("/usr/bin/g++")->digest, found->digest);
  EXPECT_NE(found->digest, Digest{});
}

TEST(CheckFlags, takes_what_a_build_is_given_and_names_what_it_is_not) {
  EXPECT_TRUE(
      check_flags({"-O2", "-std=gnu++20", "-Wall", "-Wextra", "-Werror", "-w", "-fno-exceptions", "-fsanitize=address",
                   "-march=native", "-DLOCAL=1", "-UX", "-lm", "-pthread", "-static", "-g", "-pedantic"})
          .has_value());
  for (const char* flag : {"-o",
                           "-oprogram",
                           "-c",
                           "-S",
                           "-E",
                           "-x",
                           "-fplugin=x.so",
                           "-Wl,-T,script",
                           "-Wa,-a=x",
                           "-B/tmp",
                           "@file",
                           "main.c",
                           "-include",
                           "-I/etc",
                           "-L/x",
                           "-wrapper",
                           "-specs=x",
                           "-fuse-ld=gold",
                           "-D",
                           "-l",
                           "-save-temps",
                           "-fdump-tree-all",
                           "-M",
                           "-MD",
                           "",
                           "--help",
                           "-fprofile-use=/x",
                           "-v"}) {
    const Status refused = check_flags({"-O2", flag});
    ASSERT_FALSE(refused.has_value()) << flag;
    EXPECT_EQ(refused.error().kind, Error::Kind::invalid_input);
    EXPECT_NE(refused.error().what.find("'" + std::string(flag) + "'"), std::string::npos) << refused.error().what;
  }
}

TEST(LeadingHeader, is_the_first_include_behind_blanks_and_comments) {
  EXPECT_EQ(leading_header("#include <bits/stdc++.h>\nint main() {}"), "bits/stdc++.h");
  EXPECT_EQ(leading_header("\xEF\xBB\xBF// who\n\n/* what\n*/ # include\t<iostream>\r\n"), "iostream");
  EXPECT_EQ(leading_header("// goes on \\\n#include <cmath>\n#include <iostream>\n"), "iostream");
}

TEST(LeadingHeader, is_none_where_anything_else_stands_first) {
  for (const char* source :
       {"", "int x;\n#include <bits/stdc++.h>\n", "#pragma GCC optimize(\"O3\")\n#include <bits/stdc++.h>\n",
        "#define int long long\n#include <bits/stdc++.h>\n", "#include <vector>\n#include <iostream>\n",
        "#include \"bits/stdc++.h\"\n", "#include <bits/stdc++.hpp>\n", "#include <iostream.h>\n", "#include <iostream",
        "/* #include <bits/stdc++.h>", "// #include <iostream>", "#includes <iostream>", "#include_next <iostream>",
        "#if 0\n#include <iostream>\n#endif\n", "// comment \\\r\n#include <iostream>\nint x;"}) {
    EXPECT_EQ(leading_header(source), std::nullopt) << source;
  }
}

TEST(BuildKey, changes_with_all_that_decides_the_program_and_with_nothing_else) {
  const CxxToolchain toolchain = some_toolchain();
  const BuildRequest plain = request("int main() {}");
  const Digest key = build_key(toolchain, plain);
  BuildRequest other = plain;
  other.limits.cpu = std::chrono::seconds(1);
  EXPECT_EQ(build_key(toolchain, other), key);
  other.source += " ";
  EXPECT_NE(build_key(toolchain, other), key);
  other = plain;
  other.language = Language::c;
  EXPECT_NE(build_key(toolchain, other), key);
  other = plain;
  other.flags = {"-O2-std=gnu++17"};
  EXPECT_NE(build_key(toolchain, other), key);
  CxxToolchain newer = toolchain;
  newer.digest = sha256("newer");
  EXPECT_NE(build_key(newer, plain), key);
}

TEST(BuildCxx, the_program_is_what_came_over_stdout_under_the_compile_profile) {
  FakeJail jail(ended(sandbox::Exited{0}, "ELF", "main.cpp:1:1: warning: odd\n"));
  const auto built = build_cxx(jail, some_toolchain(), request("int main() {}"), nullptr, {});
  ASSERT_TRUE(built.has_value());
  const auto& artefact = std::get<Artefact>(*built);
  EXPECT_EQ(*artefact.bytes, "ELF");
  EXPECT_EQ(artefact.digest, sha256("ELF"));
  EXPECT_FALSE(artefact.cached);
  EXPECT_FALSE(artefact.precompiled_header);
  ASSERT_EQ(jail.commands.size(), 1U);
  EXPECT_EQ(jail.commands[0].filter, "compile");
  EXPECT_TRUE(jail.commands[0].patient);
  EXPECT_EQ(jail.commands[0].files, (std::vector<sandbox::FileIn>{{"main.cpp", "int main() {}"}}));
}

TEST(BuildCxx, a_bad_flag_or_language_is_the_callers_error_and_nothing_runs) {
  FakeJail jail(ended(sandbox::Exited{0}, "", ""));
  BuildRequest bad = request("");
  bad.flags = {"-fplugin=evil.so"};
  EXPECT_EQ(build_cxx(jail, some_toolchain(), bad, nullptr, {}).error().kind, Error::Kind::invalid_input);
  EXPECT_EQ(build_cxx(jail, some_toolchain(), request("", Language::python), nullptr, {}).error().kind,
            Error::Kind::unsupported);
  CxxToolchain no_c = some_toolchain();
  no_c.gcc.clear();
  EXPECT_EQ(build_cxx(jail, no_c, request("", Language::c), nullptr, {}).error().kind, Error::Kind::not_found);
  EXPECT_TRUE(jail.commands.empty());
}

TEST(BuildCxx, a_stop_is_an_error_and_no_failure_of_the_source) {
  FakeJail jail(ended(sandbox::Cancelled{}, "", ""));
  EXPECT_EQ(build_cxx(jail, some_toolchain(), request("int main() {}"), nullptr, {}).error().kind,
            Error::Kind::cancelled);
}

TEST(BuildCxx, a_compiler_that_does_not_start_is_the_hosts_error_and_no_failure_of_the_source) {
  for (const sandbox::Ending& ending : {sandbox::Ending(sandbox::Exited{127}), sandbox::Ending(sandbox::Exited{126}),
                                        sandbox::Ending(sandbox::ExecFailed{2})}) {
    FakeJail jail(ended(ending, "", "sh: 1: /opt/gcc/bin/g++: not found\n"));
    const auto built = build_cxx(jail, some_toolchain(), request("int main() {}"), nullptr, {});
    ASSERT_FALSE(built.has_value());
    EXPECT_EQ(built.error().kind, Error::Kind::host);
  }
}

class Caching : public ::testing::Test {
 protected:
  void SetUp() override {
    auto cache = BuildCache::open(folder_.path() / "cache");
    ASSERT_TRUE(cache.has_value());
    cache_ = std::move(*cache);
  }
  // Runs of the compiler that two builds of one source take.
  std::size_t runs_of_two(sandbox::Execution execution) {
    FakeJail jail(std::move(execution));
    for (int i = 0; i < 2; ++i) {
      EXPECT_TRUE(build_cxx(jail, some_toolchain(), request("source"), cache_.get(), {}).has_value());
    }
    return jail.commands.size();
  }
  oyer::test::TemporaryFolder folder_;
  std::unique_ptr<BuildCache> cache_;
};

TEST_F(Caching, a_program_is_built_once) { EXPECT_EQ(runs_of_two(ended(sandbox::Exited{0}, "ELF", "")), 1U); }

TEST_F(Caching, an_error_of_the_source_is_met_once) {
  EXPECT_EQ(runs_of_two(ended(sandbox::Exited{1}, "", "main.cpp:1:1: error: ‘source’ does not name a type\n")), 1U);
}

TEST_F(Caching, a_failure_by_lack_of_something_is_tried_again) {
  EXPECT_EQ(runs_of_two(ended(sandbox::Exited{1}, "", "g++: fatal error: Killed signal terminated program cc1plus\n")),
            2U);
  EXPECT_EQ(runs_of_two(ended(sandbox::Exited{1}, "", "cc1plus: out of memory allocating 9 bytes\n")), 2U);
  EXPECT_EQ(runs_of_two(ended(sandbox::Exited{1}, "", "main.cpp:1:1: internal compiler error: Segmentation fault\n")),
            2U);
  EXPECT_EQ(runs_of_two(ended(sandbox::TimedOut{sandbox::Clock::cpu}, "", "main.cpp:1:1: error: x\n")), 2U);
  EXPECT_EQ(runs_of_two(ended(sandbox::MemoryExceeded{}, "", "")), 2U);
  EXPECT_EQ(runs_of_two(ended(sandbox::OutputExceeded{sandbox::Stream::err}, "", "main.cpp:1:1: error: x\n")), 2U);
}

TEST_F(Caching, a_header_is_made_after_it_was_missed_four_times_and_then_used) {
  FakeJail jail(ended(sandbox::Exited{0}, "bytes", ""));
  for (int i = 0; i < 6; ++i) {
    const auto built = build_cxx(
        jail, some_toolchain(), request("#include <bits/stdc++.h>\nint x" + std::to_string(i) + ";"), cache_.get(), {});
    ASSERT_TRUE(built.has_value());
    EXPECT_EQ(std::get<Artefact>(*built).precompiled_header, i >= 4) << i;
  }
  ASSERT_EQ(jail.commands.size(), 7U);
  EXPECT_EQ(jail.commands[4].files[0], (sandbox::FileIn{"header.hpp", "#include <bits/stdc++.h>\n"}));
  EXPECT_EQ(jail.commands[4].filter, "compile");
  EXPECT_TRUE(jail.commands[4].patient);
  const auto key = detail::header_key(some_toolchain(), default_flags(Language::cpp), "bits/stdc++.h");
  const auto& used = jail.commands[6].argv;
  EXPECT_NE(std::find(used.begin(), used.end(), std::string(headers_target) + "/" + to_string(key)), used.end());
}

TEST_F(Caching, a_header_that_the_compiler_did_not_take_is_not_claimed) {
  const CxxToolchain toolchain = some_toolchain();
  const auto key = detail::header_key(toolchain, default_flags(Language::cpp), "iostream");
  ASSERT_TRUE(cache_->store_header(key, "iostream", "gpch").has_value());
  for (const char* word : {"[-Winvalid-pch]", "[-Wmissing-include-dirs]"}) {
    FakeJail jail(ended(sandbox::Exited{0}, "bytes", std::string("cc1plus: warning: /oyer: no such thing ") + word));
    const auto built =
        build_cxx(jail, toolchain, request("#include <iostream>\n//" + std::string(word)), cache_.get(), {});
    EXPECT_FALSE(std::get<Artefact>(*built).precompiled_header);
  }
}

TEST_F(Caching, a_header_that_cannot_be_made_is_tried_once) {
  FakeJail jail(ended(sandbox::Exited{1}, "", "lack of everything"));
  for (int i = 0; i < 9; ++i) {
    const auto built =
        build_cxx(jail, some_toolchain(), request("#include <iostream>\nint x" + std::to_string(i)), cache_.get(), {});
    ASSERT_TRUE(built.has_value());
  }
  EXPECT_EQ(jail.commands.size(), 10U);
}

TEST(ProgramCommand, runs_the_bytes_under_the_native_profile) {
  const auto bytes = std::make_shared<const std::string>("ELF");
  const sandbox::Command command = program_command({bytes, sha256("ELF"), false, false}, {"a", "b c"});
  EXPECT_EQ(command.argv, (std::vector<std::string>{"/tmp/program", "a", "b c"}));
  EXPECT_EQ(command.files, (std::vector<sandbox::FileIn>{{"program", "ELF", true}}));
  EXPECT_EQ(command.filter, "native");
  EXPECT_FALSE(command.patient);
}

}  // namespace
}  // namespace oyer::runners
