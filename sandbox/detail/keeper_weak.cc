// The keeper where namespaces are forbidden: what it does in the place of a root of its own.
#include <dirent.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "sandbox/detail/keeper.h"

namespace oyer::sandbox::detail {
namespace {

// Room for a bomb until the keeper has counted it, and for what else this user starts meanwhile.
constexpr std::uint32_t backstop_room = 1024;

// All threads that can be seen from here, this user's among them.
std::uint32_t threads_in_sight() {
  std::uint32_t threads = 0;
  const Fd proc(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  DIR* folder = proc ? ::fdopendir(::dup(proc.get())) : nullptr;
  while (const dirent* entry = folder != nullptr ? ::readdir(folder) : nullptr) {
    if (entry->d_name[0] < '1' || entry->d_name[0] > '9') continue;
    if (const auto process = read_process(proc.get(), entry->d_name)) threads += process->threads;
  }
  if (folder != nullptr) ::closedir(folder);
  return threads;
}

// Whether this user, whose processes elsewhere count as well, may fork under that limit.
bool can_fork_under(std::uint32_t processes) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    const rlimit limit{processes, processes};
    if (::setrlimit(RLIMIT_NPROC, &limit) != 0) ::_exit(1);
    const pid_t inner = ::fork();
    if (inner == 0) ::_exit(0);
    ::_exit(inner > 0 ? 0 : 1);
  }
  int status = 1;
  return pid > 0 && ::waitpid(pid, &status, 0) == pid && status == 0;
}

std::uint32_t find_backstop(std::uint32_t ceiling) {
  std::uint32_t processes = threads_in_sight() + backstop_room;
  while (processes < ceiling && !can_fork_under(processes)) processes *= 2;
  return processes;
}

// A run's user reaches what everybody reaches, and nothing can be mounted for him.
Status check_reachable(const Bind& bind, std::uint32_t uid) {
  const FileUser as(uid, uid);
  const Fd source(::open(bind.source.c_str(), O_RDONLY | O_CLOEXEC));
  if (source) return {};
  return fail(
      unsupported(bind.source + " cannot be reached by candidates, which have users of their own and, in tier weak, " +
                  "nothing mounted for them: choose an interpreter below /usr with --python, or open the path to it"));
}

}  // namespace

std::uint32_t Keeper::weak_bits() const {
  if (!weak_.has_value()) return 0;
  return weak_->shared_user() ? OYER_WEAK | OYER_WEAK_SHARED_USER : OYER_WEAK;
}

std::vector<std::string> Keeper::placed_words(const std::vector<std::string>& words, const std::string& scratch) const {
  if (!weak_.has_value()) return words;
  std::vector<std::string> placed;
  for (const std::string& word : words) placed.push_back(detail::placed(word, weak_->home.path(), scratch));
  return placed;
}

std::vector<std::string> Keeper::placed_variables(const Environment& variables, const std::string& scratch) const {
  if (!weak_.has_value()) return variables;
  std::vector<std::string> placed;
  for (const std::string& variable : variables) {
    const std::size_t value = variable.find('=') + 1;  // 0 where there is none
    placed.push_back(variable.substr(0, value) + detail::placed(variable.substr(value), weak_->home.path(), scratch));
  }
  return placed;
}

Status Keeper::open_weak() {
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return fail(host_error("PR_SET_DUMPABLE"));
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) return fail(host_error("PR_SET_CHILD_SUBREAPER"));
  config_.seal = chained(config_.seal, weak_->shared_user() ? config_.weak_shared_user_layer : config_.weak_layer);
  const std::string oyer = weak_->home.path() + "/oyer";
  if (::mkdir(oyer.c_str(), 0755) != 0) return fail(host_error("making " + oyer));
  for (const Bind& bind : config_.binds) {
    if (bind.target.starts_with("/oyer/")) {
      if (::symlink(bind.source.c_str(), (weak_->home.path() + bind.target).c_str()) == 0) continue;
      return fail(host_error("linking " + bind.target));
    }
    if (bind.source != bind.target) {
      return fail(unsupported("tier weak cannot show " + bind.source + " as " + bind.target +
                              ": nothing can be mounted there"));
    }
    if (!weak_->shared_user()) OYER_TRY_STATUS(check_reachable(bind, weak_->home.first_uid()));
  }
  if (containment_.processes_by == "keeper") process_backstop_ = find_backstop(ceilings_.processes);
  return {};
}

}  // namespace oyer::sandbox::detail
