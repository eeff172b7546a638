// The real zygote in a real jail: judge and candidates in sealed children, frames between them, cases, scripts.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>
#include <memory>
#include <string>

#include "runners/python.h"
#include "runners/python_payload.h"
#include "sandbox/jail.h"
#include "tests/support/python.h"

namespace oyer::runners {
namespace {

using sandbox::Ending;

std::array<Fd, 2> socket_pair() {
  int ends[2] = {-1, -1};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  return {Fd(ends[0]), Fd(ends[1])};
}

// Sends a message and, beside it, one descriptor.
void send_with(int socket, const std::string& message, int descriptor) {
  iovec part{const_cast<char*>(message.data()), message.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  if (descriptor >= 0) {
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(rights), &descriptor, sizeof descriptor);
  }
  ASSERT_EQ(::sendmsg(socket, &header, MSG_NOSIGNAL), static_cast<ssize_t>(message.size()));
}

sandbox::Limits limits() {
  sandbox::Limits limits;
  limits.cpu = std::chrono::seconds(2);
  limits.wall = std::chrono::seconds(120);  // CPU decides; other tests may hold the machine
  return limits;
}

class PythonLive : public ::testing::Test {
 protected:
  void SetUp() override {
    auto python = find_python("/usr/bin/python3");
    ASSERT_TRUE(python.has_value()) << to_string(python.error());
    auto jail = sandbox::Jail::open({});
    ASSERT_TRUE(jail.has_value()) << to_string(jail.error());
    jail_ = std::move(*jail);
    sandbox::ZygoteSpec spec = zygote_spec(*python, python->profiles.front());
    spec.limits = limits();
    auto zygote = jail_->start_zygote(spec);
    ASSERT_TRUE(zygote.has_value()) << to_string(zygote.error());
    zygote_ = *zygote;
  }

  sandbox::Child spawn(std::string payload, Fd descriptor, std::string stdin_bytes = "") {
    sandbox::SpawnRequest request;
    request.payload = std::move(payload);
    if (descriptor) request.descriptors.push_back(std::move(descriptor));
    request.stdin_bytes = std::move(stdin_bytes);
    request.limits = limits();
    auto child = jail_->spawn(zygote_, std::move(request));
    EXPECT_TRUE(child.has_value()) << to_string(child.error());
    return child.value_or(sandbox::Child{});
  }

  sandbox::Execution finish(sandbox::Child child) {
    auto execution = jail_->finish(child);
    EXPECT_TRUE(execution.has_value()) << to_string(execution.error());
    return execution.value_or(sandbox::Execution{});
  }

  void start_judge(const JudgeTask& task) {
    auto [ours, theirs] = socket_pair();
    control_ = std::move(ours);
    judge_ = spawn(judge_payload(), std::move(theirs));
    send_with(control_.get(), message_of(task), -1);
    const auto reply = parse_task_reply(receive(judge_));
    ASSERT_TRUE(reply.has_value()) << to_string(reply.error());
    names_ = reply->names;
  }

  // The next message of the judge; "" when `child` ended first.
  std::string receive(sandbox::Child child) {
    for (;;) {
      auto message = messages_.next();
      EXPECT_TRUE(message.has_value());
      if (!message.has_value()) return "";
      if (message->has_value()) return **message;
      const auto ended = jail_->wait(child, control_.get(), {});
      if (!ended.has_value() || *ended) return "";
      std::array<char, 65536> buffer;
      const ssize_t n = ::read(control_.get(), buffer.data(), buffer.size());
      if (n <= 0) return "";
      messages_.feed({buffer.data(), static_cast<std::size_t>(n)});
    }
  }

  JudgeReport judge(const std::string& source) {
    auto [ours, theirs] = socket_pair();
    FunctionPayload payload;
    payload.source = source;
    payload.names = names_;
    const sandbox::Child candidate = spawn(payload_of(payload), std::move(theirs));
    send_with(control_.get(), message_of(JudgeRequest{"nonce"}), ours.get());
    ours.reset();
    std::string text = receive(candidate);
    last_ = finish(candidate);
    if (text.empty()) text = receive(judge_);  // the candidate ended first; its judge now sees that
    auto report = parse_report(text, "nonce");
    EXPECT_TRUE(report.has_value()) << to_string(report.error());
    return report.value_or(JudgeReport{});
  }

