// CPU time of a whole tree of processes, by a cgroup of its own: what children of children used is in it, too.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace oyer::bench {

// A cgroup of the cpuacct hierarchy (v1). The process that calls `enter` and all that it starts later are counted.
class CpuMeter {
 public:
  // nullopt where this host or user has no such cgroup to give.
  static std::optional<CpuMeter> make(const std::string& name) {
    const std::filesystem::path folder =
        std::filesystem::path("/sys/fs/cgroup/cpuacct") / ("oyer-bench-" + std::to_string(::getpid()) + "-" + name);
    std::error_code error;
    if (!std::filesystem::create_directory(folder, error)) return std::nullopt;
    return CpuMeter(folder);
  }

  bool enter() const {
    std::ofstream tasks(folder_ / "tasks");
    return static_cast<bool>(tasks << 0 << std::flush);
  }

  // Back to the root, so that the folder can be removed.
  void leave() const { std::ofstream("/sys/fs/cgroup/cpuacct/tasks") << 0 << std::flush; }

  std::int64_t nanoseconds() const {
    std::ifstream file(folder_ / "cpuacct.usage");
    std::int64_t value = 0;
    file >> value;
    return value;
  }

  void remove() const {
    std::error_code ignored;
    std::filesystem::remove(folder_, ignored);
  }

 private:
  explicit CpuMeter(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace oyer::bench
