// Tier weak: a host that forbids namespaces, made by a filter around the test's own child, which is then the engine.
// Programs here attack what namespaces would have hidden from them. Run by root, slots have users of their own; run by
// an ordinary user, candidates are the engine's.
#include <dirent.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <filesystem>
#include <thread>

#include "tests/sandbox/jail_support.h"
#include "tests/support/forbidden.h"
#include "tests/support/temporary_folder.h"

namespace oyer::sandbox::testing {
namespace {

namespace fs = std::filesystem;
using test::where_forbidden;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

bool is_root() { return ::geteuid() == 0; }

JailSpec weak_spec(bool cgroups = false) {
  JailSpec spec;
  spec.accept_weak = true;
  spec.use_cgroups = cgroups;
  return spec;
}

std::string told(const Result<Execution>& execution) {
  if (!execution.has_value()) return "error: " + to_string(execution.error()) + "\n";
  return ending_of(*execution) + "\n" + execution->out.bytes + execution->err.bytes;
}

// What one program does in a jail of its own, as an engine under the filter tells it: its ending, then its output.
// `before` and `after` run in that engine, around the jail's life.
std::string run_weak(
    const std::string& code, const std::function<void()>& before = [] {},
    const std::function<std::string()>& after = [] { return std::string(); }) {
  return where_forbidden([&] {
    before();
    std::string said;
    {
      const Result<std::unique_ptr<Jail>> jail = Jail::open(weak_spec());
      if (!jail.has_value()) return to_string(jail.error());
      said = told((*jail)->run(python_command(code), {}));
    }
    return said + after();
  });
}

// Python that tries things and prints how each went: "ok" or the name of the errno.
const std::string attempts = R"(
import errno, os
def attempt(name, what):
    try:
        what()
        print(name, 'ok')
    except OSError as error:
        print(name, errno.errorcode[error.errno])
def stat_of(pid):
    text = open('/proc/%d/stat' % pid).read()
    return text[text.rindex(')') + 2:].split()
keeper = os.getppid()
guard = int(stat_of(keeper)[1])
engine = int(stat_of(guard)[1])
)";

// Processes whose command line holds `mark`.
std::vector<pid_t> processes_with(const std::string& mark) {
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name[0] < '1' || name[0] > '9') continue;
    const Fd file(::open((entry.path() / "cmdline").c_str(), O_RDONLY | O_CLOEXEC));
    std::string text(65536, '\0');
    const ssize_t n = file ? ::read(file.get(), text.data(), text.size()) : 0;
    if (n > 0 && text.substr(0, static_cast<std::size_t>(n)).find(mark) != std::string::npos) {
      found.push_back(std::stoi(name));
    }
  }
  return found;
}

