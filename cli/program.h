// The program: from words to an exit code.
#pragma once

#include <span>
#include <string>

#include "cli/session.h"

namespace oyer::cli {

// Parses, runs the command and says what went wrong, if anything did. Every exit code of the program comes from here.
ExitCode run_program(std::span<const std::string> words, Session& session);

}  // namespace oyer::cli
