#include "datasets/detail/corpus_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>

#include "base/file.h"

namespace oyer::datasets::detail {
namespace {

namespace fs = std::filesystem;

// Everything that a corpus consists of; the manifest, which says that the rest is whole, goes last.
constexpr std::array kParts = {"data", "dropped", "files", "clusters", "README.md", "manifest.json"};
constexpr std::array kOwn = {".partial", ".lock", ".repositories", ".cache"};

bool is_ours(const std::string& name) {
  const auto is = [&](const char* own) { return name == own; };
  return std::any_of(kParts.begin(), kParts.end(), is) || std::any_of(kOwn.begin(), kOwn.end(), is);
}

Status check(const std::error_code& error, const std::string& what, const fs::path& path) {
  if (!error) return {};
  return fail(host_error("cannot " + what + " " + path.string(), error.value()));
}

Status refuse_strangers(const fs::path& out) {
  std::error_code error;
  if (fs::exists(out / "manifest.json") || fs::exists(out / ".partial")) return {};
  for (const auto& entry : fs::directory_iterator(out, error)) {
    const std::string name = entry.path().filename().string();
    if (name == ".lock" || name == ".repositories" || name == ".cache") continue;
    return fail(invalid_input(out.string() + " holds " + name + (is_ours(name) ? " and no manifest.json" : "") +
                              ", so it is no corpus of Oyer's; name a new or empty folder"));
  }
  return check(error, "read", out);
}

}  // namespace

Result<CorpusFolder> CorpusFolder::open(const fs::path& out) {
  std::error_code error;
  std::vector<fs::path> made;
  for (fs::path at = out; !at.empty() && !fs::exists(at, error); at = at.parent_path()) made.push_back(at);
  fs::create_directories(out, error);
  OYER_TRY_STATUS(check(error, "make", out));
  CorpusFolder folder(out, std::move(made));
  OYER_TRY_STATUS(refuse_strangers(out));
  OYER_TRY_STATUS(folder.take_lock());
  OYER_TRY_STATUS(folder.recover());
  return folder;
}

Status CorpusFolder::take_lock() {
  const fs::path path = path_ / ".lock";
  lock_ = Fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!lock_) return fail(host_error("cannot open " + path.string()));
  bool held = ::flock(lock_.get(), LOCK_EX | LOCK_NB) == 0;
  if (!held && errno != EWOULDBLOCK) return fail(host_error("cannot lock " + path_.string()));
  // Whoever held it may have taken the file away with the folder, just now.
  struct stat ours {
  }, there{};
  held = held && ::fstat(lock_.get(), &ours) == 0 && ::stat(path.c_str(), &there) == 0 && ours.st_ino == there.st_ino;
  if (held) return {};
  made_.clear();
  Error busy =
      host_error(path_.string() + ": another process builds this corpus; wait for it or name another folder", 0);
  busy.kind = Error::Kind::busy;
  return fail(std::move(busy));
}

CorpusFolder::~CorpusFolder() {
  if (made_.empty()) return;
  std::error_code error;
  if (!fs::exists(partial() / "manifest.json", error)) fs::remove_all(partial(), error);
  for (fs::directory_iterator at(path_, error), end; !error && at != end; at.increment(error))
    if (at->path().filename() != ".lock") return;
  fs::remove(path_ / ".lock", error);
  for (const fs::path& folder : made_)
    if (!fs::remove(folder, error)) return;  // of those that are not empty it takes none
}

Status CorpusFolder::recover() {
  if (fs::exists(partial() / "manifest.json")) return move_in();
  std::error_code error;
  fs::remove_all(partial(), error);
  return check(error, "clear", partial());
}

Result<fs::path> CorpusFolder::begin() {
  OYER_TRY_STATUS(recover());
  std::error_code error;
  fs::create_directory(partial(), error);
  OYER_TRY_STATUS(check(error, "make", partial()));
  return partial();
}

Status CorpusFolder::commit(const json::object& manifest) {
  OYER_TRY_STATUS(write_file(partial() / "manifest.json", json::print(manifest) + "\n"));
  return move_in();
}

// A part that is not in .partial was moved before an interruption (then its mark is there), or the new corpus has none
// (then the old one's must go).
Status CorpusFolder::move_in() {
  std::error_code error;
  const fs::path moved = partial() / ".moved";
  for (const char* part : kParts) {
    const fs::path from = partial() / part;
    const fs::path mark = moved.string() + "-" + part;
    if (!fs::exists(from)) {
      if (fs::exists(mark)) continue;
      fs::remove_all(path_ / part, error);
      OYER_TRY_STATUS(check(error, "remove", path_ / part));
      continue;
    }
    OYER_TRY_STATUS(write_file(mark, ""));
    fs::remove_all(path_ / part, error);
    OYER_TRY_STATUS(check(error, "remove", path_ / part));
    fs::rename(from, path_ / part, error);
    OYER_TRY_STATUS(check(error, "move", from));
  }
  fs::remove_all(partial(), error);
  return check(error, "clear", partial());
}

}  // namespace oyer::datasets::detail
