#include "sandbox/detail/root.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/file.h"

namespace oyer::sandbox::detail {
namespace {

// Where the new root grows. Any folder that exists everywhere would do: it is only this namespace's view.
constexpr const char* staging = "/tmp";

// Host directories that hold programs and libraries. On merged-usr systems all but /usr are links into it.
constexpr const char* system_folders[] = {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"};
// What the dynamic loader and update-alternatives need; nothing else of /etc exists inside.
constexpr const char* system_files[] = {"/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime"};
constexpr const char* devices[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"};

Status failed(const std::string& what) { return fail(host_error("building the jail's root: " + what)); }

Status make_folders(const std::string& path) {
  for (std::size_t at = path.find('/', 1);; at = path.find('/', at + 1)) {
    const std::string part = path.substr(0, at);
    if (::mkdir(part.c_str(), 0755) != 0 && errno != EEXIST) return failed("mkdir " + part);
    if (at == std::string::npos) return {};
  }
}

struct Source {
  Fd fd;
  bool folder = false;
  std::string target;
  bool device = false;
};

Result<Source> open_source(const std::string& source, const std::string& target, bool device) {
  Source s{Fd(::open(source.c_str(), O_PATH | O_CLOEXEC)), false, target, device};
  struct stat info {};
  if (!s.fd || ::fstat(s.fd.get(), &info) != 0) return fail(host_error("building the jail's root: opening " + source));
  s.folder = S_ISDIR(info.st_mode);
  return s;
}

// Marks a mounted tree read-only, nosuid and (unless it is a device node) nodev.
Status restrict_mount(const std::string& target, bool device) {
  mount_attr attributes{};
  attributes.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | (device ? MOUNT_ATTR_NOEXEC : MOUNT_ATTR_NODEV);
  if (::syscall(SYS_mount_setattr, AT_FDCWD, target.c_str(), AT_RECURSIVE, &attributes, sizeof attributes) == 0) {
    return {};
  }
  if (errno != ENOSYS) return failed("restricting " + target);
  // Before 5.12. Flags that the host has locked must be asked for again.
  struct statvfs now {};
  if (::statvfs(target.c_str(), &now) != 0) return failed("statvfs " + target);
  unsigned long flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | (device ? MS_NOEXEC : MS_NODEV);
  if ((now.f_flag & ST_NOEXEC) != 0) flags |= MS_NOEXEC;
  if ((now.f_flag & ST_NOATIME) != 0) flags |= MS_NOATIME;
  if ((now.f_flag & ST_RELATIME) != 0) flags |= MS_RELATIME;
  if (::mount(nullptr, target.c_str(), nullptr, flags, nullptr) != 0) return failed("remounting " + target);
  return {};
}

Status bind(const Source& source, const std::string& root) {
  const std::string target = root + source.target;
  OYER_TRY_STATUS(make_folders(source.folder ? target : target.substr(0, target.rfind('/'))));
  if (!source.folder) {
    const Fd point(::open(target.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    if (!point) return failed("creating " + target);
  }
  const std::string from = "/proc/self/fd/" + std::to_string(source.fd.get());
  if (::mount(from.c_str(), target.c_str(), nullptr, MS_BIND | MS_REC, nullptr) != 0) {
    return failed("binding " + source.target);
  }
  return restrict_mount(target, source.device);
}

// Real directories are bound; links (merged /usr) are made again.
Result<std::vector<Source>> collect_sources(const RootPlan& plan) {
  std::vector<Source> sources;
  for (const char* path : system_folders) {
    struct stat info {};
    if (::lstat(path, &info) != 0 || S_ISLNK(info.st_mode)) continue;
    OYER_TRY(Source source, open_source(path, path, false));
    sources.push_back(std::move(source));
  }
  for (const char* path : system_files) {
    if (::access(path, R_OK) != 0) continue;
    OYER_TRY(Source source, open_source(path, path, false));
    sources.push_back(std::move(source));
  }
  for (const char* path : devices) {
    OYER_TRY(Source source, open_source(path, path, true));
    sources.push_back(std::move(source));
  }
  for (const Bind& wanted : plan.binds) {
    OYER_TRY(Source source, open_source(wanted.source, wanted.target, false));
    sources.push_back(std::move(source));
  }
  if (!plan.seal_library.empty()) {
    OYER_TRY(Source source, open_source(plan.seal_library, "/oyer/liboyer_seal.so", false));
    sources.push_back(std::move(source));
  }
  return sources;
}

Status make_links(const std::string& root) {
  for (const char* path : system_folders) {
    std::error_code ignored;
    const std::filesystem::path target = std::filesystem::read_symlink(path, ignored);
    if (ignored) continue;
    if (::symlink(target.c_str(), (root + path).c_str()) != 0) return failed(std::string("linking ") + path);
  }
  const std::pair<const char*, const char*> links[] = {{"/proc/self/fd", "/dev/fd"},
                                                       {"/proc/self/fd/0", "/dev/stdin"},
                                                       {"/proc/self/fd/1", "/dev/stdout"},
                                                       {"/proc/self/fd/2", "/dev/stderr"},
                                                       {"/tmp", "/dev/shm"},
                                                       {"/tmp", "/var/tmp"}};
  OYER_TRY_STATUS(make_folders(root + "/var"));
  for (const auto& [to, at] : links) {
    if (::symlink(to, (root + at).c_str()) != 0) return failed(std::string("linking ") + at);
  }
  return {};
}

Status make_accounts(const std::string& root, std::uint32_t uid) {
  const std::string id = std::to_string(uid);
  OYER_TRY_STATUS(make_folders(root + "/etc"));
  const std::pair<const char*, std::string> files[] = {
      {"/etc/passwd", "root:x:0:0:root:/:/bin/false\ncandidate:x:" + id + ":" + id + ":candidate:/tmp:/bin/sh\n"},
      {"/etc/group", "root:x:0:\ncandidate:x:" + id + ":\n"},
      {"/etc/hosts", "127.0.0.1 localhost\n"},
      {"/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"}};
  for (const auto& [path, text] : files) {
    const Fd file(::open((root + path).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (!file) return failed(std::string("creating ") + path);
    OYER_TRY_STATUS(write_all(file.get(), text));
  }
  return {};
}

Status enter(const std::string& root) {
  if (::chdir(root.c_str()) != 0) return failed("entering " + root);
  // Both roots on one mount point: no folder for the old one is needed (pivot_root(2), NOTES).
  if (::syscall(SYS_pivot_root, ".", ".") != 0) return failed("pivot_root");
  if (::umount2(".", MNT_DETACH) != 0) return failed("leaving the old root");
  if (::chdir("/") != 0) return failed("entering the new root");
  return {};
}

}  // namespace

Status build_root(const RootPlan& plan) {
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return failed("making mounts private");
  OYER_TRY(const std::vector<Source> sources, collect_sources(plan));
  const std::string root = staging;
  if (::mount("oyer-root", root.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "size=64m,nr_inodes=16384,mode=0755") != 0) {
    return failed("mounting the root tmpfs");
  }
  for (const char* folder : {"/proc", "/tmp", "/dev", "/oyer", "/etc"}) {
    OYER_TRY_STATUS(make_folders(root + folder));
  }
  for (const Source& source : sources) OYER_TRY_STATUS(bind(source, root));
  OYER_TRY_STATUS(make_links(root));
  OYER_TRY_STATUS(make_accounts(root, plan.uid));
  if (::mount("proc", (root + "/proc").c_str(), "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0) {
    return failed("mounting /proc");
  }
  return enter(root);
}

Status seal_mounts() {
  if (::mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, nullptr) != 0) {
    return failed("making the root read-only");
  }
  return {};
}

bool is_plain_relative(std::string_view path) {
  if (path.empty() || path.size() > 4000 || path.find('\0') != std::string_view::npos) return false;
  while (true) {
    const std::size_t end = path.find('/');
    const std::string_view part = path.substr(0, end);
    if (part.empty() || part == "." || part == ".." || part.size() > 255) return false;
    if (end == std::string_view::npos) return true;
    path.remove_prefix(end + 1);
  }
}

Status write_jail_file(const std::string& top, const std::string& path, std::string_view bytes, bool executable) {
  if (!is_plain_relative(path)) return fail(invalid_input("'" + path + "' is not a plain relative path"));
  const std::string full = top + "/oyer/" + path;
  OYER_TRY_STATUS(make_folders(full.substr(0, full.rfind('/'))));
  const Fd file(::open(full.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, executable ? 0755 : 0644));
  if (!file) return fail(host_error("creating " + full));
  return write_all(file.get(), bytes);
}

}  // namespace oyer::sandbox::detail
