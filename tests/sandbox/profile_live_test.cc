// The evaluator's word against the kernel's: real filters in forked children, one call each.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "base/fd.h"
#include "tests/sandbox/control_message.h"
#include "tests/sandbox/profile_support.h"

namespace oyer::sandbox::testing {
namespace {

// How the call is made: as a 64-bit program does, or by the gate of i386.
enum class Gate { native, int80 };

struct Call {
  const char* name;
  long number;
  std::array<std::uint64_t, 6> arguments{};
  Gate gate = Gate::native;
};

constexpr long kX32 = 0x40000000;

const Call kCalls[] = {
    {"getppid", SYS_getppid},
    {"openat_of_nothing", SYS_openat, {static_cast<std::uint64_t>(AT_FDCWD), 0, O_RDONLY}},
    {"clone3_probed_by_libc", SYS_clone3, {0, 0}},
    {"clone_new_user", SYS_clone, {CLONE_NEWUSER | SIGCHLD}},
    {"clone_parent", SYS_clone, {CLONE_PARENT | SIGCHLD}},
    {"unshare_nothing", SYS_unshare, {0}},
    {"setns_of_no_descriptor", SYS_setns, {static_cast<std::uint64_t>(-1), CLONE_NEWNS}},
    {"mount_of_nothing", SYS_mount},
    {"ptrace_detach_of_nobody", SYS_ptrace, {17, 0}},
    {"personality_read", SYS_personality, {0xFFFFFFFF}},
    {"personality_without_randomisation", SYS_personality, {0x40000}},
    {"socket_inet", SYS_socket, {AF_INET, SOCK_STREAM, 0}},
    {"socket_unix", SYS_socket, {AF_UNIX, SOCK_STREAM, 0}},
    {"socket_netlink", SYS_socket, {AF_NETLINK, SOCK_RAW, 0}},
    {"socket_vsock", SYS_socket, {AF_VSOCK, SOCK_STREAM, 0}},
    {"ioctl_winsize", SYS_ioctl, {static_cast<std::uint64_t>(-1), TIOCGWINSZ}},
    {"ioctl_sti", SYS_ioctl, {static_cast<std::uint64_t>(-1), TIOCSTI}},
    {"ioctl_sti_behind_upper_half", SYS_ioctl, {static_cast<std::uint64_t>(-1), (1ULL << 32U) | TIOCSTI}},
    {"ioctl_unknown", SYS_ioctl, {static_cast<std::uint64_t>(-1), 0xDEAD}},
    {"fcntl_lease", SYS_fcntl, {static_cast<std::uint64_t>(-1), F_SETLEASE}},
    {"fcntl_getfd", SYS_fcntl, {static_cast<std::uint64_t>(-1), F_GETFD}},
    {"memfd", SYS_memfd_create, {0, 0}},
    {"device_node", SYS_mknodat, {static_cast<std::uint64_t>(-1), 0, S_IFCHR, 0}},
    {"key_of_nothing", SYS_add_key},
    {"bpf_of_nothing", SYS_bpf, {static_cast<std::uint64_t>(-1), 0, 0}},
    {"io_uring_of_nothing", SYS_io_uring_setup, {0, 0}},
    {"setresuid_unchanged", SYS_setresuid, {~0ULL, ~0ULL, ~0ULL}},
    {"seccomp_of_nothing", SYS_seccomp, {SECCOMP_SET_MODE_FILTER, 0, 0}},
    {"seccomp_strict", SYS_seccomp, {SECCOMP_SET_MODE_STRICT, 1, 0}},
    {"prctl_unknown", SYS_prctl, {0x7777}},
    {"unknown_number", 999},
    {"x32_getpid", SYS_getpid | kX32},
    {"x32_own_number", 512 | kX32},
    {"i386_getpid", 20, {}, Gate::int80},
    {"i386_ptrace", 26, {}, Gate::int80},
};

long make(const Call& call) {
  const auto& a = call.arguments;
  if (call.gate == Gate::int80) {
    long result = 0;
    asm volatile("int $0x80" : "=a"(result) : "a"(call.number), "b"(0), "c"(0), "d"(0), "S"(0), "D"(0) : "memory");
    return result;
  }
  const long result = syscall(call.number, a[0], a[1], a[2], a[3], a[4], a[5]);
  return result == -1 ? -errno : result;
}

SeccompData data_of(const Call& call) {
  SeccompData data;
  data.number = static_cast<std::int32_t>(call.number);
  data.arch = call.gate == Gate::int80 ? kI386 : kX86_64;
  data.arguments = call.arguments;
  return data;
}

long load_filter(const BpfProgram& program) {
  const sock_fprog filter{static_cast<unsigned short>(program.code.size()),
                          reinterpret_cast<sock_filter*>(const_cast<BpfInstruction*>(program.code.data()))};
  const unsigned flags = program.wants_notification ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0;
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &filter);
}

void send_descriptor(int socket, int descriptor) {
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(head), &descriptor, sizeof descriptor);
  if (sendmsg(socket, &message, 0) != 1) _exit(99);
}

