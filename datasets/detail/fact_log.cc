#include "datasets/detail/fact_log.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "base/fd.h"
#include "base/file.h"
#include "base/sketch_hash.h"

namespace oyer::datasets::detail {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "records are written as they lie in memory");

constexpr std::string_view kLogHead = "oyer facts 1\n";
constexpr std::string_view kIndexHead = "oyer index 1\n";

constexpr std::uint64_t kFlushAt = std::uint64_t{1} << 20U;
constexpr std::uint32_t kLargestValue = std::uint32_t{1} << 30U;
// A log of this size is not worth cleaning.
constexpr std::uint64_t kSmallLog = std::uint64_t{64} << 20U;

struct RecordHead {
  std::uint32_t size = 0;
  std::array<std::uint8_t, 16> key{};
  std::array<std::uint8_t, 8> check{};
};
static_assert(sizeof(RecordHead) == 28);

// A row of the index.
struct Place {
  FactKey key;
  std::uint64_t offset = 0;  // of the record's head
  std::uint32_t size = 0;    // of the value
  std::uint32_t zero = 0;
};
static_assert(sizeof(Place) == 32);

struct IndexHead {
  std::array<char, 16> magic{};
  std::uint64_t log_bytes = 0, places = 0, check = 0;
};

std::uint64_t check_of(const FactKey& key, std::string_view value) {
  std::uint64_t seed = 0;
  std::memcpy(&seed, key.bytes.data(), sizeof seed);
  return sketch_hash(value, seed ^ value.size());
}

