// Warm interpreters: ready children, hand-over, sealing, endings. The interpreter's side here is the shortest that
// speaks the protocol; the real one is tested with the runners.
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "tests/sandbox/control_message.h"
#include "tests/sandbox/jail_support.h"

namespace oyer::sandbox::testing {
namespace {

constexpr const char* forks_itself = R"(
state = {'touched': False}
while lib.oyer_zygote_next() == 1:
    pid = os.fork()
    if pid == 0:
        if lib.oyer_child_seal() != 0:
            os._exit(71)
        size = lib.oyer_child_receive()
        code = ctypes.string_at(lib.oyer_child_payload(), size)
        exec(code, {'fds': [lib.oyer_child_descriptor(i) for i in range(lib.oyer_child_descriptors())], 'state': state})
        sys.stdout.flush()
        os._exit(0)
    lib.oyer_zygote_forked(pid)
)";

ZygoteSpec spec() { return testing::zygote_spec(forks_itself); }

class ZygoteTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    jail_ = open_jail(GetParam());
    ASSERT_NE(jail_, nullptr);
    Result<Zygote> zygote = jail_->start_zygote(spec());
    ASSERT_TRUE(zygote.has_value()) << to_string(zygote.error());
    zygote_ = *zygote;
  }
  Child spawn(const std::string& code, std::vector<Fd> descriptors = {}) {
    SpawnRequest request;
    request.payload = code;
    request.descriptors = std::move(descriptors);
    request.limits = short_limits();
    Result<Child> child = jail_->spawn(zygote_, std::move(request));
    EXPECT_TRUE(child.has_value()) << to_string(child.error());
    return child.has_value() ? *child : Child{};
  }
  Execution run(const std::string& code) {
    const Child child = spawn(code);
    const Result<bool> ended = jail_->wait(child, -1, {});
    EXPECT_TRUE(ended.has_value() && *ended);
    return finish(child);
  }
  Execution finish(Child child) {
    Result<Execution> execution = jail_->finish(child);
    EXPECT_TRUE(execution.has_value()) << to_string(execution.error());
    return execution.has_value() ? std::move(*execution) : Execution{};
  }
  std::unique_ptr<Jail> jail_;
  Zygote zygote_;
};

INSTANTIATE_TEST_SUITE_P(, ZygoteTest, ::testing::Bool(),
                         [](const auto& tier) { return tier.param ? "host_cgroups" : "no_cgroups"; });

TEST_P(ZygoteTest, child_runs_its_payload_and_ends) {
  const Execution e = run("print('warm')");
  EXPECT_EQ(e.ending, Ending(Exited{0}));
  EXPECT_EQ(e.out.bytes, "warm\n");
  EXPECT_GT(e.usage.cpu, Nanos(0));
}

TEST_P(ZygoteTest, endings_are_those_of_a_program) {
  EXPECT_EQ(run("import os; os._exit(3)").ending, Ending(Exited{3}));
  EXPECT_EQ(run("import os; os.abort()").ending, Ending(Signaled{6}));
  EXPECT_EQ(run("import ctypes; ctypes.string_at(0)").ending, Ending(Signaled{11}));
  EXPECT_EQ(run("while True: pass").ending, Ending(TimedOut{Clock::cpu}));
  EXPECT_EQ(run("import ctypes; ctypes.CDLL(None).ptrace(0, 0, 0, 0)").ending, Ending(SyscallDenied{"ptrace"}));
  EXPECT_EQ(run("import ctypes; ctypes.CDLL(None).setns(0, 0)").ending, Ending(SyscallDenied{"unknown"}));
}

TEST_P(ZygoteTest, nothing_of_one_child_reaches_the_next) {
  run("state['touched'] = True; open('/tmp/left', 'w').write('x')");
  EXPECT_EQ(run("import os; print(state, os.listdir('/tmp'))").out.bytes, "{'touched': False} []\n");
}

TEST_P(ZygoteTest, child_holds_only_its_stdio_and_what_it_was_handed) {
  int pair[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  const Fd ours(pair[0]);
  std::vector<Fd> theirs;
  theirs.emplace_back(pair[1]);
  const Child child = spawn("import os; os.write(fds[0], repr((fds, sorted(os.listdir('/proc/self/fd')))).encode())",
                            std::move(theirs));
  const Result<bool> ended = jail_->wait(child, ours.get(), {});
  ASSERT_TRUE(ended.has_value());
  char text[256] = {};
  ASSERT_GT(::read(ours.get(), text, sizeof text - 1), 0);
  EXPECT_STREQ(text, "([3], ['0', '1', '2', '3', '4'])");  // 4: the listing's own
  finish(child);
}

TEST_P(ZygoteTest, finishing_a_living_child_cancels_it) {
  const Child child = spawn("import time; time.sleep(60)");
  EXPECT_EQ(finish(child).ending, Ending(Cancelled{}));
}

// The process that is number 1 of the process's own PID namespace; 0 where this user may not know.
pid_t init_of(pid_t process) {
  struct stat wanted {};
  if (::stat(("/proc/" + std::to_string(process) + "/ns/pid").c_str(), &wanted) != 0) return 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    struct stat found {};
    if (::stat((entry.path() / "ns/pid").c_str(), &found) != 0 || found.st_ino != wanted.st_ino) continue;
    std::ifstream status(entry.path() / "status");
    for (std::string line; std::getline(status, line);)
      if (line.starts_with("NSpid:") && line.ends_with("\t1")) return std::stoi(entry.path().filename());
  }
  return 0;
}

