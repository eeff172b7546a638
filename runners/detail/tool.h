// Runs a tool of the user's own (an interpreter, a compiler) once, outside any jail, to ask it about itself.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace oyer::runners::detail {

struct ToolAnswer {
  int status = -1;       // as waitpid gives it
  bool in_time = true;   // false: it took longer than 120 s and was killed
  std::string out, err;  // the first 8 MiB of each
};

// `arguments` with argv[0]. Standard input is empty. host when it cannot be started.
Result<ToolAnswer> run_tool(const std::filesystem::path& program, std::vector<std::string> arguments);

// The first executable file of that name in the directories of `path` (as PATH has them), or "" when there is none.
std::filesystem::path search_path(const std::string& name, const std::string& path);

}  // namespace oyer::runners::detail
