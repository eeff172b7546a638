// What a jail promises, tried with real programs on the real kernel. Each case runs with whatever tier this host and
// user give; where the tiers differ, the test says how.
#include <dirent.h>
#include <sched.h>
#include <signal.h>

#include <fstream>
#include <set>
#include <stop_token>
#include <thread>

#include "tests/sandbox/jail_support.h"

namespace oyer::sandbox::testing {
namespace {

constexpr Nanos a_second = std::chrono::seconds(1);

class JailTest : public ::testing::Test {
 protected:
  void SetUp() override {
    jail_ = open_jail();
    ASSERT_NE(jail_, nullptr);
  }
  bool counted() const { return jail_->containment().cgroup != "none"; }
  std::string ending(const std::string& code, Nanos wall = short_limits().wall) {
    return ending_of(run_python(*jail_, code, wall));
  }
  std::string output(const std::string& code) {
    const Execution e = run_python(*jail_, code);
    EXPECT_EQ(ending_of(e), R"({"kind":"exited","code":0})") << e.err.bytes;
    return e.out.bytes;
  }
  std::unique_ptr<Jail> jail_;
};

TEST_F(JailTest, program_runs_and_its_output_comes_back) {
  const Execution e = run_python(*jail_, "import sys; print('out'); print('err', file=sys.stderr)");
  EXPECT_EQ(e.ending, Ending(Exited{0}));
  EXPECT_EQ(e.out, (Captured{"out\n", false}));
  EXPECT_EQ(e.err, (Captured{"err\n", false}));
  EXPECT_GT(e.usage.cpu, Nanos(0));
  EXPECT_GT(e.usage.memory_peak, Bytes{0});
}

TEST_F(JailTest, exit_code_signal_and_limit_are_three_different_endings) {
  EXPECT_EQ(ending("import os; os._exit(9)"), R"({"kind":"exited","code":9})");
  EXPECT_EQ(ending("import os; os.kill(os.getpid(), 9)"), R"({"kind":"signaled","signal":9})");
  EXPECT_EQ(ending("import os; os.abort()"), R"({"kind":"signaled","signal":6})");
  EXPECT_EQ(ending("import os; os.kill(os.getpid(), 15)"), R"({"kind":"signaled","signal":15})");
  EXPECT_EQ(ending("import signal, time; signal.alarm(1); time.sleep(3)"), R"({"kind":"signaled","signal":14})");
}

TEST_F(JailTest, stdin_arrives_whole_and_ends) {
  Command command = python_command("import sys; d = sys.stdin.buffer.read(); print(len(d), d[:3], d[-3:])");
  command.stdin_bytes = "abc" + std::string(300'000, 'x') + "xyz";
  const Result<Execution> e = jail_->run(command, {});
  ASSERT_TRUE(e.has_value()) << to_string(e.error());
  EXPECT_EQ(e->out.bytes, "300006 b'abc' b'xyz'\n");
}

TEST_F(JailTest, missing_program_is_an_ending_not_an_error) {
  Command command;
  command.argv = {"/nonexistent"};
  const Result<Execution> e = jail_->run(command, {});
  ASSERT_TRUE(e.has_value()) << to_string(e.error());
  EXPECT_EQ(e->ending, Ending(ExecFailed{ENOENT}));
}

TEST_F(JailTest, cpu_limit_ends_a_spinning_program) {
  EXPECT_EQ(ending("while True: pass"), R"({"kind":"timed_out","clock":"cpu"})");
}

TEST_F(JailTest, cpu_of_grandchildren_counts) {
  EXPECT_EQ(ending("import os\nfor _ in range(3):\n  if os.fork() == 0:\n    while True: pass\nos.wait()"),
            R"({"kind":"timed_out","clock":"cpu"})");
}

TEST_F(JailTest, wall_limit_ends_a_sleeping_program) {
  EXPECT_EQ(ending("import time; time.sleep(60)", a_second), R"({"kind":"timed_out","clock":"wall"})");
}

// Programs and this many endless loops share one processor while it lives.
class Crowd {
 public:
  explicit Crowd(int others) {
    ::sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t one;
    CPU_ZERO(&one);
    for (int cpu = CPU_SETSIZE - 1; CPU_COUNT(&one) == 0; --cpu) {
      if (CPU_ISSET(cpu, &before_)) CPU_SET(cpu, &one);
    }
    ::sched_setaffinity(0, sizeof one, &one);
    for (int i = 0; i < others; ++i) {
      threads_.emplace_back([](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
        }
      });
    }
  }
  ~Crowd() { ::sched_setaffinity(0, sizeof before_, &before_); }

 private:
  cpu_set_t before_;
  std::vector<std::jthread> threads_;
};

TEST(CrowdedJail, the_clock_that_ends_a_run_is_the_one_that_would_on_an_idle_machine) {
  const Crowd crowd(8);
  const auto jail = open_jail();
  ASSERT_NE(jail, nullptr);
  const auto ending = [&](const std::string& code, Nanos cpu) {
    Command command = python_command(code);
    command.limits.cpu = cpu;
    command.limits.wall = std::chrono::milliseconds(1500);
    const auto execution = jail->run(command, {});
    return execution.has_value() ? ending_of(*execution) : to_string(execution.error());
  };
  // Short enough for a machine on which others crowd as well to come to it before the bound of every wall clock.
  constexpr Nanos little = std::chrono::milliseconds(300);
  EXPECT_EQ(ending("while True: pass", little), R"({"kind":"timed_out","clock":"cpu"})");
  EXPECT_EQ(ending("import threading\ndef f():\n  while True: pass\nthreading.Thread(target=f).start()", little),
            R"({"kind":"timed_out","clock":"cpu"})");
  EXPECT_EQ(ending("import time; time.sleep(60)", a_second), R"({"kind":"timed_out","clock":"wall"})");
}

// A build is such a program: a compiler, an assembler and a linker, one after the other.
TEST(CrowdedJail, processes_that_follow_each_other_may_wait_for_a_processor_as_long_as_it_takes) {
  const Crowd crowd(20);
  const auto jail = open_jail();
  ASSERT_NE(jail, nullptr);
  const std::string chain = R"(
import subprocess, sys
busy = "import time\nwhile time.process_time() < 0.45: pass"
for _ in range(3):
    subprocess.run([sys.executable, "-I", "-S", "-c", busy], check=True)
)";
  // Two thirds of it are what the chain itself computes, which takes twice as long where crowd and chain get half of a
  // processor each (groups of processes, not processes, may share it), and far longer elsewhere.
  constexpr Nanos wall = std::chrono::seconds(2);
  Command command = python_command(chain);
  command.limits.cpu = std::chrono::seconds(5);
  command.limits.wall = wall;
  command.patient = true;
  const auto execution = jail->run(command, {});
  ASSERT_TRUE(execution.has_value()) << to_string(execution.error());
  EXPECT_EQ(ending_of(*execution), R"({"kind":"exited","code":0})") << execution->err.bytes;
  EXPECT_GT(execution->usage.wall, wall) << "nothing was crowded";
}

// Whoever gives its processor away at once waits for the next one all day, and its CPU clock hardly moves.
TEST(CrowdedJail, a_program_that_makes_itself_wait_is_ended_by_the_wall_clock) {
  const Crowd crowd(4);
  const auto jail = open_jail();
  ASSERT_NE(jail, nullptr);
  Command command = python_command("import os\nwhile True: os.sched_yield()");
  command.limits.cpu = std::chrono::seconds(5);
  command.limits.wall = std::chrono::milliseconds(200);
  const auto execution = jail->run(command, {});
  ASSERT_TRUE(execution.has_value()) << to_string(execution.error());
  EXPECT_EQ(ending_of(*execution), R"({"kind":"timed_out","clock":"wall"})");
}

TEST_F(JailTest, stopped_program_does_not_outlive_the_wall_limit) {
  EXPECT_EQ(ending("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", a_second),
            R"({"kind":"timed_out","clock":"wall"})");
}

TEST_F(JailTest, memory_limit_ends_the_program_or_fails_its_allocation) {
  EXPECT_EQ(ending("x = bytearray(10**9)"),
            counted() ? R"({"kind":"memory_exceeded"})" : R"({"kind":"exited","code":1})");
}

TEST_F(JailTest, memory_of_scratch_files_counts) {
  if (!counted()) return;  // without a cgroup the scratch limit alone holds
  Command command = python_command("open('/tmp/a', 'wb').write(b'x' * 200_000_000)");
  command.limits.scratch = 1_GiB;
  command.limits.file = 1_GiB;
  const Result<Execution> e = jail_->run(command, {});
  ASSERT_TRUE(e.has_value()) << to_string(e.error());
  EXPECT_EQ(e->ending, Ending(MemoryExceeded{}));
}

TEST_F(JailTest, output_limit_ends_a_flood_and_keeps_its_beginning) {
  const Execution e = run_python(*jail_, "while True: print('x' * 1000)");
  EXPECT_EQ(e.ending, Ending(OutputExceeded{Stream::out}));
  EXPECT_EQ(e.out.bytes.size(), Limits{}.output.count);
  EXPECT_TRUE(e.out.truncated);
  EXPECT_EQ(ending("import sys\nwhile True: sys.stderr.write('x' * 1000)"),
            R"({"kind":"output_exceeded","stream":"stderr"})");
}

TEST_F(JailTest, full_scratch_is_named_when_the_program_fails_of_it) {
  EXPECT_EQ(ending("open('/tmp/a', 'wb').write(b'x' * 20_000_000)"), R"({"kind":"scratch_exceeded"})");
}

TEST_F(JailTest, fork_bomb_is_stopped_by_process_limit) {
  const std::string bomb =
      "import os, time\nfor _ in range(2000):\n  if os.fork() == 0:\n    time.sleep(60)\n    os._exit(0)";
  EXPECT_EQ(ending(bomb), counted() ? R"({"kind":"processes_exceeded"})" : R"({"kind":"exited","code":1})");
}

TEST_F(JailTest, what_a_program_leaves_behind_is_killed_and_counted) {
  const Execution e = run_python(*jail_, "import os, time\nif os.fork() == 0:\n  os.setsid()\n  time.sleep(60)");
  EXPECT_EQ(e.ending, Ending(Exited{0}));
  EXPECT_EQ(e.usage.processes_left, 1U);
}

TEST_F(JailTest, forbidden_call_ends_the_run_with_its_name) {
  EXPECT_EQ(ending("import ctypes; ctypes.CDLL(None).ptrace(0, 0, 0, 0)"),
            R"({"kind":"syscall_denied","name":"ptrace"})");
  EXPECT_EQ(ending("import ctypes; ctypes.CDLL(None).mount(b'a', b'/tmp', b'tmpfs', 0, 0)"),
            R"({"kind":"syscall_denied","name":"mount"})");
}

TEST_F(JailTest, forbidden_call_of_a_grandchild_ends_the_run) {
  EXPECT_EQ(ending("import ctypes, os, time\nif os.fork() == 0: ctypes.CDLL(None).ptrace(0, 0, 0, 0)\ntime.sleep(3)"),
            R"({"kind":"syscall_denied","name":"ptrace"})");
}

TEST_F(JailTest, entering_a_namespace_kills_and_the_name_is_unknown) {
  EXPECT_EQ(ending("import ctypes; ctypes.CDLL(None).setns(0, 0)"), R"({"kind":"syscall_denied","name":"unknown"})");
}

TEST_F(JailTest, only_the_run_is_visible) {
  EXPECT_EQ(
      output("import os; print(sorted(p for p in os.listdir('/proc') if p.isdigit()) == ['1', str(os.getpid())])"),
      "True\n");
  // The libraries of foreign architectures are there where the host has them.
  EXPECT_EQ(output("import os; print(sorted(set(os.listdir('/')) - {'lib32', 'libx32'}))"),
            "['bin', 'dev', 'etc', 'lib', 'lib64', 'oyer', 'proc', 'sbin', 'tmp', 'usr', 'var']\n");
  EXPECT_EQ(output("import os; print(sorted(os.listdir('/tmp')), os.getcwd(), len(os.listdir('/proc/self/fd')))"),
            "[] /tmp 4\n");
  EXPECT_EQ(output("import os; print(sorted(os.environ))"), "['HOME', 'LANG', 'PATH', 'PYTHONHASHSEED']\n");
}

TEST_F(JailTest, program_has_no_privileges) {
  EXPECT_EQ(output("import re; t = open('/proc/self/status').read(); print(re.findall(r'Cap...:\\t(\\w+)', t), "
                   "re.findall(r'(?:NoNewPrivs|Seccomp):\\t(\\d)', t))"),
            "['0000000000000000', '0000000000000000', '0000000000000000', '0000000000000000', '0000000000000000'] "
            "['1', '2']\n");
  EXPECT_EQ(output("import os; print(os.getuid() == 0)"), "False\n");
}

TEST_F(JailTest, nothing_but_scratch_is_writable) {
  EXPECT_EQ(output("import os\nfor p in ('/a', '/usr/a', '/etc/a', '/oyer/a', '/dev/a', '/proc/self/comm'):\n"
                   "  try: open(p, 'w').write('x'); print('wrote', p)\n  except OSError as e: pass\nprint('done')"),
            "done\n");
}

TEST_F(JailTest, init_cannot_be_touched) {
  EXPECT_EQ(output("import os\ntry: os.kill(1, 9)\nexcept PermissionError: pass\nos.kill(os.getpid(), 0)\n"
                   "for f in ('mem', 'environ', 'maps'):\n  try: open('/proc/1/' + f).read(1); print('read', f)\n"
                   "  except OSError: pass\nprint('alive')"),
            "alive\n");
}

TEST_F(JailTest, next_run_sees_a_clean_world) {
  run_python(*jail_,
             "import os, ctypes\nopen('/tmp/left', 'w').write('x')\nopen('/dev/shm/left', 'w').write('x')\n"
             "ctypes.CDLL(None).shmget(77, 4096, 0o1666)\nos.umask(0)");
  EXPECT_EQ(output("import os, ctypes; print(os.listdir('/tmp'), os.listdir('/dev/shm'), "
                   "ctypes.CDLL(None).shmget(77, 4096, 0) >= 0, oct(os.umask(0)))"),
            "[] [] False 0o22\n");
}

TEST_F(JailTest, files_are_delivered_and_belong_to_the_program) {
  Command command = python_command(
      "import os; print(open('a/b.txt').read(), os.access('a/run', os.X_OK)); open('a/b.txt', 'a').write('!')");
  command.files = {{"a/b.txt", "hello", false}, {"a/run", "#!/bin/sh\n", true}};
  const Result<Execution> e = jail_->run(command, {});
  ASSERT_TRUE(e.has_value()) << to_string(e.error());
  EXPECT_EQ(e->out.bytes, "hello True\n") << e->err.bytes;
}

TEST_F(JailTest, file_outside_the_scratch_is_refused) {
  Command command = python_command("pass");
  command.files = {{"../escape", "x", false}};
  const Result<Execution> e = jail_->run(command, {});
  ASSERT_FALSE(e.has_value());
  EXPECT_EQ(e.error().kind, Error::Kind::invalid_input);
  EXPECT_EQ(ending("pass"), R"({"kind":"exited","code":0})") << "the jail goes on";
}

TEST_F(JailTest, stop_request_cancels) {
  std::stop_source source;
  std::jthread stopper([&] {
    std::this_thread::sleep_for(Millis(200));
    source.request_stop();
  });
  const Result<Execution> e = jail_->run(python_command("import time; time.sleep(60)"), source.get_token());
  ASSERT_TRUE(e.has_value()) << to_string(e.error());
  EXPECT_EQ(e->ending, Ending(Cancelled{}));
}

TEST_F(JailTest, network_is_out_of_reach) {
  EXPECT_EQ(output("import socket\ntry: socket.socket(); print('socket')\nexcept OSError: print('refused')"),
            "refused\n");
}

// Descriptors, processes and cgroups of a jail, and what is left of them when it is gone.
std::set<std::string> listing(const char* folder) {
  std::set<std::string> names;
  DIR* const open = ::opendir(folder);
  if (open == nullptr) return names;
  while (const dirent* entry = ::readdir(open)) names.insert(entry->d_name);
  ::closedir(open);
  return names;
}

TEST(JailLifeTest, without_a_memory_cgroup_shared_segments_are_limited_or_refused) {
  const auto jail = open_jail(false);
  ASSERT_NE(jail, nullptr);
  const std::string out = run_python(*jail,
                                     "import ctypes\nc = ctypes.CDLL(None)\n"
                                     "print(c.shmget(0, 4_000_000, 0o1600) >= 0, c.shmget(0, 7_000_000, 0o1600) >= 0)")
                              .out.bytes;
  // The user of a user namespace without user 0 may not lower the limit: there the call itself is refused.
  EXPECT_EQ(out, ::geteuid() == 0 ? "True False\n" : "False False\n");
}

TEST(JailLifeTest, closing_a_jail_leaves_nothing) {
  const std::set<std::string> cgroups = listing("/sys/fs/cgroup/memory"), files = listing("/proc/self/fd");
  for (int i = 0; i < 3; ++i) {
    const auto jail = open_jail();
    ASSERT_NE(jail, nullptr);
    run_python(*jail, "import os\nif os.fork() == 0:\n  while True: pass");
  }
  EXPECT_EQ(listing("/sys/fs/cgroup/memory"), cgroups);
  EXPECT_EQ(listing("/proc/self/fd").size(), files.size());
}

TEST(JailLifeTest, without_notification_a_forbidden_call_still_ends_the_run) {
  const auto jail = open_jail(true, false);
  ASSERT_NE(jail, nullptr);
  EXPECT_FALSE(jail->containment().user_notification);
  EXPECT_EQ(ending_of(run_python(*jail, "import ctypes; ctypes.CDLL(None).ptrace(0, 0, 0, 0)")),
            R"({"kind":"syscall_denied","name":"unknown"})");
}

TEST(JailLifeTest, without_cgroups_the_tier_is_reduced_and_limits_still_hold) {
  const auto jail = open_jail(false);
  ASSERT_NE(jail, nullptr);
  EXPECT_EQ(name_of(jail->containment().tier), "reduced");
  EXPECT_EQ(jail->containment().memory_by, "rlimit-as");
  EXPECT_EQ(ending_of(run_python(*jail, "while True: pass")), R"({"kind":"timed_out","clock":"cpu"})");
  EXPECT_EQ(ending_of(run_python(*jail, "import time; time.sleep(60)", a_second)),
            R"({"kind":"timed_out","clock":"wall"})");
  EXPECT_EQ(ending_of(run_python(*jail, "try: bytearray(10**9)\nexcept MemoryError: raise SystemExit(5)")),
            R"({"kind":"exited","code":5})");
}

}  // namespace
}  // namespace oyer::sandbox::testing
