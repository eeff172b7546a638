// HostState: what a run could leave behind on the host, and Engine: a started program whose whole offspring is watched.
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace oyer::hostile {

// What is compared before and after: mounts, System V objects, keys, cgroups of keepers, files by the names that the
// programs give theirs.
struct HostState {
  std::set<std::string> things;
  static HostState now();
  // What is there now and was not then, a line each. cgroups of keepers that live belong to somebody else's test.
  std::string new_since(const HostState& before) const;
};

struct Finished {
  bool exited = false;  // by itself; otherwise by a signal
  int code = 0;         // exit code or signal
  std::string out, err;
};

// Runs `oyer` with these words. The test's process adopts whatever loses its parent, so that nothing escapes notice.
class Engine {
 public:
  // `descriptors`: soft limit of open files, 0 for ours.
  Engine(const std::vector<std::string>& words, const std::string& stdin_path = "/dev/null", rlim_t descriptors = 0);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine();

  pid_t pid() const { return pid_; }
  Finished wait();
  void kill(int signal) const;
  // Processes that descend from the engine, or that it left to us: pid and command.
  std::map<pid_t, std::string> offspring() const;

 private:
  std::filesystem::path folder_;
  pid_t pid_ = -1;
};

// What is left of all engines once they have ended: "" when nothing is. Waits up to `patience_ms` for it to go; what
// then still lives is killed.
std::string leftover_processes(int patience_ms);

// Number of open descriptors of a process; 0 when it cannot be read.
std::size_t descriptors_of(pid_t pid);

}  // namespace oyer::hostile