bool read_at(int file, std::uint64_t offset, char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t n = ::pread(file, bytes, size, static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes += n;
    offset += static_cast<std::uint64_t>(n);
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

std::string record_of(const FactKey& key, std::string_view value) {
  RecordHead head;
  head.size = static_cast<std::uint32_t>(value.size());
  head.key = key.bytes;
  const std::uint64_t check = check_of(key, value);
  std::memcpy(head.check.data(), &check, sizeof check);
  std::string record(reinterpret_cast<const char*>(&head), sizeof head);
  record += value;
  return record;
}

// The record at `offset`, when it is whole and lies before `end`.
std::optional<std::string> value_at(int file, std::uint64_t offset, std::uint64_t end, FactKey& key) {
  RecordHead head;
  if (end - offset < sizeof head || !read_at(file, offset, reinterpret_cast<char*>(&head), sizeof head)) return {};
  if (head.size > kLargestValue || end - offset - sizeof head < head.size) return {};
  std::string value(head.size, '\0');
  if (!read_at(file, offset + sizeof head, value.data(), value.size())) return {};
  key.bytes = head.key;
  std::uint64_t check = 0;
  std::memcpy(&check, head.check.data(), sizeof check);
  if (check != check_of(key, value)) return {};
  return value;
}

struct KeyHash {
  std::size_t operator()(const FactKey& key) const noexcept {
    std::size_t hash = 0;
    std::memcpy(&hash, key.bytes.data(), sizeof hash);
    return hash;
  }
};

// The index file, mapped.
class MappedIndex {
 public:
  MappedIndex() = default;
  MappedIndex(const MappedIndex&) = delete;
  MappedIndex& operator=(const MappedIndex&) = delete;
  ~MappedIndex() { close(); }

  // False where there is none for a log of this many bytes at least.
  bool open(const fs::path& path, std::uint64_t log_bytes) {
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat info {};
    if (!file || ::fstat(file.get(), &info) != 0) return false;
    bytes_ = static_cast<std::size_t>(info.st_size);
    if (bytes_ < sizeof(IndexHead)) return false;
    memory_ = ::mmap(nullptr, bytes_, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (memory_ == MAP_FAILED) return memory_ = nullptr, false;
    const auto& head = *static_cast<const IndexHead*>(memory_);
    places_ = reinterpret_cast<const Place*>(&head + 1);
    count_ = (bytes_ - sizeof head) / sizeof(Place);
    log_bytes_ = head.log_bytes;
    const std::string_view rows(reinterpret_cast<const char*>(places_), count_ * sizeof(Place));
    const bool good = std::string_view(head.magic.data(), kIndexHead.size()) == kIndexHead && head.places == count_ &&
                      rows.size() + sizeof head == bytes_ && head.log_bytes <= log_bytes &&
                      head.check == sketch_hash(rows, head.log_bytes);
    if (!good) close();
    return good;
  }

  const Place* find(const FactKey& key) const {
    const auto less = [](const Place& place, const FactKey& wanted) { return place.key < wanted; };
    const Place* at = std::lower_bound(begin(), end(), key, less);
    return at != end() && at->key == key ? at : nullptr;
  }

  void close() {
    if (memory_ != nullptr) ::munmap(memory_, bytes_);
    memory_ = nullptr;
    places_ = nullptr;
    count_ = 0;
    log_bytes_ = 0;
  }

  const Place* begin() const noexcept { return places_; }
  const Place* end() const noexcept { return places_ + count_; }
  std::size_t size() const noexcept { return count_; }
  std::uint64_t log_bytes() const noexcept { return log_bytes_; }

 private:
  void* memory_ = nullptr;
  std::size_t bytes_ = 0, count_ = 0;
  const Place* places_ = nullptr;
  std::uint64_t log_bytes_ = 0;
};

}  // namespace

FactKey FactKey::of(const Digest& digest) {
  FactKey key;
  std::copy_n(digest.bytes.begin(), key.bytes.size(), key.bytes.begin());
  return key;
}

struct FactLog::State {
  explicit State(fs::path where) : folder(std::move(where)) {}

  fs::path log_path() const { return folder / "facts.log"; }
  fs::path index_path() const { return folder / "facts.index"; }

  void open() {
    std::error_code error;
    usable = true;
    fs::create_directories(folder, error);
    file = Fd(::open(log_path().c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
    struct stat info {};
    if (!file || ::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return give_up();
    written = static_cast<std::uint64_t>(info.st_size);
    std::string head(kLogHead.size(), '\0');
    if (written < head.size() || !read_at(file.get(), 0, head.data(), head.size()) || head != kLogHead) {
      if (::ftruncate(file.get(), 0) != 0) return give_up();
      written = 0;
      return write(kLogHead);
    }
    const bool indexed = index.open(index_path(), written);
    asked_for.resize(index.size());
    read_tail(indexed ? index.log_bytes() : kLogHead.size());
  }

  void read_tail(std::uint64_t at) {
    while (at < written) {
      FactKey key;
      const auto value = value_at(file.get(), at, written, key);
      if (!value) break;
      fresh[key] = {key, at, static_cast<std::uint32_t>(value->size()), 0};
      at += sizeof(RecordHead) + value->size();
    }
    if (at < written && ::ftruncate(file.get(), static_cast<off_t>(at)) != 0) return give_up();
    written = at;
  }

  // Nothing is found and nothing kept any more. The file stays open: others may be reading it.
  void give_up() {
    usable = false;
    index.close();
    fresh.clear();
    waiting.clear();
  }

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(written));
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return give_up();  // the disk is full: the build needs what is left more than we do
      bytes.remove_prefix(static_cast<std::size_t>(n));
      written += static_cast<std::uint64_t>(n);
    }
  }

  void flush() {
    if (!usable || waiting.empty()) return;
    const std::string bytes = std::move(waiting);
    waiting.clear();
    write(bytes);
  }

  std::size_t number_of(const Place& place) const { return static_cast<std::size_t>(&place - index.begin()); }

  // All that is in the log, by key, with whether this build wanted it.
  std::vector<std::pair<Place, bool>> all_places() const {
    std::vector<std::pair<Place, bool>> places;
    places.reserve(index.size() + fresh.size());
    for (const Place& place : index)
      if (!fresh.contains(place.key)) places.emplace_back(place, asked_for[number_of(place)]);
    for (const auto& [key, place] : fresh) places.emplace_back(place, true);
    std::sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.first.key < b.first.key; });
    return places;
  }

  void write_index(const std::vector<Place>& places, std::uint64_t log_bytes) const {
    std::string rows(reinterpret_cast<const char*>(places.data()), places.size() * sizeof(Place));
    IndexHead head;
    std::copy(kIndexHead.begin(), kIndexHead.end(), head.magic.begin());
    head.log_bytes = log_bytes;
    head.places = places.size();
    head.check = sketch_hash(rows, log_bytes);
    rows.insert(0, reinterpret_cast<const char*>(&head), sizeof head);
    (void)write_file(index_path(), rows);  // without it the log is read through next time
  }

  void close_with(std::vector<std::pair<Place, bool>> all) {
    std::uint64_t wanted = 0;
    for (const auto& [place, asked] : all) wanted += asked ? place.size + sizeof(RecordHead) : 0;
    if (written > kSmallLog + 2 * wanted) return rewrite(std::move(all));
    // A short tail is read faster than an index is written.
    if (index.size() > 0 && written - index.log_bytes() < kFlushAt + written / 16) return;
    std::vector<Place> places;
    places.reserve(all.size());
    for (const auto& [place, asked] : all) places.push_back(place);
    write_index(places, written);
  }

  // A log of what was wanted alone. The index goes first: it would not fit.
  void rewrite(std::vector<std::pair<Place, bool>> all) {
    std::erase_if(all, [](const auto& one) { return !one.second; });
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first.offset < b.first.offset; });
    const fs::path anew = folder / "facts.log.new";
    Fd out(::open(anew.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (!out) return;
    std::string bytes(kLogHead);
    std::vector<Place> places;
    std::uint64_t at = bytes.size();
    for (const auto& [place, asked] : all) {
      FactKey key;
      const auto value = value_at(file.get(), place.offset, written, key);
      if (!value || key != place.key) continue;
      places.push_back({key, at, place.size, 0});
      at += sizeof(RecordHead) + value->size();
      bytes += record_of(key, *value);
      if (bytes.size() < kFlushAt) continue;
      if (!write_all(out.get(), bytes).has_value()) return;
      bytes.clear();
    }
    if (!write_all(out.get(), bytes).has_value()) return;
    std::error_code error;
    fs::remove(index_path(), error);
    fs::rename(anew, log_path(), error);
    if (error) return;
    std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.key < b.key; });
    write_index(places, at);
  }

  fs::path folder;
  Fd file;
  bool usable = false;
  std::uint64_t written = 0;  // bytes of the file
  std::string waiting;        // what stands behind them
  MappedIndex index;
  std::vector<bool> asked_for;  // of the index's places
  std::unordered_map<FactKey, Place, KeyHash> fresh;
  Counts counts;
  mutable std::mutex mutex;
};

