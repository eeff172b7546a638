#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/fd.h"

namespace oyer {

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t most) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) {
    if (errno == ENOENT) return fail(not_found(path.string() + ": no such file"));
    return fail(host_error("cannot open " + path.string()));
  }
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return fail(host_error("cannot stat " + path.string()));
  if (S_ISDIR(info.st_mode)) return fail(invalid_input(path.string() + " is a directory, not a file"));
  std::string bytes;
  if (info.st_size > 0) bytes.reserve(static_cast<std::size_t>(info.st_size) + 1);
  char buffer[65536];
  for (;;) {
    const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(host_error("cannot read " + path.string()));
    if (n == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(n));
    if (bytes.size() > most) {
      return fail(invalid_input(path.string() + " is larger than " + std::to_string(most) + " bytes"));
    }
  }
}

Status write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(host_error("cannot write"));
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Status write_file(const std::filesystem::path& path, std::string_view bytes) {
  const std::string temporary = path.string() + ".partial." + std::to_string(::getpid());
  Fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!fd) return fail(host_error("cannot create " + temporary));
  Status written = write_all(fd.get(), bytes);
  if (!written.has_value()) {
    ::unlink(temporary.c_str());
    return fail(std::move(written).error().with_context(temporary));
  }
  if (::fsync(fd.get()) != 0 || ::close(fd.release()) != 0 || ::rename(temporary.c_str(), path.c_str()) != 0) {
    Error error = host_error("cannot write " + path.string());
    ::unlink(temporary.c_str());
    return fail(std::move(error));
  }
  return {};
}

}  // namespace oyer