bool none_left_with(const std::string& mark) {
  for (int i = 0; i < 500; ++i) {
    if (processes_with(mark).empty()) return true;
    ::usleep(10'000);
  }
  return false;
}

pid_t parent_of(pid_t pid) {
  Result<std::string> text = read_file("/proc/" + std::to_string(pid) + "/stat", 4096);
  if (!text.has_value()) return -1;
  return std::stoi(text->substr(text->rfind(')') + 4));
}

std::string unique_mark(const char* name) { return std::string("mark-") + name + "-" + std::to_string(::getpid()); }

TEST(Weak, tier_and_each_limit_in_force_are_in_every_execution) {
  const std::string said = where_forbidden([] {
    const Result<std::unique_ptr<Jail>> jail = Jail::open(weak_spec());
    if (!jail.has_value()) return to_string(jail.error());
    const Result<Execution> execution = (*jail)->run(python_command("print('here')"), {});
    if (!execution.has_value()) return to_string(execution.error());
    return json::print(json::value(to_json(execution->containment))) + execution->out.bytes;
  });
  EXPECT_THAT(said, HasSubstr(R"("tier":"weak","cgroup":"none","user_namespace":false)")) << said;
  EXPECT_THAT(said, HasSubstr(is_root() ? R"("distinct_uid":true)" : R"("distinct_uid":false)"));
  EXPECT_THAT(said, HasSubstr(R"("memory_by":"rlimit-as")"));
  EXPECT_THAT(said, HasSubstr(is_root() ? R"("processes_by":"rlimit-nproc")" : R"("processes_by":"keeper")"));
  EXPECT_THAT(said, HasSubstr(is_root() ? R"("profile":"native+weak")" : R"("profile":"native+weak-shared-user")"));
  EXPECT_THAT(said, HasSubstr("here\n"));
}

TEST(Weak, host_that_gives_namespaces_is_never_weak) {
  const Result<std::unique_ptr<Jail>> jail = Jail::open(weak_spec());
  ASSERT_TRUE(jail.has_value()) << to_string(jail.error());
  EXPECT_EQ((*jail)->containment().tier, Tier::reduced);
}

TEST(Weak, mounts_that_are_forbidden_are_as_good_as_namespaces_that_are) {
  const auto open = [](bool accept) {
    return where_forbidden(
        [accept] {
          JailSpec spec = weak_spec();
          spec.accept_weak = accept;
          const Result<std::unique_ptr<Jail>> jail = Jail::open(spec);
          return jail.has_value() ? std::string(name_of((*jail)->containment().tier)) : to_string(jail.error());
        },
        test::forbid_mounts);
  };
  EXPECT_EQ(open(true), "weak");
  EXPECT_THAT(open(false), HasSubstr("making mounts private; --accept-weak goes without them"));
}

TEST(Weak, folder_that_candidates_cannot_reach_is_named) {
  const test::TemporaryFolder folder;
  fs::create_directory(folder.path() / "toolchain");
  fs::permissions(folder.path(), fs::perms(0700));
  const std::string toolchain = folder.path() / "toolchain";
  const std::string said = where_forbidden([&] {
    JailSpec spec = weak_spec();
    spec.read_only = {{toolchain, toolchain}};
    const Result<std::unique_ptr<Jail>> jail = Jail::open(spec);
    return jail.has_value() ? std::string("opened")
                            : std::string(name_of(jail.error().kind)) + ": " + to_string(jail.error());
  });
  if (is_root()) {
    EXPECT_THAT(said, StartsWith("unsupported: "));
    EXPECT_THAT(said, HasSubstr(toolchain + " cannot be reached by candidates"));
  } else {
    EXPECT_EQ(said, "opened") << "the folder is its own";
  }
}

TEST(Weak, memory_of_engine_guard_and_keeper_is_closed) {
  // Before the jail is open, an unfiltered child of the same user reads it: the attack is a real one.
  const auto before = [] {
    const pid_t pid = ::fork();
    if (pid == 0) ::_exit(::open(("/proc/" + std::to_string(::getppid()) + "/mem").c_str(), O_RDONLY) >= 0 ? 0 : 1);
    int status = -1;
    ::waitpid(pid, &status, 0);
    if (status != 0) ::_exit(5);
  };
  const std::string said = run_weak(attempts + R"(
for name, pid in (('engine', engine), ('guard', guard), ('keeper', keeper)):
    for file in 'mem', 'maps', 'environ':
        attempt(name + ' ' + file, lambda: open('/proc/%d/%s' % (pid, file), 'rb').read(1))
    attempt(name + ' fd', lambda: os.listdir('/proc/%d/fd' % pid))
)",
                                    before);
  std::string expected = "{\"kind\":\"exited\",\"code\":0}\n";
  for (const char* who : {"engine", "guard", "keeper"}) {
    for (const char* file : {"mem", "maps", "environ", "fd"}) expected += std::string(who) + " " + file + " EACCES\n";
  }
  EXPECT_EQ(said, expected);
}

TEST(Weak, ptrace_of_the_engine_ends_the_run) {
  EXPECT_EQ(run_weak(attempts + "import ctypes\nctypes.CDLL(None).ptrace(16, engine, 0, 0)\nprint('went on')\n"),
            "{\"kind\":\"syscall_denied\",\"name\":\"ptrace\"}\n");
}

