// An Error says that Oyer or its host failed, never that a candidate did.
//
// Whatever a judged program does, however ugly, is a value (sandbox::Ending, graders::Verdict). An Error is our
// fault, the host's, or the fault of the data a user gave us; the kind tells callers which.
#pragma once

#include <source_location>
#include <string>
#include <string_view>

namespace oyer {

struct Error {
  enum class Kind {
    invalid_input,  // the user's data or flags are wrong; the message names file, line and remedy
    not_found,      // a named thing (file, task, interpreter) is not there
    unsupported,    // this build or host cannot do what was asked
    host,           // the operating system refused or lacks something
    protocol,       // a trusted peer (keeper, zygote, judge) broke its wire contract
    corrupt,        // stored data does not match its own digest or schema
    busy,           // a bounded queue is full
    cancelled,      // the caller asked to stop
    bug,            // an invariant of Oyer is broken
  };

  Kind kind = Kind::bug;
  std::string what;  // one sentence for a person: what failed, on which thing, what to do
  int os_errno = 0;  // errno of the failed system call, 0 where none was involved
  std::source_location where = std::source_location::current();

  // Puts "<context>: " before the message. Returns the same error, for chaining.
  Error with_context(std::string_view context) &&;
};

// Stable lower-case name of a kind ("invalid_input"), as written to records.
std::string_view name_of(Error::Kind kind) noexcept;

// "<what>: <strerror>" when os_errno is set, otherwise `what`.
std::string to_string(const Error& error);

Error invalid_input(std::string what, std::source_location where = std::source_location::current());
Error not_found(std::string what, std::source_location where = std::source_location::current());
Error unsupported(std::string what, std::source_location where = std::source_location::current());
// Takes errno at the call unless one is given.
Error host_error(std::string what, int os_errno = -1, std::source_location where = std::source_location::current());
Error protocol_error(std::string what, std::source_location where = std::source_location::current());
Error corrupt(std::string what, std::source_location where = std::source_location::current());
Error cancelled(std::string what, std::source_location where = std::source_location::current());

// Ends the process with the location and the broken invariant; for bugs only, never for input.
[[noreturn]] void check_failed(std::string_view condition, std::source_location where);

}  // namespace oyer

#define OYER_CHECK(condition)                                            \
  do {                                                                   \
    if (!(condition)) [[unlikely]]                                       \
      ::oyer::check_failed(#condition, std::source_location::current()); \
  } while (false)
