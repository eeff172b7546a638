#include "sandbox/detail/weak_home.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <set>
#include <vector>

#include "sandbox/detail/slot.h"

namespace oyer::sandbox::detail {
namespace {

constexpr const char* parent = "/tmp";
constexpr std::string_view prefix = "oyer-weak-";

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

// Names in a folder, read to the end before anything is changed there.
std::vector<std::string> names_in(int folder) {
  std::vector<std::string> names;
  const int again = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, CloseFolder> opened(again >= 0 ? ::fdopendir(again) : nullptr);
  while (const dirent* entry = opened ? ::readdir(opened.get()) : nullptr) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  return names;
}

Fd open_folder(int at, const char* name) {
  return Fd(::openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

// Removes a file, or moves a folder's own folders up to `top`: level by level, so that no depth needs a descriptor of
// its own.
void flatten(int top, const char* name, std::uint64_t& number) {
  if (::unlinkat(top, name, 0) == 0) return;
  // Nobody is left who could put a link in its place.
  static_cast<void>(::fchmodat(top, name, 0700, 0));
  const Fd folder = open_folder(top, name);
  if (!folder) return;
  for (const std::string& inner : names_in(folder.get())) {
    if (::unlinkat(folder.get(), inner.c_str(), 0) == 0) continue;
    if (::unlinkat(folder.get(), inner.c_str(), AT_REMOVEDIR) == 0) continue;
    // Moving a folder writes to it, too.
    static_cast<void>(::fchmodat(folder.get(), inner.c_str(), 0700, 0));
    const std::string up = ".up-" + std::to_string(number++);
    static_cast<void>(::renameat(folder.get(), inner.c_str(), top, up.c_str()));
  }
  static_cast<void>(::unlinkat(top, name, AT_REMOVEDIR));
}

// SIGKILL to every process of a user whose jail is dead.
void end_processes_of(uid_t uid) {
  if (uid == ::geteuid()) return;
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (::setresuid(uid, uid, uid) == 0) ::kill(-1, SIGKILL);
    ::_exit(0);
  }
  if (pid > 0) ::waitpid(pid, nullptr, 0);
}

void empty_home(int home) {
  for (const std::string& name : names_in(home)) {
    const Fd folder = open_folder(home, name.c_str());
    struct stat info {};
    if (folder && ::fstat(folder.get(), &info) == 0) {
      end_processes_of(info.st_uid);
      const FileUser as(info.st_uid, info.st_gid);
      static_cast<void>(empty_folder(folder.get()));
    }
    if (::unlinkat(home, name.c_str(), AT_REMOVEDIR) != 0) static_cast<void>(::unlinkat(home, name.c_str(), 0));
  }
}

bool is_same_file(int fd, const std::string& path) {
  struct stat held {
  }, named{};
  return ::fstat(fd, &held) == 0 && ::lstat(path.c_str(), &named) == 0 && held.st_ino == named.st_ino &&
         held.st_dev == named.st_dev;
}

// The folder if it is ours and no living jail's; it is then locked.
Fd lock_home(const std::string& path) {
  Fd folder = open_folder(AT_FDCWD, path.c_str());
  struct stat info {};
  if (!folder || ::fstat(folder.get(), &info) != 0 || info.st_uid != ::geteuid()) return {};
  if (::flock(folder.get(), LOCK_EX | LOCK_NB) != 0 || !is_same_file(folder.get(), path)) return {};
  return folder;
}

void sweep() {
  const Fd all = open_folder(AT_FDCWD, parent);
  for (const std::string& name : names_in(all.get())) {
    if (!name.starts_with(prefix)) continue;
    const std::string path = std::string(parent) + "/" + name;
    const Fd left = lock_home(path);
    if (!left) continue;
    empty_home(left.get());
    static_cast<void>(::rmdir(path.c_str()));
  }
}

}  // namespace

Result<WeakHome> WeakHome::claim(const std::function<std::uint32_t(std::uint32_t number)>& first_uid_of) {
  constexpr std::uint32_t most_tried = 512;
  sweep();
  const auto own = static_cast<std::uint32_t>(::getpid());
  int last_error = EBUSY;
  for (std::uint32_t number = own; number < own + most_tried; ++number) {
    WeakHome home;
    home.first_uid_ = first_uid_of ? first_uid_of(number) : 0;
    home.path_ = std::string(parent) + "/" + std::string(prefix) +
                 (home.first_uid_ != 0 ? std::to_string(home.first_uid_)
                                       : "user-" + std::to_string(::geteuid()) + "-" + std::to_string(number));
    if (::mkdir(home.path_.c_str(), 0700) != 0 && errno != EEXIST) last_error = errno;
    home.folder_ = lock_home(home.path_);
    if (!home.folder_) continue;
    // Whatever a jail that died between our sweep and here left.
    empty_home(home.folder_.get());
    if (::fchmod(home.folder_.get(), home.first_uid_ != 0 ? 0711 : 0700) != 0) {
      return fail(host_error("opening " + home.path_ + " for runs"));
    }
    return home;
  }
  return fail(host_error(std::string("no folder for runs can be had in ") + parent, last_error));
}

WeakHome WeakHome::again() const {
  WeakHome same;
  same.path_ = path_;
  same.folder_ = Fd(::fcntl(folder_.get(), F_DUPFD_CLOEXEC, 0));
  same.first_uid_ = first_uid_;
  return same;
}

void WeakHome::remove() const {
  empty_home(folder_.get());
  static_cast<void>(::rmdir(path_.c_str()));
}

FileUser::FileUser(std::uint32_t uid, std::uint32_t gid) : changed_(uid != ::geteuid()) {
  if (!changed_) return;
  ::setfsgid(gid);
  ::setfsuid(uid);
}

FileUser::~FileUser() {
  if (!changed_) return;
  ::setfsuid(::geteuid());
  ::setfsgid(::getegid());
}

bool empty_folder(int folder) {
  static_cast<void>(::fchmod(folder, 0700));
  std::uint64_t number = 0;
  for (int round = 0; round < 100'000; ++round) {
    const std::vector<std::string> names = names_in(folder);
    if (names.empty()) return true;
    std::uint64_t before = number;
    for (const std::string& name : names) flatten(folder, name.c_str(), number);
    // Nothing was moved and nothing went: nothing ever will.
    if (before == number && names_in(folder).size() >= names.size()) return false;
  }
  return false;
}

void remove_strays(std::uint32_t uid, std::uint32_t gid) {
  for (const char* everybodys : {"/tmp", "/var/tmp", "/dev/shm"}) {
    const Fd top(::open(everybodys, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!top) continue;
    for (const std::string& name : names_in(top.get())) {
      struct stat info {};
      if (::fstatat(top.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0 || info.st_uid != uid) continue;
      const FileUser as(uid, gid);
      if (S_ISDIR(info.st_mode)) static_cast<void>(::fchmodat(top.get(), name.c_str(), 0700, 0));
      if (const Fd folder = open_folder(top.get(), name.c_str())) static_cast<void>(empty_folder(folder.get()));
      static_cast<void>(::unlinkat(top.get(), name.c_str(), S_ISDIR(info.st_mode) ? AT_REMOVEDIR : 0));
    }
  }
}

std::string placed(const std::string& word, const std::string& home, const std::string& scratch) {
  const auto under = [&word](std::string_view folder) {
    return word.starts_with(folder) && (word.size() == folder.size() || word[folder.size()] == '/');
  };
  if (under("/tmp")) return scratch + word.substr(4);
  if (under("/oyer")) return home + word;
  return word;
}

bool end_descendants() {
  const pid_t own = ::getpid();
  const Fd proc = open_folder(AT_FDCWD, "/proc");
  for (int i = 0; i < 2500; ++i) {
    while (::waitpid(-1, nullptr, WNOHANG | __WALL) > 0) {
    }
    if (::waitpid(-1, nullptr, WNOHANG | __WALL) < 0 && errno == ECHILD) return true;
    for (const std::string& name : names_in(proc.get())) {
      if (name[0] < '1' || name[0] > '9') continue;
      const std::optional<ProcessState> process = read_process(proc.get(), name.c_str());
      if (!process || process->parent != own || process->state == 'Z') continue;
      // Its parent, we, has not reaped it: its number is its own, and so is that of the group it leads or stands in.
      if (process->group != ::getpgrp()) ::kill(-process->group, SIGKILL);
      ::kill(static_cast<pid_t>(std::strtol(name.c_str(), nullptr, 10)), SIGKILL);
    }
    ::usleep(2000);
  }
  return false;
}

}  // namespace oyer::sandbox::detail
