// Runs a Python program with the plain interpreter of this machine, for tests that hold ours against CPython.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <string>
#include <vector>

#include "base/file.h"
#include "tests/support/temporary_folder.h"

extern char** environ;

namespace oyer::test {

struct PythonRun {
  int status = -1;  // exit code, -1 when it was killed or could not be started
  std::string out, err;
};

// python3 -c `program` `arguments`, with stdout and stderr captured through files.
inline PythonRun run_python(const std::string& program, const std::vector<std::string>& arguments = {}) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "out").string(), err = (folder.path() / "err").string();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  std::vector<std::string> text = {"python3", "-c", program};
  text.insert(text.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& one : text) argv.push_back(one.data());
  argv.push_back(nullptr);
  PythonRun run;
  pid_t pid = 0;
  const int error = posix_spawnp(&pid, "python3", &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return run;
  int status = 0;
  waitpid(pid, &status, 0);
  run.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  run.out = oyer::read_file(out).value_or("");
  run.err = oyer::read_file(err).value_or("");
  return run;
}

}  // namespace oyer::test
