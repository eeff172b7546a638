#include "runners/detail/ask_python.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <vector>

#include "base/fd.h"
#include "runners/detail/embedded.h"

extern char** environ;

namespace oyer::runners::detail {

namespace {

constexpr auto patience = std::chrono::seconds(30);
constexpr std::size_t most_output = 8U << 20U;

struct Answer {
  int status = -1;
  bool in_time = true;
  std::string out, err;
};

// The caller's environment without what would change how an interpreter starts; shims need the rest.
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
void drain(int out, int err, Answer& answer) {
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

Result<Answer> run(const std::filesystem::path& program, std::vector<std::string> arguments) {
  OYER_TRY(auto out, make_pipe());
  OYER_TRY(auto err, make_pipe());
  OYER_TRY(const pid_t pid, start(program, std::move(arguments), out[1].get(), err[1].get()));
  out[1].reset();
  err[1].reset();
  Answer answer;
  drain(out[0].get(), err[0].get(), answer);
  if (!answer.in_time) ::kill(pid, SIGKILL);
  while (::waitpid(pid, &answer.status, 0) < 0 && errno == EINTR) {
  }
  return answer;
}

std::string last_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const std::size_t begin = text.rfind('\n');
  return begin == std::string::npos ? text : text.substr(begin + 1);
}

bool others_may(const std::filesystem::path& path, mode_t bits) {
  struct stat found;
  return ::stat(path.c_str(), &found) == 0 && (found.st_mode & bits) == bits;
}

// Every folder from `root` down to the one that holds `path`, then `path` itself.
std::filesystem::path first_closed(const std::filesystem::path& root, const std::filesystem::path& path) {
  const std::filesystem::path relative = path.lexically_relative(root);
  std::filesystem::path at = root;
  if (!others_may(at, S_IROTH | S_IXOTH)) return at;
  for (const auto& part : relative) {
    at /= part;
    const bool last = at == path;
    const bool folder = std::filesystem::is_directory(at);
    if (!others_may(at, folder ? S_IROTH | S_IXOTH : S_IROTH)) return at;
    if (last) break;
  }
  return {};
}

std::filesystem::path path_of(const json::object& description, std::string_view key) {
  const json::string* found = json::find_string(description, key);
  return found != nullptr ? std::filesystem::path(std::string(json::view(*found))) : std::filesystem::path();
}

bool is_below(const std::filesystem::path& path, const std::filesystem::path& root) {
  const std::filesystem::path relative = path.lexically_relative(root);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

Result<json::object> ask_python(const std::filesystem::path& interpreter) {
  const std::string where = interpreter.string();
  OYER_TRY(const Answer answer, run(interpreter, {where, "-I", "-c", std::string(oyer_describe_py)}));
  if (!answer.in_time) return fail(unsupported(where + " did not answer within 30 s when asked for its version"));
  if (!WIFEXITED(answer.status) || WEXITSTATUS(answer.status) != 0) {
    return fail(unsupported(where + " cannot be used as a Python interpreter: " + last_line(answer.err)));
  }
  auto parsed = json::parse(last_line(answer.out));
  if (!parsed.has_value() || !parsed->is_object()) {
    return fail(unsupported(where + " is no Python interpreter: it printed no description of itself"));
  }
  return std::move(parsed->get_object());
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

std::filesystem::path find_unreadable(const json::object& description) {
  const std::filesystem::path prefix = path_of(description, "prefix"), base = path_of(description, "base_prefix");
  std::vector<std::filesystem::path> needed{path_of(description, "real_executable"), path_of(description, "stdlib"),
                                            path_of(description, "stdlib") / "os.py", prefix};
  if (const json::array* folders = json::find_array(description, "site_packages")) {
    for (const json::value& one : *folders) {
      if (one.is_string() && std::filesystem::exists(std::string(json::view(one.get_string())))) {
        needed.emplace_back(std::string(json::view(one.get_string())));
      }
    }
  }
  for (const std::filesystem::path& path : needed) {
    const std::filesystem::path& root = is_below(path, prefix) ? prefix : base;
    const std::filesystem::path closed = is_below(path, root) ? first_closed(root, path) : first_closed(path, path);
    if (!closed.empty()) return closed;
  }
  return {};
}

}  // namespace oyer::runners::detail
