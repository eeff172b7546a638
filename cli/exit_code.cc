#include "cli/exit_code.h"

namespace oyer::cli {

ExitCode exit_code_of(Error::Kind kind) noexcept {
  switch (kind) {
    case Error::Kind::invalid_input:
    case Error::Kind::not_found:
    case Error::Kind::corrupt: return ExitCode::bad_data;
    case Error::Kind::unsupported:
    case Error::Kind::host:
    case Error::Kind::busy: return ExitCode::host_unfit;
    case Error::Kind::cancelled: return ExitCode::interrupted;
    case Error::Kind::protocol:
    case Error::Kind::bug: return ExitCode::bug;
  }
  return ExitCode::bug;
}

Error as_bad_data(Error error) {
  if (error.kind == Error::Kind::host || error.kind == Error::Kind::unsupported)
    error.kind = Error::Kind::invalid_input;
  return error;
}

}  // namespace oyer::cli
