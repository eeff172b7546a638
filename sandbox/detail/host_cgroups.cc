// cgroups as the host offers them, and whether a keeper could really use them.
#include "sandbox/detail/host_cgroups.h"

#include <sys/wait.h>
#include <unistd.h>

#include <sstream>

#include "base/file.h"
#include "sandbox/detail/cgroup.h"

namespace oyer::sandbox::detail {
namespace {

std::string text_of(const std::string& path) {
  Result<std::string> text = read_file(path, 1U << 20U);
  return text ? *std::move(text) : std::string();
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

struct Mount {
  std::string point, type, options;
};

std::vector<Mount> mounts() {
  std::istringstream in(text_of("/proc/self/mounts"));
  std::vector<Mount> all;
  for (std::string line; std::getline(in, line);) {
    const std::vector<std::string> fields = words_of(line);
    if (fields.size() >= 4) all.push_back({fields[1], fields[2], "," + fields[3] + ","});
  }
  return all;
}

// Path of this process in the v2 hierarchy: the line "0::PATH" of /proc/self/cgroup.
std::string own_v2_path() {
  std::istringstream in(text_of("/proc/self/cgroup"));
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("0::")) return line.substr(3) == "/" ? "" : line.substr(3);
  }
  return "";
}

void look_at_v2(HostFacts& facts) {
  for (const Mount& mount : mounts()) {
    if (mount.type != "cgroup2") continue;
    facts.v2_mount = mount.point;
    const std::string own = mount.point + own_v2_path();
    const std::string folder = ::access(own.c_str(), F_OK) == 0 ? own : mount.point;
    if (::access(folder.c_str(), W_OK) != 0) return;
    facts.v2_controllers = words_of(text_of(folder + "/cgroup.controllers"));
    return;
  }
}

void look_at_v1(HostFacts& facts) {
  for (const char* controller : {"memory", "pids", "cpuacct"}) {
    bool writable = false;
    for (const Mount& mount : mounts()) {
      const bool has = mount.options.find("," + std::string(controller) + ",") != std::string::npos;
      if (mount.type == "cgroup" && has) writable = ::access(mount.point.c_str(), W_OK) == 0;
    }
    if (!writable) facts.v1_missing.emplace_back(controller);
  }
}

// A child joins the slot as candidates do. 0 or errno.
int try_to_join(const CgroupSlot& slot) {
  const std::vector<int> files = slot.join_files();
  const pid_t pid = ::fork();
  if (pid < 0) return errno;
  if (pid == 0) {
    for (const int file : files) {
      if (::write(file, "0", 1) != 1) ::_exit(errno);
    }
    ::_exit(0);
  }
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
}

void try_home(const CgroupHome& home, HostFacts& facts) {
  Result<CgroupTree> tree = CgroupTree::create(home, 1);
  if (!tree) {
    facts.cgroup_error = to_string(tree.error());
    return;
  }
  {
    const std::vector<CgroupSlot> slots = tree->take_slots();
    if (const int os_errno = try_to_join(slots.front()); os_errno != 0) {
      facts.cgroup_error = to_string(host_error("joining a fresh cgroup below " + tree->roots().front(), os_errno));
    }
    const std::string slot = tree->roots().front() + "/0/";
    const char* limit = home.version == CgroupVersion::v2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes";
    facts.swap_limited = ::access((slot + limit).c_str(), W_OK) == 0;
  }
  tree->remove();
  if (facts.cgroup_error.empty()) facts.cgroups = home.version == CgroupVersion::v2 ? "v2" : "v1";
}

}  // namespace

void gather_cgroup_facts(HostFacts& facts) {
  look_at_v2(facts);
  look_at_v1(facts);
  // One line of headings, then one a swap area.
  facts.swap = words_of(text_of("/proc/swaps")).size() > 5;
  const Result<CgroupHome> home = find_cgroup_home();
  if (!home.has_value()) {
    facts.cgroup_error = to_string(home.error());
  } else if (home->version != CgroupVersion::none) {
    try_home(*home, facts);
  }
}

std::string own_v2_folder() {
  for (const Mount& mount : mounts()) {
    if (mount.type == "cgroup2") return mount.point + own_v2_path();
  }
  return "";
}

}  // namespace oyer::sandbox::detail