FactLog::FactLog(const fs::path& folder) : state_(std::make_unique<State>(folder)) { state_->open(); }

FactLog::~FactLog() { state_->flush(); }

std::optional<std::string> FactLog::find(const FactKey& key) {
  State& s = *state_;
  Place place;
  {
    const std::lock_guard lock(s.mutex);
    ++s.counts.asked;
    if (const auto at = s.fresh.find(key); at != s.fresh.end()) {
      place = at->second;
      if (place.offset >= s.written) {
        ++s.counts.found;
        return s.waiting.substr(place.offset - s.written + sizeof(RecordHead), place.size);
      }
    } else if (const Place* old = s.index.find(key); old != nullptr) {
      place = *old;
      s.asked_for[s.number_of(*old)] = true;
    } else {
      return std::nullopt;
    }
  }
  FactKey there;
  auto value = value_at(s.file.get(), place.offset, place.offset + sizeof(RecordHead) + place.size, there);
  if (!value || there != key) return std::nullopt;
  const std::lock_guard lock(s.mutex);
  ++s.counts.found;
  return value;
}

void FactLog::add(const FactKey& key, std::string_view value) {
  State& s = *state_;
  if (value.size() > kLargestValue) return;
  const std::string record = record_of(key, value);
  const std::lock_guard lock(s.mutex);
  if (!s.usable) return;
  s.fresh[key] = {key, s.written + s.waiting.size(), static_cast<std::uint32_t>(value.size()), 0};
  s.waiting += record;
  ++s.counts.added;
  if (s.waiting.size() >= kFlushAt) s.flush();
}

void FactLog::finish() {
  State& s = *state_;
  s.flush();
  if (s.usable && !s.fresh.empty()) s.close_with(s.all_places());
  s.give_up();
}

void FactLog::forget() {
  const std::lock_guard lock(state_->mutex);
  state_->index.close();
  state_->asked_for.clear();
  state_->fresh.clear();
}

FactLog::Counts FactLog::counts() const {
  const std::lock_guard lock(state_->mutex);
  return state_->counts;
}

}  // namespace oyer::datasets::detail
