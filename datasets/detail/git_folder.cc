#include "datasets/detail/git_folder.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>

namespace oyer::datasets::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t most_config = 1U << 20U;
constexpr std::uint64_t most_packed = 256U << 20U;
constexpr int most_symbolic = 8;
constexpr std::size_t most_lenders = 64;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string lower(std::string_view text) {
  std::string low(text);
  for (char& c : low) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return low;
}

// Opens `name` below a folder, across no link and not out of it. Part by part where the kernel, or the container's
// filter of system calls, has no openat2.
Fd open_below(const Fd& root, const std::string& name, bool follow) {
  constexpr int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  if (follow) return Fd(::openat(root.get(), name.c_str(), flags));
  struct open_how how {};
  how.flags = flags;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  Fd file(static_cast<int>(::syscall(SYS_openat2, root.get(), name.c_str(), &how, sizeof how)));
  if (file || (errno != ENOSYS && errno != EPERM)) return file;
  Fd at(::openat(root.get(), ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
  const fs::path parts(name);
  for (auto part = parts.begin(); at && part != parts.end(); ++part) {
    if (*part == ".." || part->is_absolute()) return Fd();
    const int how_opened = std::next(part) == parts.end() ? flags : O_PATH | O_DIRECTORY | O_CLOEXEC;
    at = Fd(::openat(at.get(), part->c_str(), how_opened | O_NOFOLLOW));
  }
  return at;
}

// The bytes of a regular file of at most `most` bytes below `folder`. A named pipe must not make us wait, and a link
// must not lead us out.
std::optional<std::string> read_below(const fs::path& folder, const std::string& name, std::uint64_t most,
                                      bool follow) {
  const Fd root(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root) return std::nullopt;
  const Fd file = open_below(root, name, follow);
  struct stat info {};
  if (!file || ::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  if (static_cast<std::uint64_t>(info.st_size) > most) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t n = ::read(file.get(), bytes.data() + have, bytes.size() - have);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    have += static_cast<std::size_t>(n);
  }
  bytes.resize(have);
  return bytes;
}

bool is_within(const fs::path& path, const fs::path& folder) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  if (error) return false;
  const fs::path root = fs::canonical(folder, error);
  if (error) return false;
  return std::mismatch(root.begin(), root.end(), real.begin(), real.end()).first == root.end();
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool looks_like_git(const fs::path& path, const fs::path& common) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(path / "HEAD", ignored)) && is_folder(common / "objects") &&
         is_folder(common / "refs");
}

// A linked work tree is known to its repository: the folder that .git names, names it back.
bool acknowledged(const fs::path& own, const fs::path& dot_git) {
  const auto back = read_below(own, "gitdir", 65536, false);
  if (!back.has_value()) return false;
  std::error_code error;
  return fs::equivalent(fs::path(trimmed(*back)), dot_git, error) && !error;
}

Error leads_out(const fs::path& from, const fs::path& to) {
  return unsupported(from.string() + " leads out of its repository, to " + to.string() +
                     "; give that repository itself, or ask to follow what leads out");
}

Status refuse_links(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code gone;
    if (at->is_symlink(gone)) return fail(leads_out(at->path(), fs::read_symlink(at->path(), gone)));
  }
  return {};
}

}  // namespace

Result<GitFolder> GitFolder::open(const fs::path& path, bool follow) {
  GitFolder folder;
  folder.follow_ = follow;
  folder.given_ = path;
  OYER_TRY_STATUS(folder.find(path));
  OYER_TRY_STATUS(folder.read_config());
  folder.objects_ = folder.common_ / "objects";
  if (!follow) OYER_TRY_STATUS(folder.refuse_ways_out());
  return folder;
}

Status GitFolder::find(const fs::path& path) {
  const fs::path inner = path / ".git";
  std::error_code error;
  const fs::file_status status = fs::symlink_status(inner, error);
  own_ = fs::exists(status) ? inner : path;
  if (fs::is_symlink(status) && !follow_ && !is_within(inner, path)) {
    return fail(leads_out(inner, fs::read_symlink(inner, error)));
  }
  if (fs::is_regular_file(status)) {
    const auto text = read_below(path, ".git", 65536, false);
    if (!text.has_value() || !text->starts_with("gitdir: ")) {
      return fail(corrupt(inner.string() + " is neither a folder nor the name of one"));
    }
    own_ = path / fs::path(trimmed(std::string_view(*text).substr(8)));
    if (!follow_ && !is_within(own_, path) && !acknowledged(own_, inner)) return fail(leads_out(inner, own_));
  }
  common_ = own_;
  if (const auto elsewhere = read_below(own_, "commondir", 65536, follow_)) {
    common_ = own_ / fs::path(trimmed(*elsewhere));
    if (!follow_ && !is_within(own_, common_ / "worktrees")) return fail(leads_out(own_ / "commondir", common_));
  }
  if (looks_like_git(own_, common_)) return {};
  if (!fs::exists(path, error)) return fail(not_found(path.string() + ": no such folder"));
  return fail(not_found(path.string() + " is no git repository: neither a work tree nor a bare one"));
}

