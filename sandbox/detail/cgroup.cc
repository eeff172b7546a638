#include "sandbox/detail/cgroup.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <sstream>
#include <thread>

#include "base/file.h"

namespace oyer::sandbox::detail {
namespace {

constexpr const char* controllers_v1[] = {"memory", "pids", "cpuacct"};

// A file that is not there, or not ours to read, is empty. Any other failure is one.
Result<std::string> slurp(const std::string& path) {
  Result<std::string> text = read_file(path, 1U << 20U);
  if (text.has_value()) return text;
  const Error& error = text.error();
  if (error.kind == Error::Kind::not_found || error.os_errno == EACCES || error.os_errno == EPERM) return std::string{};
  return text;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    if (end > begin) parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

bool has(const std::vector<std::string>& words, std::string_view word) {
  for (const std::string& w : words) {
    if (w == word) return true;
  }
  return false;
}

// The mount point of a cgroup hierarchy that has `controller` (v1) or is v2 (empty controller).
std::string mount_point(const std::string& mounts, std::string_view controller) {
  for (const std::string& line : split(mounts, '\n')) {
    const std::vector<std::string> fields = split(line, ' ');
    if (fields.size() < 4) continue;
    if (controller.empty() ? fields[2] == "cgroup2" : fields[2] == "cgroup" && has(split(fields[3], ','), controller)) {
      return fields[1];
    }
  }
  return {};
}

// This process's path within a hierarchy, from /proc/self/cgroup lines "id:controllers:path".
std::string own_path(const std::string& self, std::string_view controller) {
  for (const std::string& line : split(self, '\n')) {
    const std::size_t one = line.find(':');
    const std::size_t two = line.find(':', one + 1);
    if (two == std::string::npos) continue;
    const std::string names = line.substr(one + 1, two - one - 1);
    if (controller.empty() ? names.empty() : has(split(names, ','), controller)) return line.substr(two + 1);
  }
  return {};
}

bool writable_folder(const std::string& path) { return !path.empty() && ::access(path.c_str(), W_OK | X_OK) == 0; }

// Under namespaces or in containers the own path may not exist below the mount; the mount's root is then ours.
std::string own_folder(const std::string& mounts, const std::string& self, std::string_view controller) {
  const std::string mount = mount_point(mounts, controller);
  if (mount.empty()) return {};
  const std::string path = own_path(self, controller);
  const std::string folder = path.empty() || path == "/" ? mount : mount + path;
  return writable_folder(folder) ? folder : writable_folder(mount) ? mount : std::string{};
}

Result<bool> has_controllers(const std::string& folder) {
  OYER_TRY(std::string text, slurp(folder + "/cgroup.controllers"));
  std::replace(text.begin(), text.end(), '\n', ' ');
  const std::vector<std::string> controllers = split(text, ' ');
  return has(controllers, "memory") && has(controllers, "pids");
}

// The own folder, and the one around it: in v2 a folder that holds processes, as the own does, gives its children no
// controllers, unless it is the root of all.
Result<std::vector<std::string>> find_v2(const std::string& mounts, const std::string& self) {
  const std::string own = own_folder(mounts, self, "");
  std::vector<std::string> folders;
  if (own.empty()) return folders;
  const std::string around = own.substr(0, own.rfind('/'));
  const bool inside = around.size() >= mount_point(mounts, "").size() && writable_folder(around);
  for (const std::string& folder : inside ? std::vector{own, around} : std::vector{own}) {
    OYER_TRY(const bool usable, has_controllers(folder));
    if (usable) folders.push_back(folder);
  }
  return folders;
}

Fd open_file(const std::string& path, int flags) { return Fd(::open(path.c_str(), flags | O_CLOEXEC)); }

Status put_number(const Fd& fd, std::uint64_t value) {
  const std::string text = std::to_string(value);
  ssize_t n = 0;
  do {
    n = ::pwrite(fd.get(), text.data(), text.size(), 0);
  } while (n < 0 && errno == EINTR);
  return n == static_cast<ssize_t>(text.size()) ? Status{} : fail(host_error("cannot write a cgroup limit"));
}

// A file that this kernel does not have reads as nothing; one that cannot be read leaves its errno.
std::string_view get_text(const Fd& fd, std::array<char, 1024>& buffer, int& unreadable) {
  if (!fd) return {};
  ssize_t n = 0;
  do {
    n = ::pread(fd.get(), buffer.data(), buffer.size(), 0);
  } while (n < 0 && errno == EINTR);
  if (n < 0 && unreadable == 0) unreadable = errno;
  return n <= 0 ? std::string_view{} : std::string_view(buffer.data(), static_cast<std::size_t>(n));
}

std::uint64_t to_number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::uint64_t get_number(const Fd& fd, int& unreadable) {
  std::array<char, 1024> buffer;
  return to_number(get_text(fd, buffer, unreadable));
}

// The number behind "key " at the start of a line.
std::uint64_t get_keyed(const Fd& fd, std::string_view key, int& unreadable) {
  std::array<char, 1024> buffer;
  std::string_view text = get_text(fd, buffer, unreadable);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.size() > key.size() && line.substr(0, key.size()) == key && line[key.size()] == ' ') {
      return to_number(line.substr(key.size() + 1));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return 0;
}

// Removes oyer-<pid> trees whose process is gone: what a guard that was itself killed left behind.
void sweep(const std::string& home) {
  DIR* folder = ::opendir(home.c_str());
  if (folder == nullptr) return;
  while (const dirent* entry = ::readdir(folder)) {
    if (std::strncmp(entry->d_name, "oyer-", 5) != 0) continue;
    const auto pid = static_cast<pid_t>(to_number(entry->d_name + 5));
    if (pid <= 0 || ::kill(pid, 0) == 0 || errno != ESRCH) continue;
    const std::string root = home + "/" + entry->d_name;
    for (unsigned slot = 0; ::rmdir((root + "/" + std::to_string(slot)).c_str()) == 0; ++slot) {
    }
    ::rmdir(root.c_str());
  }
  ::closedir(folder);
}

// Lets the children of the new folder `root` below `home` have the controllers that limits are held by. v2 alone has
// this step.
Status enable_controllers(const std::string& home, const std::string& root) {
  constexpr std::string_view wanted = "+memory +pids";
  int reason = 0;
  for (const std::string& folder : {home, root}) {
    const Fd control = open_file(folder + "/cgroup.subtree_control", O_WRONLY);
    const bool done =
        control && ::write(control.get(), wanted.data(), wanted.size()) == static_cast<ssize_t>(wanted.size());
    // That of `home` may be enabled already, and not be ours to write; the child's tells. Why it is not is told by the
    // first refusal.
    if (!done && reason == 0) reason = errno;
    if (done && folder == root) return {};
  }
  return fail(
      host_error("cannot enable the memory and pids controllers below " + home +
                     "; delegate them (systemd: Delegate=yes with DelegateSubgroup=, so that it holds no process)",
                 reason));
}

// Makes one's own folder below `home`. Nothing is left of it after an error.
Result<std::string> make_root(CgroupVersion version, const std::string& home) {
  sweep(home);
  std::string root = home + "/oyer-" + std::to_string(::getpid());
  if (::mkdir(root.c_str(), 0755) != 0 && errno != EEXIST) return fail(host_error("cannot make the cgroup " + root));
  if (version != CgroupVersion::v2) return root;
  Status enabled = enable_controllers(home, root);
  if (enabled.has_value()) return root;
  ::rmdir(root.c_str());
  return fail(std::move(enabled).error());
}

}  // namespace

Result<CgroupHome> find_cgroup_home() {
  OYER_TRY(const std::string mounts, slurp("/proc/self/mounts"));
  OYER_TRY(const std::string self, slurp("/proc/self/cgroup"));
  OYER_TRY(std::vector<std::string> v2, find_v2(mounts, self));
  if (!v2.empty()) return CgroupHome{CgroupVersion::v2, std::move(v2)};
  CgroupHome home{CgroupVersion::v1, {}};
  for (const char* controller : controllers_v1) {
    const std::string folder = own_folder(mounts, self, controller);
    if (folder.empty()) return CgroupHome{};
    home.folders.push_back(folder);
  }
  return home;
}

Result<CgroupSlot> CgroupSlot::open(CgroupVersion version, const std::vector<std::string>& folders) {
  CgroupSlot slot;
  slot.version_ = version;
  if (version == CgroupVersion::v1) {
    for (const std::string& folder : folders) slot.join_.push_back(open_file(folder + "/tasks", O_WRONLY));
    slot.memory_limit_ = open_file(folders[0] + "/memory.limit_in_bytes", O_WRONLY);
    slot.swap_limit_ = open_file(folders[0] + "/memory.memsw.limit_in_bytes", O_WRONLY);
    slot.memory_peak_ = open_file(folders[0] + "/memory.max_usage_in_bytes", O_RDWR);
    slot.memory_events_ = open_file(folders[0] + "/memory.oom_control", O_RDONLY);
    slot.pids_max_ = open_file(folders[1] + "/pids.max", O_WRONLY);
    slot.pids_events_ = open_file(folders[1] + "/pids.events", O_RDONLY);
    slot.pids_current_ = open_file(folders[1] + "/pids.current", O_RDONLY);
    slot.cpu_usage_ = open_file(folders[2] + "/cpuacct.usage", O_RDONLY);
    slot.cpu_user_ = open_file(folders[2] + "/cpuacct.usage_user", O_RDONLY);
  } else {
    slot.join_.push_back(open_file(folders[0] + "/cgroup.procs", O_WRONLY));
    slot.memory_limit_ = open_file(folders[0] + "/memory.max", O_WRONLY);
    slot.swap_limit_ = open_file(folders[0] + "/memory.swap.max", O_WRONLY);
    slot.memory_peak_ = open_file(folders[0] + "/memory.peak", O_RDWR);
    if (!slot.memory_peak_) slot.memory_peak_ = open_file(folders[0] + "/memory.peak", O_RDONLY);
    slot.memory_events_ = open_file(folders[0] + "/memory.events", O_RDONLY);
    slot.pids_max_ = open_file(folders[0] + "/pids.max", O_WRONLY);
    slot.pids_events_ = open_file(folders[0] + "/pids.events", O_RDONLY);
    slot.pids_current_ = open_file(folders[0] + "/pids.current", O_RDONLY);
    slot.cpu_usage_ = open_file(folders[0] + "/cpu.stat", O_RDONLY);
  }
  for (const Fd& fd : slot.join_) {
    if (!fd) return fail(host_error("cannot open the task file of a cgroup in " + folders[0]));
  }
  if (!slot.memory_limit_ || !slot.memory_events_ || !slot.pids_max_ || !slot.pids_current_ || !slot.cpu_usage_) {
    return fail(host_error("cannot open the control files of a cgroup in " + folders[0]));
  }
  return slot;
}

std::vector<int> CgroupSlot::join_files() const {
  std::vector<int> files;
  for (const Fd& fd : join_) files.push_back(fd.get());
  return files;
}

Status CgroupSlot::prepare(Bytes memory, std::uint32_t processes) {
  if (version_ == CgroupVersion::none) return {};
  unreadable_ = 0;
  if (memory_now_ != memory) {
    // What is in force is known again only when all is written.
    memory_now_ = Bytes{0};
    // The limit with swap may never be below the limit without: widened first, narrowed last. The first write is
    // refused where it would narrow.
    if (version_ == CgroupVersion::v1 && swap_limit_) static_cast<void>(put_number(swap_limit_, memory.count));
    OYER_TRY_STATUS(put_number(memory_limit_, memory.count));
    if (swap_limit_) OYER_TRY_STATUS(put_number(swap_limit_, version_ == CgroupVersion::v1 ? memory.count : 0));
    memory_now_ = memory;
  }
  if (processes_now_ != processes) {
    processes_now_ = 0;
    OYER_TRY_STATUS(put_number(pids_max_, processes));
    processes_now_ = processes;
  }
  // A peak that cannot be reset (v2 before 6.12) is the slot's, not the run's; it is reported all the same.
  if (memory_peak_) static_cast<void>(::pwrite(memory_peak_.get(), "0", 1, 0));
  return {};
}

Nanos CgroupSlot::cpu() const {
  if (version_ == CgroupVersion::v1) return Nanos(static_cast<std::int64_t>(get_number(cpu_usage_, unreadable_)));
  return Nanos(static_cast<std::int64_t>(get_keyed(cpu_usage_, "usage_usec", unreadable_) * 1000));
}

std::uint32_t CgroupSlot::processes() const {
  return static_cast<std::uint32_t>(get_number(pids_current_, unreadable_));
}

CgroupSlot::Reading CgroupSlot::read() const {
  Reading reading = read_counters();
  if (version_ != CgroupVersion::none) reading.memory_peak = Bytes{get_number(memory_peak_, unreadable_)};
  return reading;
}

CgroupSlot::Reading CgroupSlot::read_counters() const {
  Reading reading;
  if (version_ == CgroupVersion::none) return reading;
  reading.cpu = cpu();
  if (version_ == CgroupVersion::v1) {
    reading.user = Nanos(static_cast<std::int64_t>(get_number(cpu_user_, unreadable_)));
    reading.system = reading.cpu - reading.user;
  } else {
    reading.user = Nanos(static_cast<std::int64_t>(get_keyed(cpu_usage_, "user_usec", unreadable_) * 1000));
    reading.system = Nanos(static_cast<std::int64_t>(get_keyed(cpu_usage_, "system_usec", unreadable_) * 1000));
  }
  reading.oom_kills = get_keyed(memory_events_, "oom_kill", unreadable_);
  reading.fork_denials = get_keyed(pids_events_, "max", unreadable_);
  return reading;
}

Result<CgroupTree> CgroupTree::create(const CgroupHome& home, unsigned slots) {
  CgroupTree tree;
  tree.version_ = home.version;
  tree.count_ = slots;
  std::optional<Error> refusal;
  for (const std::string& folder : home.folders) {
    refusal.reset();
    Result<std::string> root = make_root(home.version, folder);
    if (root.has_value()) tree.roots_.push_back(std::move(*root));
    if (!root.has_value()) refusal = std::move(root).error();
    // v1 needs each of its folders. v2 needs one, and goes on to the next only from one that holds processes: what ran
    // out for a moment must not look like a host without cgroups.
    const bool busy = refusal && refusal->os_errno == EBUSY;
    if (home.version == CgroupVersion::v2 ? !busy : refusal.has_value()) break;
  }
  if (refusal) {
    tree.remove();
    return fail(std::move(*refusal));
  }
  for (unsigned slot = 0; slot < slots; ++slot) {
    std::vector<std::string> folders;
    for (const std::string& root : tree.roots_) {
      folders.push_back(root + "/" + std::to_string(slot));
      if (::mkdir(folders.back().c_str(), 0755) != 0 && errno != EEXIST) {
        Error error = host_error("cannot make the cgroup " + folders.back());
        tree.remove();
        return fail(std::move(error));
      }
    }
    Result<CgroupSlot> opened = CgroupSlot::open(home.version, folders);
    if (!opened.has_value()) {
      tree.remove();
      return fail(std::move(opened).error());
    }
    tree.slots_.push_back(std::move(*opened));
  }
  return tree;
}

void CgroupTree::remove() {
  slots_.clear();
  for (const std::string& root : roots_) {
    for (int attempt = 0; attempt < 200; ++attempt) {
      for (unsigned slot = 0; slot < count_; ++slot) ::rmdir((root + "/" + std::to_string(slot)).c_str());
      if (::rmdir(root.c_str()) == 0 || errno == ENOENT) break;
      std::this_thread::sleep_for(Millis(5));
    }
  }
  roots_.clear();
}

}  // namespace oyer::sandbox::detail
