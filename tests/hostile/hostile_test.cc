// The hostile suite: every program of programs/ ends as its first lines promise, is worth what they promise, and leaves
// neither the next candidate nor the host anything of itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <ostream>
#include <set>
#include <thread>

#include "tests/hostile/host_state.h"
#include "tests/hostile/program.h"
#include "tests/hostile/suite.h"
#include "tests/support/temporary_folder.h"

namespace oyer::hostile {

void PrintTo(const Expectation& expectation, std::ostream* out) {
  *out << "ending " << expectation.ending << ", verdict " << expectation.verdict << ", reward";
  for (const auto& [rule, value] : expectation.rewards) *out << " " << rule << " " << value;
}

void PrintTo(const HostileProgram& program, std::ostream* out) { *out << program.value("hostile"); }

namespace {

using test::TemporaryFolder;

bool is_printable(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

// A candidate that sleeps; another text for each number, since the same work is not done twice.
std::string sleeper(int number) {
  return candidate_row("add_two", "import time\n\n\ndef add_two(a, b):\n    time.sleep(60)\n    return a + b\n# " +
                                      std::to_string(number) + "\n");
}

bool holds_a_keeper(const std::map<pid_t, std::string>& processes, std::size_t least) {
  return processes.size() >= least;
}

class Programs : public testing::TestWithParam<HostileProgram> {};

TEST_P(Programs, ends_as_promised_and_leaves_nothing) {
  const HostileProgram& program = GetParam();
  const Observed& seen = observed(program);
  Expectation promised = seen.reduced ? program.reduced : program.strong;
  if (promised.ending == "any") promised.ending = seen.got.ending;
  const bool judged = seen.got.verdict != "accepted" && seen.got.verdict != "infra_error";
  if (promised.verdict == "refused" && judged) promised.verdict = seen.got.verdict;
  EXPECT_EQ(seen.got, promised) << seen.reason;
  if (const auto out = program.header.find("out"); out != program.header.end()) {
    EXPECT_EQ(seen.out, joined(out->second));
  }
  EXPECT_EQ(seen.faithful, program.value("faithful"));
  if (program.is_function()) {
    EXPECT_TRUE(seen.sound);
    EXPECT_TRUE(is_printable(seen.reason)) << testing::PrintToString(seen.reason);
  }
  if (const auto says = program.header.find("says"); says != program.header.end()) {
    for (const std::string& piece : says->second) EXPECT_THAT(seen.diagnostics, testing::HasSubstr(piece));
  }
  EXPECT_EQ(seen.probe, "") << "found by the next candidate";
  EXPECT_EQ(seen.left_behind, "") << "left on the host by this program or one of its group";
}

INSTANTIATE_TEST_SUITE_P(programs, Programs, testing::ValuesIn(read_programs()),
                         [](const auto& one) { return one.param.name; });

// ---- the suite as a whole ----------------------------------------------------------------------------------------

TEST(Hostile, every_item_of_the_list_has_a_program_or_a_test) {
  std::set<std::string> covered;
  for (const HostileProgram& program : read_programs()) {
    for (const std::string& mark : program.marks()) covered.insert(mark);
  }
  std::ifstream items(hostile_folder() / "items.txt");
  std::size_t count = 0;
  std::vector<std::string> without;
  for (std::string line; std::getline(items, line);) {
    if (line.empty() || line[0] == '#') continue;
    ++count;
    const std::string mark = line.substr(0, line.find(' '));
    if (!covered.contains(mark) && line.find(" test: ") == std::string::npos) without.push_back(mark);
  }
  EXPECT_GE(count, 140U);
  EXPECT_THAT(without, testing::IsEmpty());
}

TEST(Hostile, there_are_honest_twins) {
  const auto programs = read_programs();
  const auto is_twin = [](const HostileProgram& program) {
    const auto marks = program.marks();
    return std::find(marks.begin(), marks.end(), "twin") != marks.end();
  };
  EXPECT_GE(std::count_if(programs.begin(), programs.end(), is_twin), 8);
  for (const HostileProgram& program : programs) {
    if (!is_twin(program) || !program.is_function()) continue;
    EXPECT_EQ(program.strong.verdict, "accepted") << program.name;
  }
}

// ---- the supervisor ----------------------------------------------------------------------------------------------

TEST(Supervisor, killing_the_engine_leaves_nothing) {
  const TemporaryFolder folder;
  const HostState before = HostState::now();
  std::string candidates;
  for (int i = 0; i < 4; ++i) candidates += sleeper(i);
  Engine engine({"grade", folder.write("tasks.jsonl", task_row("add_two", "add_two", "60000")),
                 folder.write("candidates.jsonl", candidates), "--jobs", "2", "--ledger", folder.path() / "ledger"});
  // Keeper, guard, zygote, init, judge and candidate of both workers.
  for (int i = 0; i < 3000 && !holds_a_keeper(engine.offspring(), 10); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ASSERT_TRUE(holds_a_keeper(engine.offspring(), 10));
  engine.kill(SIGKILL);
  const Finished finished = engine.wait();
  EXPECT_FALSE(finished.exited);
  EXPECT_EQ(leftover_processes(5000), "");
  EXPECT_EQ(HostState::now().new_since(before), "");
}

TEST(Supervisor, an_interrupted_engine_leaves_nothing_and_says_so) {
  const TemporaryFolder folder;
  const HostState before = HostState::now();
  Engine engine({"grade", folder.write("tasks.jsonl", task_row("add_two", "add_two", "60000")),
                 folder.write("candidates.jsonl", sleeper(0)), "--jobs", "1", "--ledger", folder.path() / "ledger"});
  for (int i = 0; i < 3000 && !holds_a_keeper(engine.offspring(), 5); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  engine.kill(SIGINT);
  const Finished finished = engine.wait();
  EXPECT_TRUE(finished.exited);
  EXPECT_EQ(finished.code, 130) << finished.err;
  EXPECT_EQ(leftover_processes(500), "");
  EXPECT_EQ(HostState::now().new_since(before), "");
}

TEST(Supervisor, an_engine_short_of_descriptors_says_so) {
  const TemporaryFolder folder;
  const HostState before = HostState::now();
  const std::string tasks = folder.write("tasks.jsonl", task_row("add_two", "add_two"));
  const std::string candidates =
      folder.write("candidates.jsonl", candidate_row("add_two", "def add_two(a, b):\n    return a + b\n"));
  for (const rlim_t descriptors : {8, 12, 16, 20, 24, 32, 48}) {
    Engine engine({"grade", tasks, candidates, "--jobs", "1", "--ledger", folder.path() / "ledger", "--fresh"},
                  "/dev/null", descriptors);
    const Finished finished = engine.wait();
    EXPECT_TRUE(finished.exited) << descriptors << " " << finished.err;
    // It did its job, or it says that it could not: never a verdict that the shortage made.
    EXPECT_THAT(finished.code, testing::AnyOf(0, 3, 96)) << descriptors << " " << finished.err;
    const bool accepted = finished.out.find("\"verdict\":\"accepted\"") != std::string::npos;
    EXPECT_EQ(accepted, finished.code == 0) << descriptors << " " << finished.err;
    EXPECT_EQ(finished.err.empty(), false) << descriptors;
    EXPECT_THAT(finished.out, testing::Not(testing::HasSubstr("\"verdict\":\"runtime_error\""))) << descriptors;
  }
  EXPECT_EQ(leftover_processes(500), "");
  EXPECT_EQ(HostState::now().new_since(before), "");
}

// Two hundred runs through one jail, half of them leaving a daemon and a full scratch.
TEST(Supervisor, two_hundred_runs_leave_nothing_behind) {
  const TemporaryFolder folder;
  const HostState before = HostState::now();
  const std::string messy = test::bytes_of(hostile_folder() / "programs" / "C16_daemon.py") +
                            "\n\nwith open('/tmp/left', 'wb') as file:\n    file.write(b'x' * (1 << 20))\n";
  std::string candidates;
  for (int i = 0; i < 200; ++i) {
    const std::string clean = "def add_two(a, b):\n    return a + b\n";
    candidates += candidate_row("add_two", (i % 2 == 0 ? messy : clean) + "# " + std::to_string(i) + "\n");
  }
  Engine engine({"grade", folder.write("tasks.jsonl", task_row("add_two", "add_two")),
                 folder.write("candidates.jsonl", candidates), "--jobs", "1", "--ledger", folder.path() / "ledger"});
  // Descriptors of every process of the engine, while they live: the largest count seen of each must stay small.
  std::map<pid_t, std::size_t> most;
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (std::chrono::steady_clock::now() < until) {
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(engine.pid()), &info, WEXITED | WNOWAIT | WNOHANG);
    if (info.si_pid == engine.pid()) break;
    for (const auto& [pid, command] : engine.offspring()) most[pid] = std::max(most[pid], descriptors_of(pid));
    most[engine.pid()] = std::max(most[engine.pid()], descriptors_of(engine.pid()));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  const Finished finished = engine.wait();
  EXPECT_EQ(finished.code, 0) << finished.err;
  std::size_t accepted = 0;
  const std::string mark = "\"verdict\":\"accepted\",";
  for (std::size_t at = 0; (at = finished.out.find(mark, at)) != std::string::npos; ++at) ++accepted;
  EXPECT_GE(accepted, 200U);
  for (const auto& [pid, count] : most) EXPECT_LT(count, 250U) << "descriptors of process " << pid;
  EXPECT_EQ(leftover_processes(500), "");
  EXPECT_EQ(HostState::now().new_since(before), "");
}

}  // namespace
}  // namespace oyer::hostile
