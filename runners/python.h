// Python: which interpreter, what it brings, and the warm zygote made of it.
//
// An interpreter is found once and asked about itself by running it, outside any jail: it is the user's own and
// trusted. Shims (pyenv) and virtual environments resolve themselves that way. Thread safe; nothing is cached.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "sandbox/command.h"

namespace oyer::runners {

// Modules that are imported before a zygote forks. "bare" has none beside the standard library.
struct ImportProfile {
  std::string name;
  std::vector<std::string> modules;
  friend bool operator==(const ImportProfile&, const ImportProfile&) = default;
};

struct PythonInterpreter {
  std::filesystem::path executable;       // as it is to be started; a virtual environment's own link
  std::filesystem::path real_executable;  // with links resolved
  std::string version;                    // "3.11.2"
  std::string implementation;             // "cpython"
  std::filesystem::path prefix;           // of the virtual environment, or the same as base_prefix
  std::filesystem::path base_prefix;      // where the standard library is
  std::vector<std::filesystem::path> site_packages;
  // Directories outside /usr that a jail has to mount read-only, at their own paths; none contains another.
  std::vector<std::filesystem::path> mounts;
  std::vector<ImportProfile> profiles;  // those whose modules are there; "bare" is the first
  Digest digest;                        // of executable, version, and the name, version and record of each package
  // How it was chosen, when that was not simply what was asked for: "python3 on PATH (/x) cannot be read by ...".
  std::string note;
};

// The interpreter at `asked` (a path, or a name on PATH); without one, python3 on PATH if candidates can read it, else
// /usr/bin/python3, and the note says why. not_found when there is none; unsupported when it is not CPython >= 3.9
// or when other users cannot read its files (the message names the file and the chmod that mends it).
Result<PythonInterpreter> find_python(const std::optional<std::filesystem::path>& asked = std::nullopt);

// Every interpreter that doctor shows: python3 and python3.9 to python3.14 on PATH, and /usr/bin/python3, each once.
struct PythonFinding {
  std::filesystem::path path;
  Result<PythonInterpreter> interpreter;
};
std::vector<PythonFinding> list_pythons();

// The profile for code that imports these modules (top-level names: "numpy"); "bare" when none of the others helps.
const ImportProfile& choose_profile(const PythonInterpreter& interpreter, std::span<const std::string> imports);

// The zygote for one profile. Its children understand the payloads of runners/python_payload.h.
sandbox::ZygoteSpec zygote_spec(const PythonInterpreter& interpreter, const ImportProfile& profile);

// One program as `python3 FILE` runs it, by exec, without a zygote.
sandbox::Command script_command(const PythonInterpreter& interpreter, std::string source,
                                const std::vector<std::string>& arguments = {});

// The same for a program whose exit code is a verdict: an uncaught exception ends it with this code, and not with 1, as
// which Python would make it look like one.
inline constexpr int uncaught_exception = 3;
sandbox::Command judging_command(const PythonInterpreter& interpreter, std::string source,
                                 const std::vector<std::string>& arguments);

// Where the files of the spec lie inside the jail.
std::string zygote_folder(std::string_view profile);

}  // namespace oyer::runners
