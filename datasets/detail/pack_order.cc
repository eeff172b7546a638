#include "datasets/detail/pack_order.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/fd.h"

namespace oyer::datasets::detail {
namespace {

namespace fs = std::filesystem;

Result<MappedFile> map_file(const fs::path& path) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat info {};
  if (!file || ::fstat(file.get(), &info) != 0) return fail(host_error("cannot open " + path.string()));
  if (!S_ISREG(info.st_mode) || info.st_size == 0) return fail(corrupt(path.string() + " is no pack index"));
  const auto size = static_cast<std::size_t>(info.st_size);
  void* const data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (data == MAP_FAILED) return fail(host_error("cannot map " + path.string()));
  return MappedFile(static_cast<const char*>(data), size);
}

}  // namespace

MappedFile::~MappedFile() {
  if (size_ > 0) ::munmap(const_cast<char*>(data_), size_);
}

Result<PackOrder> PackOrder::open(std::span<const fs::path> folders, std::size_t id_size, bool follow) {
  PackOrder order;
  for (const fs::path& folder : folders) OYER_TRY_STATUS(order.add(folder, id_size, follow));
  return order;
}

Status PackOrder::add(const fs::path& folder, std::size_t id_size, bool follow) {
  std::vector<fs::path> names;
  std::error_code error;
  for (fs::directory_iterator at(folder / "pack", error), end; !error && at != end; at.increment(error)) {
    std::error_code gone;
    if (!fs::is_regular_file(follow ? at->status(gone) : at->symlink_status(gone)) && !gone) {
      return fail(corrupt(at->path().string() + " is no file; nothing else belongs there"));
    }
    if (at->path().extension() == ".idx") names.push_back(at->path());
  }
  std::sort(names.begin(), names.end());
  for (const fs::path& name : names) {
    auto file = map_file(name);
    auto index = file.has_value() ? PackIndex::parse(file->bytes(), id_size) : fail(file.error());
    complete_ = complete_ && index.has_value();
    if (index.has_value()) packs_.push_back({*std::move(file), *index});
  }
  return {};
}

std::vector<ObjectId> PackOrder::starting_with(std::string_view beginning) const {
  std::vector<ObjectId> found;
  for (const Pack& pack : packs_) {
    std::uint32_t low = 0, high = pack.index.size();
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      if (id_of(pack.index.id(middle)).hex < beginning) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (; low < pack.index.size() && found.size() < 1000; ++low) {
      ObjectId id = id_of(pack.index.id(low));
      if (!id.hex.starts_with(beginning)) break;
      found.push_back(std::move(id));
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::optional<PackOrder::Position> PackOrder::find(std::string_view raw_id) const {
  for (std::size_t i = 0; i < packs_.size(); ++i) {
    if (const auto offset = packs_[i].index.find(raw_id)) return Position{i, *offset};
  }
  return std::nullopt;
}

std::vector<std::size_t> PackOrder::sorted(std::span<const ObjectId> ids) const {
  constexpr Position nowhere{std::numeric_limits<std::size_t>::max(), 0};
  struct Row {
    Position position;
    std::size_t place;
  };
  std::vector<Row> rows(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) rows[i] = {find(raw_of(ids[i])).value_or(nowhere), i};
  std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
    if (a.position != b.position) return a.position < b.position;
    if (const int order = ids[a.place].hex.compare(ids[b.place].hex); order != 0) return order < 0;
    return a.place < b.place;
  });
  std::vector<std::size_t> places(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) places[i] = rows[i].place;
  return places;
}

}  // namespace oyer::datasets::detail
