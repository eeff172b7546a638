// Interrupted at any moment and started again, an evaluation goes on where it was and ends in the same bytes; and what
// was interrupted leaves no process behind.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <thread>

#include "base/json.h"
#include "tests/cli/benchmark.h"
#include "tests/cli/program.h"

namespace oyer::cli::testing {
namespace {

constexpr int tasks = 24;

class InterruptLive : public ::testing::Test {
 protected:
  void SetUp() override {
    adopt_orphans();
    data_ = place_.write("data.jsonl", small_benchmark(tasks, "0.1"));
  }
  std::vector<std::string> eval(const std::string& out) const {
    return {"eval", "humaneval", "--data", data_, "--reference", "--jobs", "2", "--out", place_.path(out)};
  }
  long kept(const std::string& ledger) const {
    if (!place_.has(ledger)) return 0;
    const Ended ended = place_.oyer({"records", "export", "--ledger", place_.path(ledger)});
    return std::count(ended.out.begin(), ended.out.end(), '\n');
  }
  // Sends the signal once some, but not all, of the work is on disk.
  Ended interrupted(const std::string& out, int number) const {
    Program program = place_.start(eval(out));
    for (int i = 0; i < 600 && kept(out + ".ledger") < 3; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    program.signal(number);
    return program.wait();
  }
  void expect_resumed_in_the_same_bytes(int number, int code) const {
    ASSERT_EQ(place_.oyer(eval("whole.jsonl")).code, 0);
    const Ended stopped = interrupted("parts.jsonl", number);
    EXPECT_EQ(stopped.code, code) << stopped.err;
    EXPECT_TRUE(no_children_left());
    EXPECT_FALSE(place_.has("parts.jsonl"));
    const long before = kept("parts.jsonl.ledger");
    EXPECT_GE(before, 3);
    EXPECT_LT(before, tasks);
    std::vector<std::string> again = eval("parts.jsonl");
    again.emplace_back("--json");
    const Ended ended = place_.oyer(again);
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(json::parse(ended.out)->at("measured").at("reused"), before);
    EXPECT_EQ(place_.bytes("parts.jsonl"), place_.bytes("whole.jsonl"));
  }
  Place place_;
  std::string data_;
};

TEST_F(InterruptLive, control_c) { expect_resumed_in_the_same_bytes(SIGINT, 130); }
TEST_F(InterruptLive, terminated) { expect_resumed_in_the_same_bytes(SIGTERM, 130); }
TEST_F(InterruptLive, killed) { expect_resumed_in_the_same_bytes(SIGKILL, -SIGKILL); }

TEST_F(InterruptLive, says_how_far_it_came) {
  const Ended stopped = interrupted("parts.jsonl", SIGINT);
  EXPECT_NE(stopped.err.find("of 24 candidates; they are kept in " + place_.path("parts.jsonl.ledger")),
            std::string::npos)
      << stopped.err;
}

TEST_F(InterruptLive, running_program_is_ended) {
  Program program = place_.start({"run", place_.write("a.py", "while True: pass"), "--cpu", "60s"});
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  program.signal(SIGINT);
  const Ended ended = program.wait();
  EXPECT_EQ(ended.code, 130) << ended.err;
  EXPECT_TRUE(no_children_left());
}

}  // namespace
}  // namespace oyer::cli::testing
