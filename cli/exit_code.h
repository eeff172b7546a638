// Exit codes: an interface (docs: `oyer --help`), decided here and nowhere else.
#pragma once

#include "base/error.h"

namespace oyer::cli {

enum class ExitCode : int {
  done = 0,            // Oyer did its job, whatever the candidates did
  bug = 1,             // an invariant of Oyer is broken
  harness_errors = 3,  // some candidates could not be judged (or a replay came out differently)
  usage = 64,          // the command line is wrong
  bad_data = 65,       // a file the user gave is missing, unreadable or wrong
  host_unfit = 96,     // this host, or what is installed on it, cannot do what was asked
  interrupted = 130,   // SIGINT, SIGTERM or SIGHUP; what was done is kept
};

// What an error that ends the program means to the shell.
ExitCode exit_code_of(Error::Kind kind) noexcept;

// A file of the user that could not be had is bad data, whichever way the operating system refused it.
Error as_bad_data(Error error);

}  // namespace oyer::cli
