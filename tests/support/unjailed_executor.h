// UnjailedExecutor: an Executor that starts plain processes, for tests of what stands above the jail. It holds nothing
// in and must only be given programs that we wrote. A zygote is a folder with its files; each child is a fresh
// interpreter, so tests that use it see the real candidate's and judge's sides without needing namespaces.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/file.h"
#include "sandbox/executor.h"
#include "tests/support/temporary_folder.h"

extern char** environ;

namespace oyer::test {

class UnjailedExecutor final : public sandbox::Executor {
 public:
  UnjailedExecutor() {
    containment_.tier = sandbox::Tier::reduced;  // stands for a jail
    containment_.memory_by = "none";
    containment_.processes_by = "none";
    containment_.cpu_by = "process-clocks";
  }

  Result<sandbox::Execution> run(const sandbox::Command&, std::stop_token) override {
    return fail(unsupported("only children of zygotes run here"));
  }

  Result<sandbox::Zygote> start_zygote(const sandbox::ZygoteSpec& spec) override {
    auto folder = std::make_unique<Folder>();
    folder->interpreter = spec.argv[0];
    for (const sandbox::FileIn& file : spec.files) folder->files.write(file.path, file.bytes);
    zygotes_.push_back(std::move(folder));
    return sandbox::Zygote{static_cast<std::uint32_t>(zygotes_.size() - 1)};
  }

  Result<sandbox::Child> spawn(sandbox::Zygote zygote, sandbox::SpawnRequest request) override {
    Folder& folder = *zygotes_.at(zygote.id);
    auto child = std::make_unique<Running>();
    child->limits = request.limits;
    child->begun = Clock::now();
    const std::string payload = child->scratch.write("payload", request.payload).string();
    const std::string out = (child->scratch.path() / "out").string(), err = (child->scratch.path() / "err").string();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    // High numbers first, so that no descriptor is overwritten before it has been copied.
    std::vector<Fd> high;
    for (const Fd& fd : request.descriptors) high.emplace_back(::fcntl(fd.get(), F_DUPFD_CLOEXEC, 100));
    for (std::size_t i = 0; i < high.size(); ++i) {
      posix_spawn_file_actions_adddup2(&actions, high[i].get(), static_cast<int>(3 + i));
    }
    const auto cpu = std::chrono::ceil<std::chrono::seconds>(request.limits.cpu).count();
    std::vector<std::string> text = {folder.interpreter,
                                     "-s",
                                     "-B",
                                     "-c",
                                     bootstrap,
                                     folder.files.path().string(),
                                     payload,
                                     std::to_string(high.size()),
                                     std::to_string(cpu)};
    std::vector<char*> argv;
    for (std::string& one : text) argv.push_back(one.data());
    argv.push_back(nullptr);
    std::vector<std::string> variables = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "PYTHONHASHSEED=0"};
    std::vector<char*> environment;
    for (std::string& one : variables) environment.push_back(one.data());
    environment.push_back(nullptr);
    const int error = ::posix_spawn(&child->pid, text[0].c_str(), &actions, nullptr, argv.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) return fail(host_error("starting " + text[0], error));
    child->pidfd = Fd(static_cast<int>(::syscall(SYS_pidfd_open, child->pid, 0)));
    if (!child->pidfd) return fail(host_error("pidfd_open"));
    children_.emplace(++last_, std::move(child));
    ++spawned_;
    return sandbox::Child{last_};
  }

  Result<bool> wait(sandbox::Child child, int descriptor, std::stop_token stop) override {
    Running& running = *children_.at(child.id);
    for (;;) {
      const auto used = Clock::now() - running.begun;
      if (used >= running.limits.wall) {
        ::kill(running.pid, SIGKILL);
        running.by_wall = true;
      }
      if (stop.stop_requested()) return false;  // as a jail does: the caller decides what becomes of the child
      pollfd fds[2] = {{running.pidfd.get(), POLLIN, 0}, {descriptor, POLLIN, 0}};
      const int ready = ::poll(fds, descriptor >= 0 ? 2 : 1, 20);
      if (ready < 0 && errno != EINTR) return fail(host_error("poll"));
      if (ready <= 0) continue;
      if (fds[0].revents != 0) return true;
      if (fds[1].revents != 0) return false;
    }
  }

  Result<sandbox::Execution> finish(sandbox::Child child) override {
    const auto found = children_.find(child.id);
    if (found == children_.end()) return fail(host_error("finished twice", 0));
    const std::unique_ptr<Running> running = std::move(found->second);
    children_.erase(found);
    pollfd ended{running->pidfd.get(), POLLIN, 0};
    const bool alive = ::poll(&ended, 1, 0) == 0;
    if (alive) ::kill(running->pid, SIGKILL);
    int status = 0;
    rusage usage{};
    ::wait4(running->pid, &status, 0, &usage);
    sandbox::Execution execution;
    execution.containment = containment_;
    execution.usage.cpu_user = nanos(usage.ru_utime);
    execution.usage.cpu_system = nanos(usage.ru_stime);
    execution.usage.cpu = execution.usage.cpu_user + execution.usage.cpu_system;
    execution.usage.wall = std::chrono::duration_cast<Nanos>(Clock::now() - running->begun);
    execution.usage.memory_peak = Bytes{static_cast<std::uint64_t>(usage.ru_maxrss) * 1024};
    execution.err.bytes = read_file(running->scratch.path() / "err").value_or("");
    execution.ending = ending_of(*running, alive, status);
    return execution;
  }

  const sandbox::Containment& containment() const override { return containment_; }
  std::uint64_t spawned() const { return spawned_; }
  std::size_t alive() const { return children_.size(); }

 private:
  using Clock = std::chrono::steady_clock;
  struct Folder {
    TemporaryFolder files;
    std::string interpreter;
  };
  struct Running {
    TemporaryFolder scratch;
    pid_t pid = 0;
    Fd pidfd;
    sandbox::Limits limits;
    Clock::time_point begun;
    bool by_wall = false;
  };

  // Plays the zygote's part: the payload from a file, the descriptors from 3, a limit of CPU time.
  static constexpr const char* bootstrap = R"PY(
import ctypes, marshal, os, resource, signal, sys
folder, payload, count, cpu = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
sys.path.insert(0, folder)
import oyer_candidate, oyer_faithful, oyer_judge
sys.path.remove(folder)
with open(payload, "rb") as file:
    spec = marshal.loads(file.read())
library = ctypes.CDLL(folder + "/liboyer_codec.so")
resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
descriptors = list(range(3, 3 + count))
if spec["role"] == "judge":
    oyer_judge.run(descriptors, library)
else:
    oyer_candidate.plant_seed(0)
    oyer_candidate.run(spec, descriptors, library)
)PY";

  static Nanos nanos(const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
  }

  static sandbox::Ending ending_of(const Running& running, bool alive, int status) {
    if (running.by_wall) return sandbox::TimedOut{sandbox::Clock::wall};
    if (alive) return sandbox::Cancelled{};
    if (WIFEXITED(status)) return sandbox::Exited{WEXITSTATUS(status)};
    if (WTERMSIG(status) == SIGXCPU) return sandbox::TimedOut{sandbox::Clock::cpu};
    return sandbox::Signaled{WTERMSIG(status)};
  }

  std::vector<std::unique_ptr<Folder>> zygotes_;
  std::map<std::uint64_t, std::unique_ptr<Running>> children_;
  std::uint64_t last_ = 0, spawned_ = 0;
  sandbox::Containment containment_;
};

}  // namespace oyer::test
