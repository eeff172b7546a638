#include "base/machine.h"

#include <sched.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string_view>

namespace oyer {
namespace {

std::string_view variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

}  // namespace

unsigned usable_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return static_cast<unsigned>(std::max(1, CPU_COUNT(&set)));
}

std::optional<std::filesystem::path> state_folder() {
  if (const auto state = variable("XDG_STATE_HOME"); !state.empty()) return std::filesystem::path(state) / "oyer";
  if (const auto home = variable("HOME"); !home.empty()) return std::filesystem::path(home) / ".local/state/oyer";
  return std::nullopt;
}

std::string machine_name() {
  utsname names{};
  std::string name = ::uname(&names) == 0 ? names.nodename : "";
  std::ifstream processors("/proc/cpuinfo");
  for (std::string line; std::getline(processors, line);) {
    if (line.starts_with("model name")) return name + ", " + line.substr(std::min(line.size(), line.find(':') + 2));
  }
  return name;
}

}  // namespace oyer
