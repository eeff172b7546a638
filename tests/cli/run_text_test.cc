#include "cli/run_text.h"

#include <gtest/gtest.h>

namespace oyer::cli {
namespace {

using namespace sandbox;

Execution execution(Ending ending) {
  Execution e;
  e.ending = std::move(ending);
  e.usage.cpu = std::chrono::milliseconds(21);
  e.usage.wall = std::chrono::milliseconds(35);
  e.usage.memory_peak = 9_MiB;
  e.containment.tier = Tier::strong;
  e.containment.cgroup = "v1";
  return e;
}

TEST(RunText, one_line_for_a_plain_end) {
  EXPECT_EQ(run_text(execution(Exited{3}), {}),
            "oyer: exited with code 3; CPU 21 ms, 35 ms on the clock, 9 MiB; strong (cgroup v1)\n");
}

TEST(RunText, limit_that_was_reached_is_named_with_its_flag) {
  const auto second_line = [](Ending ending) {
    const std::string text = run_text(execution(std::move(ending)), {});
    return text.substr(text.find('\n') + 1);
  };
  EXPECT_EQ(second_line(TimedOut{Clock::cpu}), "oyer: the flag that moves this limit is --cpu (now 10.00 s)\n");
  EXPECT_EQ(second_line(TimedOut{Clock::wall}), "oyer: the flag that moves this limit is --wall (now 20.00 s)\n");
  EXPECT_EQ(second_line(MemoryExceeded{}), "oyer: the flag that moves this limit is --memory (now 512 MiB)\n");
  EXPECT_EQ(second_line(OutputExceeded{}), "oyer: the flag that moves this limit is --output (now 1 MiB)\n");
  EXPECT_EQ(second_line(ScratchExceeded{}), "oyer: the flag that moves this limit is --scratch (now 64 MiB)\n");
  EXPECT_EQ(second_line(ProcessesExceeded{}), "oyer: the flag that moves this limit is --processes (now 64)\n");
  EXPECT_EQ(second_line(SyscallDenied{"ptrace"}), "");
}

TEST(RunText, what_was_cut_or_left_behind_is_said) {
  Execution e = execution(Exited{0});
  e.out.truncated = true;
  e.usage.processes_left = 2;
  e.containment = {};
  EXPECT_EQ(run_text(e, {}),
            "oyer: exited with code 0; CPU 21 ms, 35 ms on the clock, 9 MiB; reduced (no cgroup)\n"
            "oyer: stdout was cut after 1 MiB\n"
            "oyer: it left 2 processes running; all were killed\n");
}

}  // namespace
}  // namespace oyer::cli
