#include "base/error.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace oyer {

Error Error::with_context(std::string_view context) && {
  what = std::string(context) + ": " + what;
  return std::move(*this);
}

std::string_view name_of(Error::Kind kind) noexcept {
  switch (kind) {
    case Error::Kind::invalid_input: return "invalid_input";
    case Error::Kind::not_found: return "not_found";
    case Error::Kind::unsupported: return "unsupported";
    case Error::Kind::host: return "host";
    case Error::Kind::protocol: return "protocol";
    case Error::Kind::corrupt: return "corrupt";
    case Error::Kind::busy: return "busy";
    case Error::Kind::cancelled: return "cancelled";
    case Error::Kind::bug: return "bug";
  }
  return "bug";
}

std::string to_string(const Error& error) {
  if (error.os_errno == 0) return error.what;
  char buffer[128];
  return error.what + ": " + strerror_r(error.os_errno, buffer, sizeof buffer);
}

Error invalid_input(std::string what, std::source_location where) {
  return {Error::Kind::invalid_input, std::move(what), 0, where};
}
Error not_found(std::string what, std::source_location where) {
  return {Error::Kind::not_found, std::move(what), 0, where};
}
Error unsupported(std::string what, std::source_location where) {
  return {Error::Kind::unsupported, std::move(what), 0, where};
}
Error host_error(std::string what, int os_errno, std::source_location where) {
  return {Error::Kind::host, std::move(what), os_errno < 0 ? errno : os_errno, where};
}
Error protocol_error(std::string what, std::source_location where) {
  return {Error::Kind::protocol, std::move(what), 0, where};
}
Error corrupt(std::string what, std::source_location where) {
  return {Error::Kind::corrupt, std::move(what), 0, where};
}
Error cancelled(std::string what, std::source_location where) {
  return {Error::Kind::cancelled, std::move(what), 0, where};
}

void check_failed(std::string_view condition, std::source_location where) {
  std::fprintf(stderr, "oyer: bug at %s:%u: %.*s does not hold; please report this\n", where.file_name(),
               static_cast<unsigned>(where.line()), static_cast<int>(condition.size()), condition.data());
  std::abort();
}

}  // namespace oyer
