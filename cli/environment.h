// Environment: what a command may know of the process it runs in, read once at the start.
#pragma once

#include <filesystem>
#include <optional>

namespace oyer::cli {

struct Environment {
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool color = false;                                 // of what goes to stderr: a terminal, and NO_COLOR not set
  unsigned columns = 80;                              // of that terminal
  unsigned cpus = 1;                                  // that this process may use
  std::optional<std::filesystem::path> state_folder;  // oyer::state_folder()
};

Environment read_environment();

}  // namespace oyer::cli