// Loads the chain, hands the listener over, makes the call, says what came back.
[[noreturn]] void child(const std::vector<BpfProgram>& chain, const Call& call, int socket) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(98);
  for (const BpfProgram& program : chain) {
    const long loaded = load_filter(program);
    if (loaded < 0) _exit(97);
    if (program.wants_notification) send_descriptor(socket, static_cast<int>(loaded));
  }
  const pid_t self = getpid();
  const long result = make(call);
  if (getpid() != self) _exit(0);  // the copy that a clone made
  if (write(socket, &result, sizeof result) != sizeof result) _exit(96);
  _exit(0);
}

// What the kernel did: the class it showed, and what the call returned where it did (notified: the call's number).
struct Observed {
  std::optional<Outcome> outcome;
  long returned = 0;
  std::string problem;
};

// The notification of a hard call: its data is what the keeper would read. The child is then killed.
Observed notified(const Fd& listener, pid_t pid, const SeccompData& expected) {
  Observed observed;
  seccomp_notif notification{};
  if (ioctl(listener.get(), SECCOMP_IOCTL_NOTIF_RECV, &notification) != 0) {
    observed.problem = std::string("no notification came: ") + strerror(errno);
  } else if (notification.data.nr != expected.number || notification.data.arch != expected.arch ||
             std::memcmp(notification.data.args, expected.arguments.data(), sizeof notification.data.args) != 0) {
    observed.problem = "the notification is of another call";
  }
  kill(pid, SIGKILL);
  observed.outcome = Outcome{SyscallClass::hard, 0};
  observed.returned = notification.data.nr;
  return observed;
}

Observed ended(int socket, pid_t pid, const Outcome& expected) {
  Observed observed;
  int status = 0;
  const ssize_t n = read(socket, &observed.returned, sizeof observed.returned);
  if (waitpid(pid, &status, 0) != pid) observed.problem = "waitpid";
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) {
    observed.outcome = Outcome{SyscallClass::kill, 0};
  } else if (n == sizeof observed.returned && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
    // An errno looks the same whether filter or kernel gave it; the calls are chosen so that the kernel's differs.
    const bool soft = expected.syscall_class == SyscallClass::soft && observed.returned == -expected.os_errno;
    observed.outcome = soft ? expected : Outcome{SyscallClass::allow, 0};
  } else {
    observed.problem = "child ended with wait status " + std::to_string(status);
  }
  return observed;
}

Observed observe(const std::vector<BpfProgram>& chain, const Call& call, const Outcome& expected) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return {std::nullopt, 0, "socketpair"};
  const Fd ours(pair[0]);
  Fd theirs(pair[1]);
  const pid_t pid = fork();
  if (pid == 0) child(chain, call, theirs.get());
  theirs.reset();
  Fd listener;
  for (const BpfProgram& program : chain) {
    if (program.wants_notification) listener = Fd(receive_beside_a_byte<int>(ours.get()).value_or(-1));
  }
  if (expected.syscall_class != SyscallClass::hard) return ended(ours.get(), pid, expected);
  Observed observed = notified(listener, pid, data_of(call));
  waitpid(pid, nullptr, 0);
  return observed;
}

BpfProgram compiled(const char* name, FilterOptions options) {
  const Result<BpfProgram> program = compile(house_profile(name), options);
  EXPECT_TRUE(program.has_value()) << (program ? "" : program.error().what);
  return program.value_or(BpfProgram{});
}