  std::unique_ptr<sandbox::Jail> jail_;
  sandbox::Zygote zygote_;
  sandbox::Child judge_;
  Fd control_;
  MessageReader messages_;
  std::vector<std::string> names_;
  sandbox::Execution last_;
};

JudgeTask task(const std::string& code) {
  JudgeTask task;
  task.names = {"f"};
  task.tests = {{"0", code}};
  return task;
}

TEST_F(PythonLive, candidates_are_judged_by_another_jailed_process) {
  start_judge(task("assert f([3, 1, 2]) == [1, 2, 3]"));
  EXPECT_TRUE(judge("def f(x):\n    return sorted(x)").all_passed());
  const JudgeReport wrong = judge("def f(x):\n    return x");
  EXPECT_TRUE(wrong.is_evidence());
  EXPECT_EQ(wrong.tests[0], (TestReport{"0", TestOutcome::failed, "got [3, 1, 2]", "", "F"}));
  EXPECT_EQ(judge("import os\ndef f(x):\n    os._exit(0)").reason, EndReason::closed);
  EXPECT_EQ(judge("def f(:").load_error->name, "SyntaxError");
  EXPECT_TRUE(judge("def f(x):\n    return sorted(x)").all_passed()) << "the judge goes on";
}

TEST_F(PythonLive, limits_hold_the_candidate_and_the_judge_lives_on) {
  start_judge(task("assert f(1) == 1"));
  EXPECT_EQ(judge("def f(x):\n    while True: pass").reason, EndReason::closed);
  EXPECT_EQ(last_.ending, Ending(sandbox::TimedOut{sandbox::Clock::cpu}));
  EXPECT_FALSE(judge("def f(x):\n    return len(bytearray(4 << 30))").all_passed());
  EXPECT_FALSE(judge("import ctypes\ndef f(x):\n    ctypes.CDLL(None).ptrace(0, 0, 0, 0)").all_passed());
  EXPECT_TRUE(judge("def f(x):\n    return x").all_passed());
}

TEST_F(PythonLive, a_candidate_finds_nothing_of_the_judge) {
  start_judge(task("x = f()\nassert x == {'fds': [0, 1, 2, 3], 'pid': x['pid'], 'files': [], 'root': False}, x"));
  const JudgeReport report = judge(R"(
import os
def f():
    fds = [n for n in range(256) if os.path.exists('/proc/self/fd/%d' % n)]
    return {'fds': fds, 'pid': os.getpid(), 'files': os.listdir('/tmp'), 'root': os.getuid() == 0}
)");
  EXPECT_TRUE(report.all_passed()) << report.tests[0].detail;
}

TEST_F(PythonLive, cases_are_answered_in_order) {
  auto [ours, theirs] = socket_pair();
  CasesPayload payload;
  payload.source = "def f(a, b):\n    return a // b";
  payload.entry = "f";
  payload.cases = {"[6, 3]", "[1, 0]", "[7, 7]"};
  const sandbox::Child child = spawn(payload_of(payload), std::move(theirs));
  CaseReader reader(3, 1_MiB);
  std::array<char, 65536> buffer;
  for (ssize_t n; (n = ::read(ours.get(), buffer.data(), buffer.size())) > 0;) {
    ASSERT_TRUE(reader.feed({buffer.data(), static_cast<std::size_t>(n)})) << reader.violation();
  }
  ASSERT_TRUE(jail_->wait(child, -1, {}).value_or(false));  // the socket closes a moment before the process ends
  EXPECT_EQ(finish(child).ending, Ending(sandbox::Exited{0}));
  EXPECT_TRUE(reader.complete());
  ASSERT_EQ(reader.answers().size(), 3U);
  EXPECT_TRUE(std::holds_alternative<RaisedAnswer>(reader.answers()[1].answer));
}

TEST_F(PythonLive, script_runs_like_a_program) {
  ScriptPayload payload;
  payload.source = "import sys\nprint(sys.stdin.read().upper(), sys.argv)\nsys.exit(3)";
  payload.arguments = {"a"};
  const sandbox::Child child = spawn(payload_of(payload), Fd(), "text");
  ASSERT_TRUE(jail_->wait(child, -1, {}).value_or(false));
  const sandbox::Execution execution = finish(child);
  EXPECT_EQ(execution.ending, Ending(sandbox::Exited{3}));
  EXPECT_EQ(execution.out.bytes, "TEXT ['main.py', 'a']\n");
  EXPECT_EQ(execution.err.bytes, "");
}

TEST_F(PythonLive, payloads_at_and_beyond_the_zygotes_buffer_arrive_whole) {
  for (const std::size_t size : {(1U << 20U) - 200, (1U << 20U) + 200, 5U << 20U}) {
    ScriptPayload payload;
    payload.source = "text = '" + std::string(size, 'x') + "'\nprint(len(text), set(text))";
    const sandbox::Child child = spawn(payload_of(payload), Fd());
    ASSERT_TRUE(jail_->wait(child, -1, {}).value_or(false));
    const sandbox::Execution execution = finish(child);
    EXPECT_EQ(execution.ending, Ending(sandbox::Exited{0})) << execution.err.bytes;
    EXPECT_EQ(execution.out.bytes, std::to_string(size) + " {'x'}\n");
  }
}

TEST_F(PythonLive, nothing_of_one_candidate_reaches_the_next) {
  start_judge(task("assert f() == (0.8444218515250481, [], False)"));
  const std::string source = R"(
import builtins, os, random, sys
def f():
    found = (random.random(), os.listdir('/tmp'), hasattr(builtins, 'left'))
    builtins.left = 1
    open('/tmp/left', 'w').write('x')
    return found
)";
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(judge(source).all_passed());
}

// A virtual environment outside /usr is mounted where it is; what is installed in it can be imported.
TEST(PythonLiveEnvironment, virtual_environment_is_seen_by_candidates) {
  std::string folder = std::string(OYER_BUILD_DIR) + "/python-live-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) GTEST_SKIP() << "this user cannot write to the build folder";
  ::chmod(folder.c_str(), 0755);
  const std::string make = "import subprocess; subprocess.run(['/usr/bin/python3', '-m', 'venv', '--without-pip', '" +
                           folder + "/venv'], check=True)";
  const auto made = test::run_python(make);
  if (made.status != 0) GTEST_SKIP() << "the system python3 has no venv module: " << made.err;
  auto python = find_python(folder + "/venv/bin/python3");
  ASSERT_TRUE(python.has_value()) << to_string(python.error());
  ASSERT_TRUE(write_file(python->site_packages.front() / "thing.py", "value = 41\n").has_value());
  ::chmod((python->site_packages.front() / "thing.py").c_str(), 0644);
  sandbox::JailSpec spec;
  for (const auto& mount : python->mounts) spec.read_only.push_back({mount.string(), mount.string()});
  auto jail = sandbox::Jail::open(spec);
  ASSERT_TRUE(jail.has_value()) << to_string(jail.error());
  auto zygote = (*jail)->start_zygote(zygote_spec(*python, python->profiles.front()));
  ASSERT_TRUE(zygote.has_value()) << to_string(zygote.error());
  sandbox::SpawnRequest request;
  ScriptPayload payload;
  payload.source = "import sys, thing\nprint(sys.prefix, thing.value)";
  request.payload = payload_of(payload);
  auto child = (*jail)->spawn(*zygote, std::move(request));
  ASSERT_TRUE(child.has_value()) << to_string(child.error());
  ASSERT_TRUE((*jail)->wait(*child, -1, {}).value_or(false));
  auto execution = (*jail)->finish(*child);
  ASSERT_TRUE(execution.has_value());
  EXPECT_EQ(execution->out.bytes, folder + "/venv 41\n") << execution->err.bytes;
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace oyer::runners
