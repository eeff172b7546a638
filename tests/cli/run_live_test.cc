// oyer run, in real jails.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <memory>
#include <thread>

#include "base/json.h"
#include "tests/cli/program.h"

namespace oyer::cli::testing {
namespace {

TEST(RunLive, output_is_passed_on_and_the_end_is_told_on_stderr) {
  const Place place;
  const auto program =
      place.write("a.py", "import sys\nprint('out', sys.argv[1:])\nprint('err', file=sys.stderr)\nsys.exit(3)\n");
  const Ended ended = place.oyer({"run", program, "--", "-x", "[1,2]"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, "out ['-x', '[1,2]']\n");
  EXPECT_EQ(ended.err.substr(0, 30), "err\noyer: exited with code 3; ") << ended.err;
}

TEST(RunLive, json_is_one_object_with_everything_in_it) {
  const Place place;
  const auto program = place.write("a.py", "import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read() + b'\\xff')\n");
  const Ended ended = place.oyer({"run", program, "--json", "--stdin", "-"}, "given");
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
  ASSERT_EQ(ended.out.find('\n'), ended.out.size() - 1);
  const auto parsed = json::parse(ended.out);
  ASSERT_TRUE(parsed.has_value()) << ended.out;
  EXPECT_EQ(json::print(parsed->at("ending")), R"({"kind":"exited","code":0})");
  EXPECT_EQ(json::print(parsed->at("stdout")), R"({"base64":"Z2l2ZW7/"})");
  EXPECT_EQ(json::print(parsed->at("stderr")), R"("")");
  EXPECT_TRUE(parsed->at("containment").at("tier") == "strong" || parsed->at("containment").at("tier") == "reduced");
  EXPECT_GT(parsed->at("usage").at("cpu_ns").as_int64(), 0);
}

TEST(RunLive, limits_reach_the_program) {
  const Place place;
  const auto spin = place.write("spin.py", "while True: pass\n");
  const auto sleep = place.write("sleep.py", "import time; time.sleep(60)\n");
  const auto loud = place.write("loud.py", "while True: print('x' * 1000)\n");
  const auto ending = [&](const std::vector<std::string>& words) {
    const Ended ended = place.oyer(words);
    return ended.code == 0 ? json::print(json::parse(ended.out)->at("ending")) : ended.err;
  };
  EXPECT_EQ(ending({"run", spin, "--json", "--cpu", "200ms"}), R"({"kind":"timed_out","clock":"cpu"})");
  EXPECT_EQ(ending({"run", sleep, "--json", "--wall", "300ms"}), R"({"kind":"timed_out","clock":"wall"})");
  EXPECT_EQ(ending({"run", loud, "--json", "--output", "10kB"}), R"({"kind":"output_exceeded","stream":"stdout"})");
}

TEST(RunLive, executable_runs_as_a_file_of_its_own) {
  const Place place;
  const Ended ended = place.oyer({"run", "/bin/echo", "--", "hello"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, "hello\n");
  const auto script = place.write("script", "#!/bin/sh\necho \"from $0\"\n");
  EXPECT_EQ(place.oyer({"run", script}).out, "from /tmp/script\n");
}

TEST(RunLive, a_source_in_cpp_or_c_is_built_once_and_run) {
  const Place place;
  const auto cpp =
      place.write("a.cpp", "#include <iostream>\nint main() { int a; std::cin >> a; std::cout << a + 1; }\n");
  const auto c = place.write("b.txt", "#include <stdio.h>\nint main(int n, char** w) { puts(w[n - 1]); return n; }\n");
  const Ended first = place.oyer({"run", cpp, "--stdin", "-"}, "41");
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_EQ(first.out, "42");
  const Ended second = place.oyer({"run", cpp, "--json", "--stdin", "-"}, "9");
  const auto parsed = json::parse(second.out);
  ASSERT_TRUE(parsed.has_value()) << second.out << second.err;
  EXPECT_EQ(json::print(parsed->at("stdout")), R"("10")");
  EXPECT_EQ(json::print(parsed->at("build").at("built")), "true");
  EXPECT_EQ(json::print(parsed->at("build").at("cached")), "true");
  const Ended other = place.oyer({"run", c, "--language", "c", "--", "last"});
  EXPECT_EQ(other.out, "last\n");
  EXPECT_EQ(other.err.substr(0, 24), "oyer: exited with code 2") << other.err;
}

// Half of them are killed at some point of building, storing or running; what the others say is right, and what is kept
// afterwards is whole.
TEST(RunLive, eight_processes_share_what_is_built_though_any_may_be_killed) {
  const Place place;
  std::vector<std::string> sources;  // written once: a program being read must not be written again
  for (int number = 0; number < 4; ++number) {
    sources.push_back(
        place.write("s" + std::to_string(number) + ".c",
                    "#include <stdio.h>\nint main(void) { return printf(\"" + std::to_string(number) + "\") - 1; }\n"));
  }
  for (int round = 0; round < 3; ++round) {
    std::vector<std::unique_ptr<Program>> started;
    for (int i = 0; i < 8; ++i) {
      const std::vector<std::string> words{"run", sources[static_cast<std::size_t>(i % 4)]};
      started.push_back(std::make_unique<Program>(words, "", place.path("")));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(40 + 90 * round));
    for (std::size_t i = 0; i < 8; i += 2) started[i]->signal(SIGKILL);
    for (std::size_t i = 0; i < 8; ++i) {
      const Ended ended = started[i]->wait();
      if (i % 2 == 0 && ended.code == -SIGKILL) continue;
      EXPECT_EQ(ended.code, 0) << ended.err;
      EXPECT_EQ(ended.out, std::to_string(i % 4)) << ended.err;
    }
  }
  for (int i = 0; i < 4; ++i) {
    const auto parsed = json::parse(place.oyer({"run", sources[static_cast<std::size_t>(i)], "--json"}).out);
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(json::print(parsed->at("stdout")), "\"" + std::to_string(i) + "\"");
    EXPECT_EQ(json::print(parsed->at("build").at("built")), "true");
  }
}

TEST(RunLive, a_source_that_does_not_compile_is_told_and_is_no_error_of_oyer) {
  const Place place;
  const auto program = place.write("a.cpp", "int main() { return missing; }\n");
  const Ended people = place.oyer({"run", program});
  EXPECT_EQ(people.code, 0);
  EXPECT_EQ(people.out, "");
  EXPECT_NE(people.err.find("main.cpp:1:21: error: ‘missing’ was not declared"), std::string::npos) << people.err;
  EXPECT_NE(people.err.find("\noyer: it does not compile: the compiler exited with code 1\n"), std::string::npos);
  const Ended data = place.oyer({"run", program, "--json"});
  EXPECT_EQ(data.code, 0) << data.err;
  const auto parsed = json::parse(data.out);
  ASSERT_TRUE(parsed.has_value()) << data.out;
  EXPECT_EQ(json::print(parsed->at("build").at("built")), "false");
  EXPECT_EQ(json::print(parsed->at("build").at("ending")), R"({"kind":"exited","code":1})");
}

TEST(RunLive, program_sees_nothing_of_its_users_home) {
  const Place place;
  place.write("secret", "s");
  const auto program =
      place.write("a.py", "import os\nprint(os.path.exists('" + place.path("secret") + "'), os.listdir('.'))\n");
  EXPECT_EQ(place.oyer({"run", program}).out, "False ['main.py']\n");
}

TEST(RunLive, without_cgroups_the_tier_is_reduced) {
  const Place place;
  const Ended ended = place.oyer({"run", place.write("a.py", "print(1)"), "--json", "--no-cgroups"});
  EXPECT_EQ(json::parse(ended.out)->at("containment").at("tier"), "reduced") << ended.err;
}

TEST(RunLive, mistakes_have_their_exit_codes) {
  const Place place;
  const auto expect = [&](const std::vector<std::string>& words, int code, const std::string& said) {
    const Ended ended = place.oyer(words);
    EXPECT_EQ(ended.code, code) << ended.err;
    EXPECT_EQ(ended.out, "");
    EXPECT_NE(ended.err.find(said), std::string::npos) << ended.err;
  };
  const auto program = place.write("a.py", "print(1)\n");
  expect({"run"}, 64, "FILE is required");
  expect({"run", place.path("none.py")}, 65, "none.py");
  expect({"run", place.path("")}, 65, place.path(""));
  expect({"run", place.write("a.rs", "fn main() {}")}, 65, "build it first");
  expect({"run", program, "--stdin", place.path("none")}, 65, "none");
  expect({"run", program, "--python", "/nonexistent/python3"}, 96, "/nonexistent/python3");
}

}  // namespace
}  // namespace oyer::cli::testing
