// oyer run: one program in a jail.
#pragma once

#include <string>
#include <string_view>

#include "cli/arguments.h"
#include "cli/session.h"

namespace oyer::cli {

enum class ProgramKind { python, native, c, cpp };

// How a file is run: as `asked` ("python", "native", "c", "c++"), else by its first bytes (ELF), its extension (.py,
// .c, .cpp, .cc, .cxx), its #! line. Sources in C and C++ are built first. invalid_input for a file of a language this
// version does not run, saying what to do instead.
Result<ProgramKind> program_kind(std::string_view asked, const std::string& file, std::string_view bytes);

Result<ExitCode> run_command(const RunArguments& arguments, Session& session);

}  // namespace oyer::cli
