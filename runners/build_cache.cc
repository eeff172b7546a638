// The folder:
//
//     builds/HH/HEX      one entry: a line of JSON, then the program or the diagnostics
//     headers/HEX/NAME.gch, NAME, size
//     wanted/HEX         one byte for each build that could have used the header; a mebibyte: it cannot be made
//     partial/           what is being written; what a killed process left here is removed when it is an hour old
//     lock               flock'ed while headers are made
//
// The time of an entry's last use is its mtime: atime is not kept on most hosts.
#include "runners/build_cache.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <vector>

#include "base/fd.h"
#include "base/file.h"
#include "base/json.h"

namespace oyer::runners {

namespace {

namespace fs = std::filesystem;

constexpr int format = 1;
constexpr auto partial_life = std::chrono::hours(1);
constexpr std::uint64_t stores_between_scans = 64;
constexpr off_t given_up = 1 << 20;  // size of a file in wanted/
constexpr std::uint64_t most_entry = std::uint64_t{256} << 20U;

Status make_folder(const fs::path& path, mode_t mode) {
  if (::mkdir(path.c_str(), mode) == 0) return {};
  if (errno != EEXIST) return fail(host_error("cannot make " + path.string()));
  return {};
}

// Others could put programs of their own choosing where they may write.
Status check_owner(const fs::path& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return fail(host_error("cannot read " + path.string()));
  if (!S_ISDIR(found.st_mode)) return fail(invalid_input(path.string() + ", the build cache, is not a folder"));
  if ((found.st_uid != ::geteuid() && found.st_uid != 0) || (found.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return fail(invalid_input(path.string() + ", the build cache, belongs to or may be written by other users: " +
                              "choose a folder of your own, or mend it with chmod go-w"));
  }
  return {};
}

void touch(const fs::path& path) { ::utimensat(AT_FDCWD, path.c_str(), nullptr, AT_SYMLINK_NOFOLLOW); }

// Writes and flushes a new file; gone again on failure.
Status write_new(const fs::path& path, std::initializer_list<std::string_view> parts, mode_t mode) {
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!fd) return fail(host_error("cannot create " + path.string()));
  // The mode as asked for, whatever the umask.
  Status status = ::fchmod(fd.get(), mode) == 0 ? Status() : fail(host_error("chmod " + path.string()));
  for (const std::string_view part : parts) {
    if (status.has_value()) status = write_all(fd.get(), part);
  }
  if (status.has_value() && ::fsync(fd.get()) != 0) status = fail(host_error("fsync"));
  if (!status.has_value()) {
    ::unlink(path.c_str());
    return fail(std::move(status).error().with_context("writing " + path.string()));
  }
  return {};
}

void flush_folder(const fs::path& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd) ::fsync(fd.get());
}

Digest digest_of_entry(const Digest& key, std::string_view head, std::string_view body) {
  return Digester().field(to_string(key)).field(head).field(body).finish();
}

struct Parts {
  json::object head;
  std::string_view body;
};

Parts parts_of(const BuildResult& result) {
  if (const Artefact* artefact = std::get_if<Artefact>(&result)) {
    return {{{"oyer_build", format}, {"kind", "program"}, {"precompiled_header", artefact->precompiled_header}},
            *artefact->bytes};
  }
  const auto& failure = std::get<CompileFailure>(result);
  return {{{"oyer_build", format}, {"kind", "failure"}, {"ending", sandbox::to_json(failure.ending)}},
          failure.diagnostics};
}

// The entry's text is "HEX OF ITS DIGEST\nHEAD\nBODY".
std::optional<BuildResult> parse_entry(const Digest& key, std::string_view text) {
  const std::size_t first = text.find('\n');
  const std::size_t second = first == std::string_view::npos ? first : text.find('\n', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const std::string_view head = text.substr(first + 1, second - first - 1), body = text.substr(second + 1);
  if (text.substr(0, first) != to_string(digest_of_entry(key, head, body))) return std::nullopt;
  const auto parsed = json::parse(head);
  if (!parsed.has_value() || !parsed->is_object()) return std::nullopt;
  const json::object& object = parsed->get_object();
  const json::value* version = json::find(object, "oyer_build");
  const json::string* kind = json::find_string(object, "kind");
  if (version == nullptr || *version != json::value(format) || kind == nullptr) return std::nullopt;
  if (*kind == "program") {
    const json::value* header = json::find(object, "precompiled_header");
    auto bytes = std::make_shared<const std::string>(body);
    const Digest digest = sha256(*bytes);
    return Artefact{std::move(bytes), digest, true, header != nullptr && *header == json::value(true)};
  }
  const json::object* ending = json::find_object(object, "ending");
  if (*kind != "failure" || ending == nullptr) return std::nullopt;
  auto read = sandbox::ending_from_json(*ending);
  if (!read.has_value()) return std::nullopt;
  return CompileFailure{std::move(*read), std::string(body), true};
}

struct Entry {
  fs::path path;
  std::uint64_t size = 0;
  fs::file_time_type used;
  bool header = false;
};

std::uint64_t size_of(const fs::path& path) {
  std::error_code error;
  std::uint64_t total = 0;
  if (fs::is_directory(path, error)) {
    for (fs::recursive_directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
      std::error_code gone;
      if (at->is_regular_file(gone)) total += at->file_size(gone);
    }
    return total;
  }
  const std::uint64_t size = fs::file_size(path, error);
  return error ? 0 : size;
}

// Entries may go while they are looked at: other processes evict too.
void add_entries(const fs::path& folder, bool header, std::vector<Entry>& entries) {
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code gone;
    const auto used = fs::last_write_time(at->path(), gone);
    if (!gone) entries.push_back({at->path(), size_of(at->path()), used, header});
  }
}

}  // namespace

