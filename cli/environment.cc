#include "cli/environment.h"

#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace oyer::cli {
namespace {

// Empty counts as unset, as the XDG and NO_COLOR conventions have it.
std::string_view variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

unsigned usable_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  const int count = CPU_COUNT(&set);
  return count > 0 ? static_cast<unsigned>(count) : 1;
}

}  // namespace

Environment read_environment() {
  Environment environment;
  environment.out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
  environment.err_is_terminal = ::isatty(STDERR_FILENO) == 1;
  environment.color = environment.err_is_terminal && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) environment.columns = size.ws_col;
  environment.cpus = usable_cpus();
  if (const auto state = variable("XDG_STATE_HOME"); !state.empty()) {
    environment.state_folder = std::filesystem::path(state) / "oyer";
  } else if (const auto home = variable("HOME"); !home.empty()) {
    environment.state_folder = std::filesystem::path(home) / ".local/state/oyer";
  }
  return environment;
}

}  // namespace oyer::cli