Status GitFolder::read_config() {
  const auto text = read_below(common_, "config", most_config, follow_);
  OYER_TRY(const GitFormat format, parse_git_config(text.value_or("")));
  for (const auto& [name, value] : format.extensions) {
    const bool known = name == "noop" || name == "preciousobjects" || name == "partialclone" ||
                       name == "worktreeconfig" || (name == "refstorage" && value == "files") ||
                       (name == "objectformat" && (value == "sha1" || value == "sha256"));
    if (!known) {
      return fail(unsupported(given_.string() + " is of a format not read here: extensions." + name + " = " + value));
    }
    if (name == "objectformat" && value == "sha256") id_size_ = 32;
  }
  return {};
}

// Alternates and links of folders lend a repository the objects of another. Whoever knows an id could have any
// repository of this host in his corpus.
Status GitFolder::refuse_ways_out() const {
  const fs::path alternates = objects_ / "info" / "alternates";
  std::error_code error;
  if (fs::exists(fs::symlink_status(alternates, error))) {
    const std::string text = read_below(common_, "objects/info/alternates", most_config, false).value_or("?");
    const std::string_view first = trimmed(std::string_view(text).substr(0, text.find('\n')));
    if (!trimmed(text).empty()) return fail(leads_out(alternates, first));
  }
  for (const fs::path& folder : {objects_, common_ / "refs"}) {
    if (fs::is_symlink(folder, error)) return fail(leads_out(folder, fs::read_symlink(folder, error)));
  }
  OYER_TRY_STATUS(refuse_links(objects_));
  return refuse_links(objects_ / "pack");
}

std::vector<fs::path> GitFolder::objects() const {
  std::vector<fs::path> folders = {objects_};
  for (std::size_t i = 0; follow_ && i < folders.size() && folders.size() < most_lenders; ++i) {
    const std::string text = read_below(folders[i], "info/alternates", most_config, true).value_or("");
    std::string_view rest = text;
    while (!rest.empty() && folders.size() < most_lenders) {
      const std::string_view line = trimmed(rest.substr(0, rest.find('\n')));
      rest.remove_prefix(std::min(rest.size(), rest.find('\n') == rest.npos ? rest.size() : rest.find('\n') + 1));
      const fs::path lender = (folders[i] / fs::path(line)).lexically_normal();
      const bool known = std::find(folders.begin(), folders.end(), lender) != folders.end();
      if (!line.empty() && !line.starts_with('#') && !known) folders.push_back(lender);
    }
  }
  return folders;
}

std::optional<std::string> GitFolder::bytes_of(std::string_view name, std::uint64_t most) const {
  // HEAD and its like belong to the work tree, everything with a folder to the repository.
  const fs::path& folder = name.find('/') == std::string_view::npos ? own_ : common_;
  return read_below(folder, std::string(name), most, follow_);
}

std::optional<ObjectId> GitFolder::reference(std::string_view name) const {
  std::string wanted(name);
  for (int i = 0; i < most_symbolic; ++i) {
    if (wanted.empty() || wanted.find('\0') != std::string::npos || wanted.find("..") != std::string::npos) break;
    const auto loose = bytes_of(wanted, 65536);
    // Read anew each time: git may pack its references while we read.
    if (!loose.has_value()) {
      return find_packed(read_below(common_, "packed-refs", most_packed, follow_).value_or(""), wanted);
    }
    const std::string_view text = *loose;
    if (!text.starts_with("ref:")) {
      auto id = parse_id(text.substr(0, 2 * id_size_));
      return id.has_value() && id->hex.size() == 2 * id_size_ ? id : std::nullopt;
    }
    wanted = trimmed(text.substr(4));
    if (!wanted.starts_with("refs/")) break;
  }
  return std::nullopt;
}

Result<GitFormat> parse_git_config(std::string_view text) {
  GitFormat format;
  bool inside = false;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.starts_with('[')) {
      const std::size_t close = line.find(']');
      if (close == std::string_view::npos) return fail(corrupt("a section of git's configuration does not end"));
      inside = lower(trimmed(line.substr(1, close - 1))) == "extensions";
      line = trimmed(line.substr(close + 1));
    }
    if (!inside || line.empty() || line[0] == '#' || line[0] == ';') continue;
    const std::size_t equals = line.find('=');
    std::string_view value = equals == std::string_view::npos ? "true" : trimmed(line.substr(equals + 1));
    value = trimmed(value.substr(0, value.find_first_of("#;")));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    format.extensions[lower(trimmed(line.substr(0, equals)))] = lower(value);
  }
  return format;
}

std::optional<ObjectId> find_packed(std::string_view packed, std::string_view name) {
  while (!packed.empty()) {
    const std::size_t end = packed.find('\n');
    const std::string_view line = packed.substr(0, end);
    packed.remove_prefix(end == std::string_view::npos ? packed.size() : end + 1);
    const std::size_t space = line.find(' ');
    if (space != std::string_view::npos && trimmed(line.substr(space + 1)) == name) {
      if (auto id = parse_id(line.substr(0, space))) return id;
    }
  }
  return std::nullopt;
}

}  // namespace oyer::datasets::detail
