#include "base/put_in_place.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "base/fd.h"

namespace oyer {

Status put_in_place(const std::filesystem::path& temporary, const std::filesystem::path& path) {
  const Fd file(::open(temporary.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file || ::fsync(file.get()) != 0 || ::rename(temporary.c_str(), path.c_str()) != 0) {
    return fail(host_error("cannot write " + path.string()));
  }
  return {};
}

}  // namespace oyer
