#include "tests/hostile/host_state.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "tests/support/temporary_folder.h"

extern char** environ;

namespace oyer::hostile {
namespace {

namespace fs = std::filesystem;

void add_lines(std::set<std::string>& things, const std::string& what, const std::string& path) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) things.insert(what + " " + line);
}

// Keepers name their cgroups after themselves: oyer-PID.
void add_cgroups(std::set<std::string>& things) {
  std::error_code ignored;
  const auto skip = fs::directory_options::skip_permission_denied;
  for (auto at = fs::recursive_directory_iterator("/sys/fs/cgroup", skip, ignored), end = fs::end(at); at != end;
       at.increment(ignored)) {
    if (!at->is_directory(ignored)) continue;
    if (at->path().filename().string().rfind("oyer-", 0) != 0) continue;
    things.insert("cgroup " + at->path().string());
    at.disable_recursion_pending();
  }
}

void add_files(std::set<std::string>& things) {
  for (const char* folder : {"/tmp", "/dev/shm", "/var/tmp", "/run", "/"}) {
    for (const char* name :
         {"oyer-note", "hoard", "charge", "real", "aside", "many", "links", "huge", "fill0", "linked", "node", "cell",
          "evil.so", "sitecustomize.py", "conftest.py", "ld.so.preload", "evil.pth"}) {
      const fs::path path = fs::path(folder) / name;
      std::error_code ignored;
      if (fs::symlink_status(path, ignored).type() > fs::file_type::not_found) things.insert("file " + path.string());
    }
  }
}

// A keeper of a test beside this one may have been listed while it lived and have gone since, with all that was its.
// One that lives is asked for first: it takes its cgroups away before it ends.
bool is_of_another_keeper(const std::string& thing) {
  const std::size_t at = thing.rfind("/oyer-");
  if (thing.rfind("cgroup ", 0) != 0 || at == std::string::npos) return false;
  if (::kill(std::atoi(thing.c_str() + at + 6), 0) == 0 || errno == EPERM) return true;
  std::error_code ignored;
  return !fs::exists(thing.substr(7), ignored);
}

std::map<pid_t, std::pair<pid_t, std::string>> all_processes() {
  std::map<pid_t, std::pair<pid_t, std::string>> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const pid_t pid = std::atoi(entry.path().filename().c_str());
    std::ifstream file(entry.path() / "stat");
    std::string line;
    if (pid <= 0 || !std::getline(file, line)) continue;
    const std::size_t open = line.find('('), close = line.rfind(')');
    if (open == std::string::npos || close == std::string::npos || close + 4 > line.size()) continue;
    found[pid] = {std::atoi(line.c_str() + close + 4), line.substr(open + 1, close - open - 1)};
  }
  return found;
}

std::map<pid_t, std::string> descendants_of(pid_t top) {
  const auto all = all_processes();
  std::map<pid_t, std::string> found;
  for (const auto& [pid, process] : all) {
    for (pid_t at = pid; at > 1;) {
      const auto one = all.find(at);
      if (one == all.end()) break;
      at = one->second.first;
      if (at == top) found[pid] = process.second;
    }
  }
  return found;
}

// Adopts orphans from the first engine on.
void adopt_orphans() {
  static const bool done = ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
  if (!done) throw std::runtime_error("PR_SET_CHILD_SUBREAPER");
}

}  // namespace

HostState HostState::now() {
  HostState state;
  add_lines(state.things, "mount", "/proc/self/mountinfo");
  for (const char* kind : {"shm", "sem", "msg"}) {
    add_lines(state.things, std::string("System V ") + kind, std::string("/proc/sysvipc/") + kind);
  }
  std::ifstream keys("/proc/keys");
  for (std::string line; std::getline(keys, line);) {
    if (line.find("oyer") != std::string::npos) state.things.insert("key " + line);
  }
  add_cgroups(state.things);
  add_files(state.things);
  return state;
}

std::string HostState::new_since(const HostState& before) const {
  std::string text;
  for (const std::string& thing : things) {
    if (!before.things.contains(thing) && !is_of_another_keeper(thing)) text += thing + "\n";
  }
  return text;
}

Engine::Engine(const std::vector<std::string>& words, const std::string& stdin_path, rlim_t descriptors) {
  adopt_orphans();
  std::string name = fs::temp_directory_path() / "oyer-engine-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot create " + name);
  folder_ = name;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, stdin_path.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, (folder_ / "out").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, (folder_ / "err").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  std::vector<std::string> text = {OYER_BUILD_DIR "/oyer"};
  text.insert(text.end(), words.begin(), words.end());
  std::vector<char*> argv;
  for (std::string& one : text) argv.push_back(one.data());
  argv.push_back(nullptr);
  rlimit ours{};
  ::getrlimit(RLIMIT_NOFILE, &ours);
  const rlimit less{descriptors == 0 ? ours.rlim_cur : descriptors, ours.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &less);
  const int error = posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
  ::setrlimit(RLIMIT_NOFILE, &ours);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("cannot start " + text[0]);
}

Engine::~Engine() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

Finished Engine::wait() {
  int status = 0;
  if (::waitpid(pid_, &status, 0) != pid_) throw std::runtime_error("waitpid");
  pid_ = -1;
  Finished finished{WIFEXITED(status), WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status), "", ""};
  finished.out = test::bytes_of(folder_ / "out");
  finished.err = test::bytes_of(folder_ / "err");
  return finished;
}

void Engine::kill(int signal) const { ::kill(pid_, signal); }

std::map<pid_t, std::string> Engine::offspring() const { return descendants_of(pid_); }

std::string leftover_processes(int patience_ms) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms);
  for (;;) {
    pid_t pid = 0;
    while ((pid = ::waitpid(-1, nullptr, WNOHANG)) > 0) continue;
    if (pid < 0) return "";
    if (std::chrono::steady_clock::now() >= until) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  std::string text;
  for (const auto& [pid, command] : descendants_of(::getpid())) {
    text += "process " + std::to_string(pid) + " " + command + "\n";
    ::kill(pid, SIGKILL);
  }
  while (::waitpid(-1, nullptr, 0) > 0) continue;
  return text;
}

std::size_t descriptors_of(pid_t pid) {
  std::error_code error;
  std::size_t count = 0;
  for (auto at = fs::directory_iterator("/proc/" + std::to_string(pid) + "/fd", error); at != fs::end(at);
       at.increment(error)) {
    ++count;
  }
  return count;
}

}  // namespace oyer::hostile