struct BuildCache::State {
  fs::path folder;
  Bytes most;
  std::mutex mutex;
  std::uint64_t stores = 0;  // since the last scan
  std::uint64_t size = 0;    // as of the last scan, and what was stored since
  bool scanned = false;
  std::atomic<std::uint64_t> counter{0};

  fs::path build_path(const Digest& key) const {
    const std::string hex = to_string(key);
    return folder / "builds" / hex.substr(0, 2) / hex;
  }
  fs::path header_path(const Digest& key) const { return folder / "headers" / to_string(key); }
  fs::path partial_path() {
    return folder / "partial" / (std::to_string(::getpid()) + "." + std::to_string(counter.fetch_add(1)));
  }

  std::vector<Entry> entries() const {
    std::vector<Entry> all;
    std::error_code error;
    for (fs::directory_iterator at(folder / "builds", error), end; !error && at != end; at.increment(error)) {
      add_entries(at->path(), false, all);
    }
    add_entries(folder / "headers", true, all);
    return all;
  }

  void remove_old_partials() const {
    std::error_code error;
    const auto now = fs::file_time_type::clock::now();
    for (fs::directory_iterator at(folder / "partial", error), end; !error && at != end; at.increment(error)) {
      std::error_code gone;
      const auto written = fs::last_write_time(at->path(), gone);
      if (!gone && now - written > partial_life) fs::remove_all(at->path(), gone);
    }
  }

  // Counts anew, and removes what was used longest ago until a tenth of the cap is free.
  void scan() {
    remove_old_partials();
    std::vector<Entry> all = entries();
    size = 0;
    for (const Entry& entry : all) size += entry.size;
    scanned = true;
    stores = 0;
    if (size <= most.count) return;
    std::sort(all.begin(), all.end(), [](const Entry& a, const Entry& b) { return a.used < b.used; });
    for (const Entry& entry : all) {
      if (size <= most.count - most.count / 10) break;
      std::error_code gone;
      fs::remove_all(entry.path, gone);
      size -= std::min(size, entry.size);
    }
  }

  void stored(std::uint64_t bytes) {
    const std::lock_guard lock(mutex);
    size += bytes;
    if (!scanned || size > most.count || ++stores >= stores_between_scans) scan();
  }
};

BuildCache::BuildCache(std::unique_ptr<State> state) : state_(std::move(state)) {}
BuildCache::~BuildCache() = default;

Result<std::unique_ptr<BuildCache>> BuildCache::open(const fs::path& folder, Bytes most) {
  std::error_code error;
  fs::create_directories(folder.parent_path(), error);  // what cannot be made is seen by the next step
  OYER_TRY_STATUS(make_folder(folder, 0700));
  OYER_TRY_STATUS(check_owner(folder));
  for (const char* part : {"builds", "wanted", "partial"}) OYER_TRY_STATUS(make_folder(folder / part, 0700));
  OYER_TRY_STATUS(make_folder(folder / "headers", 0755));
  auto state = std::make_unique<State>();
  state->folder = fs::absolute(folder);
  state->most = most;
  return std::unique_ptr<BuildCache>(new BuildCache(std::move(state)));
}