void expect_agreement(const std::vector<BpfProgram>& chain) {
  for (const Call& call : kCalls) {
    const Result<std::uint32_t> action = detail::evaluate_chain(chain, data_of(call));
    ASSERT_TRUE(action.has_value()) << call.name;
    const std::optional<Outcome> expected = detail::outcome_of(*action);
    ASSERT_TRUE(expected.has_value()) << call.name;
    const Observed observed = observe(chain, call, *expected);
    EXPECT_EQ(observed.problem, "") << call.name;
    EXPECT_EQ(observed.outcome, expected)
        << call.name << " returned " << observed.returned << ", evaluator says " << describe(*expected);
  }
}

class Live : public ::testing::TestWithParam<std::tuple<const char*, bool, bool>> {};

TEST_P(Live, kernel_and_evaluator_agree_with_and_without_the_seal) {
  const auto [name, notification, tree] = GetParam();
  const BpfProgram program = compiled(name, {notification, tree});
  expect_agreement({program});
  expect_agreement({program, seal_program()});
}

INSTANTIATE_TEST_SUITE_P(Profiles, Live,
                         ::testing::Combine(::testing::Values("compile", "native", "python"), ::testing::Bool(),
                                            ::testing::Bool()),
                         [](const auto& one) {
                           return std::string(std::get<0>(one.param)) + (std::get<1>(one.param) ? "_notify" : "_kill") +
                                  (std::get<2>(one.param) ? "_tree" : "_chain");
                         });

// Without this the agreement on soft calls would prove nothing.
TEST(LiveCalls, kernel_alone_answers_otherwise_than_the_soft_class) {
  const BpfProgram program = compiled("python", {false, true});
  for (const Call& call : kCalls) {
    const std::optional<Outcome> outcome = detail::outcome_of(*detail::evaluate(program.code, data_of(call)));
    ASSERT_TRUE(outcome.has_value());
    if (outcome->syscall_class != SyscallClass::soft || call.number == 999) continue;
    const Observed bare = observe({}, call, {SyscallClass::allow, 0});
    EXPECT_EQ(bare.problem, "") << call.name;
    EXPECT_NE(bare.returned, -outcome->os_errno) << call.name;
  }
}

// The name that a run's SyscallDenied will carry comes from the number in the notification.
TEST(LiveCalls, notification_gives_the_name_of_the_call) {
  const BpfProgram program = compiled("python", {});
  const Observed observed = observe({program, seal_program()}, {"", SYS_ptrace}, {SyscallClass::hard, 0});
  EXPECT_EQ(observed.problem, "");
  EXPECT_EQ(syscall_name(kX86_64, static_cast<int>(observed.returned)), "ptrace");
}

// A whole interpreter at its everyday work: nothing of it may be refused.
TEST(LivePrograms, python_runs_threads_processes_pipes_and_sqlite_under_both_filters) {
  const std::vector<BpfProgram> chain = {compiled("native", {false, true}), seal_program()};
  const char* script =
      "import asyncio, multiprocessing, sqlite3, subprocess, tempfile, threading\n"
      "def main():\n"
      "    with multiprocessing.Pool(2) as pool: assert pool.map(abs, [-1, 2]) == [1, 2]\n"
      "    queue = multiprocessing.Queue(); queue.put(5); assert queue.get() == 5\n"
      "    assert subprocess.run(['echo', 'hi'], capture_output=True).stdout == b'hi\\n'\n"
      "    async def child(): return await (await asyncio.create_subprocess_exec('true')).wait()\n"
      "    assert asyncio.run(child()) == 0\n"
      "    with tempfile.TemporaryDirectory() as folder:\n"
      "        base = sqlite3.connect(folder + '/x.db')\n"
      "        base.execute('create table t(a)'); base.commit(); base.close()\n"
      "    thread = threading.Thread(target=len, args=('x',)); thread.start(); thread.join()\n"
      "main()\n";
  const pid_t pid = fork();
  if (pid == 0) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(98);
    for (const BpfProgram& program : chain) {
      if (load_filter(program) < 0) _exit(97);
    }
    execl("/usr/bin/python3", "python3", "-c", script, nullptr);
    _exit(96);
  }
  int status = 0;
  ASSERT_EQ(waitpid(pid, &status, 0), pid);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 96) GTEST_SKIP() << "no /usr/bin/python3 here";
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "wait status " << status;
}

}  // namespace
}  // namespace oyer::sandbox::testing
