#include "tests/cli/program.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <thread>

namespace oyer::cli::testing {
namespace {

using std::chrono::steady_clock;
constexpr auto most_wait = std::chrono::seconds(150);
constexpr auto pause = std::chrono::milliseconds(5);

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (std::string& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace

Program::Program(const std::vector<std::string>& words, const std::string& input, const std::filesystem::path& home,
                 const std::string& program) {
  const std::string in = streams_.write("in", input).string();
  const std::string out = (streams_.path() / "out").string(), err = (streams_.path() / "err").string();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, in.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  std::vector<std::string> text = {OYER_BUILD_DIR "/" + program};
  text.insert(text.end(), words.begin(), words.end());
  std::vector<std::string> environment = {"HOME=" + home.string(), "XDG_STATE_HOME=" + (home / "state").string(),
                                          "PATH=/usr/local/bin:/usr/bin:/bin"};
  if (::posix_spawn(&pid_, text[0].c_str(), &actions, nullptr, pointers(text).data(), pointers(environment).data()) !=
      0) {
    pid_ = -1;
  }
  posix_spawn_file_actions_destroy(&actions);
}

Program::~Program() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Program::signal(int number) const {
  if (pid_ > 0) ::kill(pid_, number);
}

Ended Program::wait() {
  Ended ended;
  if (pid_ <= 0) return ended;
  const auto until = steady_clock::now() + most_wait;
  int status = 0;
  while (::waitpid(pid_, &status, WNOHANG) == 0) {
    if (steady_clock::now() > until) ::kill(pid_, SIGKILL);
    std::this_thread::sleep_for(pause);
  }
  pid_ = -1;
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  ended.out = test::bytes_of(streams_.path() / "out");
  ended.err = test::bytes_of(streams_.path() / "err");
  return ended;
}

std::vector<json::object> rows_of(const std::string& text) {
  std::vector<json::object> rows;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    rows.push_back(json::parse(std::string_view(text).substr(at, end - at))->as_object());
    at = end + 1;
  }
  return rows;
}

void adopt_orphans() { ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

bool no_children_left() {
  const auto until = steady_clock::now() + std::chrono::seconds(10);
  while (steady_clock::now() < until) {
    const pid_t reaped = ::waitpid(-1, nullptr, WNOHANG);
    if (reaped < 0 && errno == ECHILD) return true;
    if (reaped == 0) std::this_thread::sleep_for(pause);
  }
  return false;
}

}  // namespace oyer::cli::testing