std::optional<BuildResult> BuildCache::find(const Digest& key) {
  const fs::path path = state_->build_path(key);
  auto text = read_file(path, most_entry);
  if (!text.has_value()) return std::nullopt;
  std::optional<BuildResult> found = parse_entry(key, *text);
  if (found.has_value()) {
    touch(path);
  } else {
    ::unlink(path.c_str());
  }
  return found;
}

Status BuildCache::store(const Digest& key, const BuildResult& result) {
  const Parts parts = parts_of(result);
  const std::string head = json::print(json::value(parts.head));
  const std::string first = to_string(digest_of_entry(key, head, parts.body));
  const fs::path partial = state_->partial_path(), path = state_->build_path(key);
  OYER_TRY_STATUS(write_new(partial, {first, "\n", head, "\n", parts.body}, 0600));
  Status made = make_folder(path.parent_path(), 0700);
  if (made.has_value() && ::rename(partial.c_str(), path.c_str()) != 0) {
    made = fail(host_error("cannot write " + path.string()));
  }
  if (!made.has_value()) {
    ::unlink(partial.c_str());
    return made;
  }
  state_->stored(first.size() + head.size() + parts.body.size() + 2);
  return {};
}

bool BuildCache::has_header(const Digest& key, std::string_view name) {
  const fs::path folder = state_->header_path(key);
  const auto size = read_file(folder / "size", 32);
  if (!size.has_value()) return false;
  std::error_code error;
  const fs::path header = folder / (std::string(name) + ".gch");
  const std::uintmax_t found = fs::file_size(header, error);
  if (!error && std::to_string(found) == *size) {
    touch(folder);
    return true;
  }
  fs::remove_all(folder, error);
  return false;
}

Status BuildCache::store_header(const Digest& key, std::string_view name, std::string_view bytes) {
  const fs::path partial = state_->partial_path(), folder = state_->header_path(key);
  const fs::path header = partial / (std::string(name) + ".gch");
  const auto write = [&]() -> Status {
    OYER_TRY_STATUS(make_folder(partial, 0755));
    for (fs::path at = partial; const fs::path& part : fs::path(name).parent_path()) {
      OYER_TRY_STATUS(make_folder(at /= part, 0755));
      ::chmod(at.c_str(), 0755);
    }
    ::chmod(partial.c_str(), 0755);
    OYER_TRY_STATUS(write_new(header, {bytes}, 0644));
    // Where GCC finds NAME.gch but cannot take it (it is not the first include), it reads NAME beside it.
    OYER_TRY_STATUS(write_new(partial / name, {"#include_next <", name, ">\n"}, 0644));
    OYER_TRY_STATUS(write_new(partial / "size", {std::to_string(bytes.size())}, 0644));
    flush_folder(partial);
    // A folder that another process has put there meanwhile is as good.
    if (::rename(partial.c_str(), folder.c_str()) != 0 && errno != ENOTEMPTY && errno != EEXIST) {
      return fail(host_error("cannot write " + folder.string()));
    }
    return {};
  };
  Status written = write();
  std::error_code gone;
  fs::remove_all(partial, gone);
  if (written.has_value()) {
    fs::remove(state_->folder / "wanted" / to_string(key), gone);
    state_->stored(bytes.size());
  }
  return written;
}

std::uint64_t BuildCache::want_header(const Digest& key) {
  const fs::path path = state_->folder / "wanted" / to_string(key);
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
  struct stat found {};
  if (!fd || ::write(fd.get(), ".", 1) != 1 || ::fstat(fd.get(), &found) != 0) return 0;
  return found.st_size > given_up ? 0 : static_cast<std::uint64_t>(found.st_size);
}

void BuildCache::give_up_header(const Digest& key) {
  const fs::path path = state_->folder / "wanted" / to_string(key);
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (fd) static_cast<void>(::ftruncate(fd.get(), given_up));  // sparse: it takes no space
}

std::optional<Fd> BuildCache::try_lock_headers() {
  Fd fd(::open((state_->folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd || ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  return fd;
}

fs::path BuildCache::headers() const { return state_->folder / "headers"; }
const fs::path& BuildCache::folder() const { return state_->folder; }
Bytes BuildCache::most() const { return state_->most; }

BuildCache::Contents BuildCache::measure() const {
  Contents contents;
  for (const Entry& entry : state_->entries()) {
    contents.size.count += entry.size;
    ++(entry.header ? contents.headers : contents.builds);
  }
  return contents;
}

}  // namespace oyer::runners
