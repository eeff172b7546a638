// Workshop: what judging takes beside the work. The interpreter and the compiler, the jail they stand in, and graders
// opened in such jails. Functions without state.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "graders/batch.h"
#include "runners/cxx.h"
#include "runners/python.h"
#include "sandbox/jail.h"

namespace oyer::graders {

struct WorkshopOptions {
  std::string python;                           // path or name; empty: the one that candidates can read
  bool cgroups = true;                          // false: tier reduced even where cgroups could be used
  bool accept_weak = false;                     // where namespaces are forbidden, go without
  std::filesystem::path programs;               // where oyer-keeper stands; empty: beside the running executable
  std::optional<std::filesystem::path> builds;  // where builds are kept; nullopt: everything is built anew
};

// Where builds are kept below the folder of what Oyer keeps for a user (oyer::state_folder); nullopt without one.
std::optional<std::filesystem::path> builds_folder(const std::optional<std::filesystem::path>& state);

// True where judging an answer in `language` to this task takes a compiler: for the answer or for the task's checker.
bool needs_compiler(const datasets::Task& task, Language language);

// find_python and find_cxx; unsupported with what to do when there is none.
Result<runners::PythonInterpreter> resolve_python(const std::string& python);
Result<runners::CxxToolchain> resolve_cxx();

// The interpreter and, where one is needed, what add_compiler adds.
Result<Toolchains> resolve_toolchains(const WorkshopOptions& options, bool compiler);

// The compiler with the cache of what was built (null where its folder cannot be used: everything is then built anew).
Status add_compiler(Toolchains& toolchains, const WorkshopOptions& options);

// A jail in which this interpreter can be used; without one, the system's own programs only.
sandbox::JailSpec jail_spec(const WorkshopOptions& options, const runners::PythonInterpreter* python);

// Opens the grader of one worker: a jail of its own, references, tests and the reserved slot (made anew where none is
// given) shared. The interpreter must be usable in a jail.
OpenGrader open_graders(const WorkshopOptions& options, const Toolchains& toolchains,
                        std::shared_ptr<References> references, GraderOptions grading,
                        std::shared_ptr<SharedTests> tests = nullptr, std::shared_ptr<ReservedSlot> slot = nullptr);

}  // namespace oyer::graders