TEST(Weak, nobody_but_the_run_itself_can_be_signalled) {
  static pid_t bystander = -1;
  const auto before = [] {
    bystander = ::fork();
    if (bystander == 0) {
      for (;;) ::pause();
    }
  };
  const auto after = [] {
    const bool lives = ::waitpid(bystander, nullptr, WNOHANG) == 0;
    ::kill(bystander, SIGKILL);
    return std::string(lives ? "bystander lives\n" : "bystander is dead\n");
  };
  const std::string said = run_weak(attempts + R"(
import ctypes, signal
libc = ctypes.CDLL(None, use_errno=True)
def call(*words):
    if libc.syscall(*words) < 0:
        raise OSError(ctypes.get_errno(), '')
for name, pid in (('engine', engine), ('guard', guard), ('keeper', keeper), ('init', 1)):
    attempt('kill ' + name, lambda: os.kill(pid, 9))
    attempt('tkill ' + name, lambda: call(200, pid, 9))
    attempt('tgkill ' + name, lambda: call(234, pid, pid, 9))
attempt('kill parent group', lambda: os.killpg(os.getpgid(keeper), 9))
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
attempt('own group', lambda: os.kill(0, signal.SIGUSR1))
attempt('itself', lambda: os.kill(os.getpid(), signal.SIGUSR1))
signal.signal(signal.SIGTERM, signal.SIG_IGN)
try:
    os.kill(-1, 15)
except PermissionError:
    pass
attempt('leave session', lambda: os.setsid())
attempt('leave group', lambda: os.setpgid(0, 0))
)",
                                    before, after);
  std::string expected = "{\"kind\":\"exited\",\"code\":0}\n";
  for (const char* who : {"engine", "guard", "keeper", "init"}) {
    for (const char* how : {"kill ", "tkill ", "tgkill "}) expected += how + std::string(who) + " EPERM\n";
  }
  expected += "kill parent group EPERM\nown group ok\nitself ok\nleave session EPERM\nleave group EPERM\n";
  EXPECT_EQ(said, expected + "bystander lives\n");
}

TEST(Weak, signals_by_handles_and_owned_descriptors_reach_nobody_else) {
  const std::string said = run_weak(attempts + R"(
import fcntl, signal, socket
def by_handle():
    signal.pidfd_send_signal(os.pidfd_open(engine), 9)
attempt('handle', by_handle)
a, b = socket.socketpair()
def by_owner():
    fcntl.fcntl(a, 10, 9)
    fcntl.fcntl(a, fcntl.F_SETOWN, engine)
    fcntl.fcntl(a, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    b.send(b'x')
try:
    by_owner()
except OSError:
    pass
print('end')
)");
  EXPECT_EQ(said, "{\"kind\":\"exited\",\"code\":0}\nhandle EPERM\nend\n");
}

TEST(Weak, program_aborts_as_it_does_outside) {
  EXPECT_EQ(run_weak("import os\nos.abort()"), "{\"kind\":\"signaled\",\"signal\":6}\n");
}

TEST(Weak, limits_of_the_engine_stay) {
  const auto after = [] {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    return std::string(files.rlim_cur > 5 ? "limits stay\n" : "limits are changed\n");
  };
  EXPECT_EQ(run_weak(
                attempts + R"(
import resource
attempt('limit', lambda: resource.prlimit(engine, resource.RLIMIT_NOFILE, (5, 5)))
attempt('nice', lambda: os.setpriority(os.PRIO_PROCESS, engine, 19))
attempt('affinity', lambda: os.sched_setaffinity(engine, {0}))
)",
                [] {}, after),
            "{\"kind\":\"exited\",\"code\":0}\nlimit EPERM\nnice EPERM\naffinity EPERM\nlimits stay\n");
}

