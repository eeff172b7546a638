// A plain run: one program, executed afresh in a jail of its own under limits, with nothing judged. What `oyer run` and
// the Python package's Engine.run do.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "graders/workshop.h"
#include "runners/cxx.h"
#include "sandbox/execution.h"
#include "sandbox/limits.h"

namespace oyer::graders {

enum class ProgramKind { python, native, c, cpp };

// How a file is run: as `asked` ("python", "native", "c", "c++"), else by its first bytes (ELF), its extension (.py,
// .c, .cpp, .cc, .cxx), its #! line. Sources in C and C++ are built first. invalid_input for a file of a language this
// version does not run, saying what to do instead.
Result<ProgramKind> program_kind(std::string_view asked, const std::string& file, std::string_view bytes);

struct PlainProgram {
  ProgramKind kind = ProgramKind::python;
  std::string name;   // of the file; an executable runs under it in /tmp, since usage messages and errors hold it
  std::string bytes;  // a source, or an executable
  std::vector<std::string> arguments;
  std::string stdin_bytes;
  sandbox::Limits limits;
};

// How a program's build went: a source's only.
using Build = std::optional<runners::BuildResult>;

struct PlainRun {
  Build build;
  std::optional<sandbox::Execution> execution;  // none where the source could not be built
};

// Errors are ours or the host's (no interpreter, no compiler: see resolve_python and resolve_cxx); whatever the program
// and its build do is a value. A stop request ends the run as Cancelled. Thread safe: each call opens a jail of its
// own.
Result<PlainRun> run_plain(const WorkshopOptions& options, const PlainProgram& program, std::stop_token stop);

// What `oyer run --json` prints: the execution's fields and, of a source that had to be built, `build`.
json::object to_json(const PlainRun& run, ProgramKind kind);

}  // namespace oyer::graders