TEST_P(ZygoteTest, finishing_a_child_whose_init_was_killed_is_an_error) {
  for (int i = 0; i < 30; ++i) {
    int pair[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    const Fd ours(pair[0]);
    const int on = 1;
    ASSERT_EQ(::setsockopt(ours.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on), 0);
    std::vector<Fd> theirs;
    theirs.emplace_back(pair[1]);
    const Child child = spawn("import os, time; os.write(fds[0], b'x'); time.sleep(60)", std::move(theirs));
    const std::optional<ucred> writer = receive_beside_a_byte<ucred>(ours.get());
    const pid_t init = writer.has_value() ? init_of(writer->pid) : 0;
    if (init == 0) {
      finish(child);
      GTEST_SKIP() << "this user may not know which process is the init of a run";
    }
    ASSERT_EQ(::kill(init, SIGKILL), 0);
    char byte = 0;
    EXPECT_EQ(::read(ours.get(), &byte, 1), 0) << "it lives without its init";
    const Result<Execution> execution = jail_->finish(child);
    ASSERT_FALSE(execution.has_value()) << describe(execution->ending);
    EXPECT_EQ(execution.error().kind, Error::Kind::host);
    EXPECT_NE(to_string(execution.error()).find("init was killed from outside"), std::string::npos)
        << to_string(execution.error());
  }
}

TEST_P(ZygoteTest, child_that_still_waits_for_its_turn_is_cancelled_at_once) {
  const auto start = std::chrono::steady_clock::now();
  std::vector<Child> children;
  for (int i = 0; i < 8; ++i) children.push_back(spawn("import time; time.sleep(60)"));  // two are ready
  for (const Child child : children) EXPECT_EQ(finish(child).ending, Ending(Cancelled{}));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST_P(ZygoteTest, several_children_live_at_once) {
  const Child one = spawn("import time; time.sleep(60)"), two = spawn("import time; time.sleep(60)");
  const Child three = spawn("print('three')");
  const Result<bool> ended = jail_->wait(three, -1, {});
  ASSERT_TRUE(ended.has_value() && *ended);
  EXPECT_EQ(finish(three).out.bytes, "three\n");
  EXPECT_EQ(finish(two).ending, Ending(Cancelled{}));
  EXPECT_EQ(finish(one).ending, Ending(Cancelled{}));
}

TEST_P(ZygoteTest, child_is_confined_like_a_program) {
  EXPECT_EQ(run("import os; print(os.getppid(), os.getuid() == 0, os.getcwd(), os.path.exists('/root'))").out.bytes,
            "0 False /tmp False\n");
  EXPECT_EQ(run("import os\ntry: os.setuid(0)\nexcept OSError: print('no')").out.bytes, "no\n");
}

TEST_P(ZygoteTest, killing_everything_in_reach_ends_only_the_child) {
  EXPECT_EQ(run("import os\ntry: os.kill(-1, 9)\nexcept ProcessLookupError: os.kill(os.getpid(), 9)").ending,
            Ending(Signaled{9}));
  EXPECT_EQ(run("print('next')").out.bytes, "next\n");
}

TEST_P(ZygoteTest, hundred_children_leave_the_jail_as_it_was) {
  for (int i = 0; i < 100; ++i) ASSERT_EQ(run("print(1)").out.bytes, "1\n");
}

TEST(ZygoteStartTest, interpreter_that_fails_is_an_error_with_its_words) {
  const auto jail = open_jail();
  ASSERT_NE(jail, nullptr);
  ZygoteSpec broken = spec();
  broken.files[0].bytes = "raise SystemExit('no such luck')";
  const Result<Zygote> zygote = jail->start_zygote(broken);
  ASSERT_FALSE(zygote.has_value());
  EXPECT_NE(zygote.error().what.find("no such luck"), std::string::npos) << zygote.error().what;
  EXPECT_EQ(ending_of(run_python(*jail, "pass")), R"({"kind":"exited","code":0})") << "the jail goes on";
}

}  // namespace
}  // namespace oyer::sandbox::testing