TEST(Weak, files_of_the_engines_user_can_be_neither_changed_nor_removed) {
  const test::TemporaryFolder folder;
  const fs::path kept = folder.write("kept", "as it was");
  fs::create_directory(folder.path() / "inner");
  // The folder is open to all, so that it is not for want of a way that nothing happens.
  fs::permissions(folder.path(), fs::perms(0755));
  struct stat was {};
  ASSERT_EQ(::stat(kept.c_str(), &was), 0);
  const std::string said = run_weak(attempts + "top = '" + folder.path().string() + R"('
file = top + '/kept'
tries = {
    'write': lambda: os.open(file, os.O_WRONLY), 'both': lambda: os.open(file, os.O_RDWR),
    'append': lambda: os.open(file, os.O_WRONLY | os.O_APPEND), 'cut': lambda: os.open(file, os.O_TRUNC),
    'create': lambda: os.open(top + '/new', os.O_CREAT, 0o644), 'nameless': lambda: os.open(top, os.O_TMPFILE),
    'unlink': lambda: os.unlink(file), 'rename': lambda: os.rename(file, top + '/moved'),
    'truncate': lambda: os.truncate(file, 0), 'chmod': lambda: os.chmod(file, 0o777),
    'fchmod': lambda: os.fchmod(os.open(file, os.O_RDONLY), 0o777), 'chown': lambda: os.chown(file, os.getuid(), -1),
    'utime': lambda: os.utime(file), 'mkdir': lambda: os.mkdir(top + '/d'), 'rmdir': lambda: os.rmdir(top + '/inner'),
    'link': lambda: os.link(file, top + '/l'), 'symlink': lambda: os.symlink('x', top + '/s'),
    'fifo': lambda: os.mkfifo(top + '/f'), 'read': lambda: os.open(file, os.O_RDONLY)}
for name, what in tries.items():
    try:
        what()
        print(name, 'ok')
    except OSError as error:
        pass
)");
  EXPECT_EQ(said, "{\"kind\":\"exited\",\"code\":0}\nread ok\n");
  struct stat is {};
  ASSERT_EQ(::stat(kept.c_str(), &is), 0);
  EXPECT_EQ(test::bytes_of(kept), "as it was");
  EXPECT_EQ(is.st_mode, was.st_mode);
  EXPECT_EQ(is.st_mtim.tv_nsec, was.st_mtim.tv_nsec);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 2);
}

TEST(Weak, scratch_is_a_runs_own_and_forgotten_with_it) {
  const std::string stray = "/tmp/oyer-stray-" + std::to_string(::getpid());
  const std::string said = where_forbidden([&] {
    const Result<std::unique_ptr<Jail>> jail = Jail::open(weak_spec());
    if (!jail.has_value()) return to_string(jail.error());
    const std::string write = attempts + R"(
def write():
    os.makedirs('a/' * 300)
    os.mkdir('closed'); open('closed/x', 'w').close(); os.chmod('closed', 0)
    open('file', 'w').write('x')
    os.symlink('/etc', 'link')
    os.mkdir(')" + stray + R"(')
    print(os.getcwd(), oct(os.stat('.').st_mode & 0o7777))
attempt('write', write)
)";
    const std::string first = told((*jail)->run(python_command(write), {}));
    const std::string second = told((*jail)->run(python_command("import os\nprint(os.getcwd(), os.listdir('.'))"), {}));
    return first + second;
  });
  if (is_root()) {
    const std::size_t begin = said.find("/tmp/");
    const std::string folder = said.substr(begin, said.find(' ', begin) - begin);
    EXPECT_THAT(folder, StartsWith("/tmp/oyer-weak-"));
    EXPECT_EQ(said, "{\"kind\":\"exited\",\"code\":0}\n" + folder +
                        " 0o700\nwrite ok\n{\"kind\":\"exited\",\"code\":0}\n" + folder + " []\n");
    EXPECT_FALSE(fs::exists(fs::path(folder).parent_path()));
    EXPECT_FALSE(fs::exists("/etc/x")) << "a link was followed";
    EXPECT_TRUE(fs::exists("/etc/passwd"));
  } else {
    EXPECT_THAT(said, HasSubstr("write EROFS\n"));
  }
  EXPECT_FALSE(fs::exists(stray));
}

TEST(Weak, there_is_no_network_and_no_socket_with_a_name) {
  EXPECT_EQ(run_weak(attempts + R"(
import socket
for family in socket.AF_INET, socket.AF_INET6, socket.AF_UNIX:
    attempt(str(int(family)), lambda: socket.socket(family, socket.SOCK_STREAM))
a, b = socket.socketpair()
attempt('bind', lambda: a.bind('\0name'))
attempt('connect', lambda: a.connect('\0name'))
)"),
            "{\"kind\":\"exited\",\"code\":0}\n2 EACCES\n10 EACCES\n1 EACCES\nbind EACCES\nconnect EACCES\n");
}

TEST(Weak, what_would_outlive_a_run_in_the_hosts_ipc_namespace_is_not_made) {
  EXPECT_EQ(run_weak(R"(
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for number in 29, 64, 68, 240:
    libc.syscall(number, b'/x', 4096, 0o1666, 0)
    print(ctypes.get_errno())
)"),
            "{\"kind\":\"exited\",\"code\":0}\n38\n38\n38\n38\n");
}

