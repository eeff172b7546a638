#include "runners/detail/tool.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>

#include "base/fd.h"

extern char** environ;

namespace oyer::runners::detail {

namespace {

constexpr auto patience = std::chrono::seconds(120);
constexpr std::size_t most_output = 8U << 20U;

// The caller's environment without what would change how a tool starts; shims need the rest.
std::vector<std::string> clean_environment() {
  std::vector<std::string> kept;
  for (char** one = environ; *one != nullptr; ++one) {
    const std::string_view entry = *one;
    if (entry.rfind("PYTHON", 0) != 0 && entry.rfind("LD_", 0) != 0) kept.emplace_back(entry);
  }
  kept.emplace_back("PYTHONDONTWRITEBYTECODE=1");
  return kept;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

Result<std::array<Fd, 2>> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail(host_error("pipe"));
  return std::array<Fd, 2>{Fd(ends[0]), Fd(ends[1])};
}

Result<pid_t> start(const std::filesystem::path& program, std::vector<std::string> arguments, int out, int err) {
  std::vector<std::string> environment = clean_environment();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out, 1);
  posix_spawn_file_actions_adddup2(&actions, err, 2);
  pid_t pid = -1;
  const int error =
      ::posix_spawn(&pid, program.c_str(), &actions, nullptr, pointers(arguments).data(), pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return fail(host_error("cannot start " + program.string(), error));
  return pid;
}

// Reads both pipes to their ends or to the deadline.
void drain(int out, int err, ToolAnswer& answer) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::array<pollfd, 2> waits{pollfd{out, POLLIN, 0}, pollfd{err, POLLIN, 0}};
  std::array<std::string*, 2> texts{&answer.out, &answer.err};
  while (waits[0].fd >= 0 || waits[1].fd >= 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      answer.in_time = false;
      return;
    }
    if (::poll(waits.data(), waits.size(), static_cast<int>(left.count())) < 0) continue;
    for (std::size_t i = 0; i < waits.size(); ++i) {
      if (waits[i].fd < 0 || waits[i].revents == 0) continue;
      std::array<char, 65536> buffer;
      const ssize_t n = ::read(waits[i].fd, buffer.data(), buffer.size());
      if (n <= 0 || texts[i]->size() > most_output) {
        waits[i].fd = -1;
      } else {
        texts[i]->append(buffer.data(), static_cast<std::size_t>(n));
      }
    }
  }
}

}  // namespace

Result<ToolAnswer> run_tool(const std::filesystem::path& program, std::vector<std::string> arguments) {
  OYER_TRY(auto out, make_pipe());
  OYER_TRY(auto err, make_pipe());
  OYER_TRY(const pid_t pid, start(program, std::move(arguments), out[1].get(), err[1].get()));
  out[1].reset();
  err[1].reset();
  ToolAnswer answer;
  drain(out[0].get(), err[0].get(), answer);
  if (!answer.in_time) ::kill(pid, SIGKILL);
  while (::waitpid(pid, &answer.status, 0) < 0 && errno == EINTR) {
  }
  return answer;
}

std::filesystem::path search_path(const std::string& name, const std::string& path) {
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    const std::filesystem::path candidate = std::filesystem::path(path.substr(begin, end - begin)) / name;
    begin = end + 1;
    if (candidate.is_absolute() && ::access(candidate.c_str(), X_OK) == 0 &&
        !std::filesystem::is_directory(candidate)) {
      return candidate;
    }
  }
  return {};
}

}  // namespace oyer::runners::detail