// Forks twice, ignores what it can, tries to leave, and sleeps.
std::string survivor(const std::string& mark) {
  return "mark = '" + mark + R"('
import os, signal, time
for number in signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGCHLD:
    signal.signal(number, signal.SIG_IGN)
def leave():
    for call in os.setsid, lambda: os.setpgid(0, 0):
        try:
            call()
        except OSError:
            pass
ready, tell = os.pipe()
if os.fork() == 0:
    leave()
    if os.fork() == 0:
        leave()
        os.write(tell, b'x')
        os.close(1); os.close(2)
        time.sleep(600)
    os._exit(0)
os.read(ready, 1)
)";
}

TEST(Weak, nothing_of_a_run_survives_it) {
  const std::string mark = unique_mark("daemon");
  const std::string said = where_forbidden([&] {
    const Result<std::unique_ptr<Jail>> jail = Jail::open(weak_spec());
    if (!jail.has_value()) return to_string(jail.error());
    const Result<Execution> execution = (*jail)->run(python_command(survivor(mark) + "print('left')"), {});
    if (!execution.has_value()) return to_string(execution.error());
    // The jail goes on, and with it only its own processes.
    const bool none = none_left_with(mark);
    const std::string next = told((*jail)->run(python_command("print('next')"), {}));
    return told(execution) + std::to_string(execution->usage.processes_left) + " left\n" +
           (none ? "none survives\n" : "some survive\n") + next;
  });
  EXPECT_EQ(said,
            "{\"kind\":\"exited\",\"code\":0}\nleft\n1 left\nnone survives\n{\"kind\":\"exited\",\"code\":0}\nnext\n");
}

TEST(Weak, fork_bomb_is_stopped_and_leaves_nobody) {
  const std::string mark = unique_mark("bomb");
  const std::string said = where_forbidden([&] {
    const Result<std::unique_ptr<Jail>> jail = Jail::open(weak_spec());
    if (!jail.has_value()) return to_string(jail.error());
    const std::string bomb = "mark = '" + mark + R"('
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
)";
    Command command = python_command(bomb);
    // Where the keeper counts, it looks now and then: the bomb must not be out of CPU time before a keeper that a
    // crowded machine lets wait.
    if (!is_root()) command.limits.cpu = std::chrono::seconds(10);
    const Result<Execution> execution = (*jail)->run(command, {});
    return told(execution) + (none_left_with(mark) ? "none survives\n" : "some survive\n");
  });
  // A user's own limit lets it fail and burn its CPU time; where the keeper counts, it ends the run.
  EXPECT_EQ(said, is_root() ? "{\"kind\":\"timed_out\",\"clock\":\"cpu\"}\nnone survives\n"
                            : "{\"kind\":\"processes_exceeded\"}\nnone survives\n");
}

std::vector<std::string> own_homes() {
  std::vector<std::string> homes;
  for (const auto& entry : fs::directory_iterator("/tmp")) {
    struct stat info {};
    const std::string path = entry.path();
    if (!path.starts_with("/tmp/oyer-weak-") || ::stat(path.c_str(), &info) != 0) continue;
    if (info.st_uid == ::geteuid()) homes.push_back(path);
  }
  return homes;
}

// What is left of a run that sleeps when somebody has killed the processes that held it in.
std::string after_killing(const std::string& mark, bool guard, bool keeper, const std::string& code) {
  return where_forbidden([&] {
    const std::vector<std::string> others = own_homes();
    Result<std::unique_ptr<Jail>> jail = Jail::open(weak_spec());
    if (!jail.has_value()) return to_string(jail.error());
    std::string home;
    for (const std::string& one : own_homes()) {
      if (std::find(others.begin(), others.end(), one) == others.end()) home = one;
    }
    std::thread killer([&] {
      while (processes_with(mark).empty()) ::usleep(5000);
      ::usleep(200'000);
      pid_t its_keeper = parent_of(processes_with(mark).front());
      while (parent_of(parent_of(its_keeper)) != ::getpid()) its_keeper = parent_of(its_keeper);
      const pid_t its_guard = parent_of(its_keeper);
      if (guard) ::kill(its_guard, SIGKILL);
      if (keeper) ::kill(its_keeper, SIGKILL);
    });
    const Result<Execution> execution = (*jail)->run(python_command(code), {});
    killer.join();
    jail->reset();
    // What a jail that was killed with its guard has left, the next one takes away.
    if (guard && keeper) jail = Jail::open(weak_spec());
    const bool none = none_left_with(mark);
    for (int i = 0; i < 300 && fs::exists(home); ++i) ::usleep(10'000);
    return std::string(execution.has_value() ? "a value" : "an error") + (none ? ", none survives" : ", some survive") +
           (home.starts_with("/tmp/oyer-weak-") && !fs::exists(home) ? ", no folder" : ", a folder: " + home);
  });
}

TEST(Weak, run_ends_with_its_guard) {
  const std::string mark = unique_mark("guard");
  EXPECT_EQ(after_killing(mark, true, false, survivor(mark) + "time.sleep(600)"), "an error, none survives, no folder");
}

TEST(Weak, run_ends_with_its_keeper) {
  const std::string mark = unique_mark("keeper");
  EXPECT_EQ(after_killing(mark, false, true, survivor(mark) + "time.sleep(600)"), "an error, none survives, no folder");
}

TEST(Weak, next_jail_sweeps_what_a_killed_one_left) {
  const std::string mark = unique_mark("both");
  // A user's own processes cannot be told from others of his: of those only the main one is sure to go.
  const std::string code = is_root() ? survivor(mark) : "mark = '" + mark + "'\nimport time\n";
  EXPECT_EQ(after_killing(mark, true, true, code + "time.sleep(600)"), "an error, none survives, no folder");
}

// ---- children of a warm interpreter -------------------------------------------------------------------------------

TEST(Weak, judge_beside_a_candidate_is_closed_to_it) {
  const std::string said = where_forbidden([] {
    const Result<std::unique_ptr<Jail>> jail = Jail::open(weak_spec());
    if (!jail.has_value()) return to_string(jail.error());
    const Result<Zygote> zygote = (*jail)->start_zygote(testing::zygote_spec());
    if (!zygote.has_value()) return to_string(zygote.error());
    SpawnRequest judge, candidate;
    judge.limits = candidate.limits = short_limits();
    judge.payload = "import time\nexpected = 42\ntime.sleep(600)";
    const std::string attack = attempts + R"(
siblings = 0
for name in os.listdir('/proc'):
    if not name.isdigit() or int(name) == os.getpid():
        continue
    try:
        of_zygote = int(stat_of(int(name))[1]) == os.getppid()
    except OSError:
        continue
    for file in ('mem', 'maps', 'environ') if of_zygote or int(name) == os.getppid() else ():
        attempt('sibling' if of_zygote else 'zygote', lambda: open('/proc/%s/%s' % (name, file), 'rb').read(1))
    if of_zygote:
        siblings += 1
        attempt('signal', lambda: os.kill(int(name), 9))
print(siblings >= 1)
)";
    candidate.payload = attack;
    const Result<Child> first = (*jail)->spawn(*zygote, std::move(judge));
    const Result<Child> second = (*jail)->spawn(*zygote, std::move(candidate));
    if (!first.has_value() || !second.has_value()) return std::string("not spawned");
    const Result<bool> ended = (*jail)->wait(*second, -1, {});
    const std::string tried = told((*jail)->finish(*second));
    return tried + told((*jail)->finish(*first));
  });
  EXPECT_THAT(said, StartsWith("{\"kind\":\"exited\",\"code\":0}\n"));
  EXPECT_THAT(said, HasSubstr("sibling EACCES\nsibling EACCES\nsibling EACCES\nsignal EPERM\n"));
  EXPECT_THAT(said, HasSubstr("zygote EACCES\nzygote EACCES\nzygote EACCES\n"));
  EXPECT_THAT(said, Not(HasSubstr("ok")));
  EXPECT_THAT(said, HasSubstr("True\n"));
  EXPECT_THAT(said, HasSubstr("{\"kind\":\"cancelled\"}\n")) << "the judge lived until it was told to end";
}

}  // namespace
}  // namespace oyer::sandbox::testing
