// PackOrder: in which pack and where in it objects lie, over all packs of a repository. Reading in that order touches
// each part of a pack once, and finds the bases of deltas where they were just made.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "datasets/detail/git_objects.h"
#include "datasets/detail/pack_index.h"

namespace oyer::datasets::detail {

// A file's bytes, mapped. It must not shrink meanwhile; git never changes an index, it replaces it.
class MappedFile {
 public:
  MappedFile(const char* data, std::size_t size) : data_(data), size_(size) {}
  MappedFile(MappedFile&& other) noexcept : data_(other.data_), size_(std::exchange(other.size_, 0)) {}
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile();
  std::string_view bytes() const noexcept { return {data_, size_}; }

 private:
  const char* data_;
  std::size_t size_;
};

class PackOrder {
 public:
  // corrupt where something that is no file lies among the packs: whoever opened it might wait for ever.
  static Result<PackOrder> open(std::span<const std::filesystem::path> folders, std::size_t id_size, bool follow);

  struct Position {
    std::size_t pack = 0;  // by folder and name
    std::uint64_t offset = 0;
    friend auto operator<=>(const Position&, const Position&) = default;
  };
  std::optional<Position> find(std::string_view raw_id) const;

  // False where an index could not be read, so that what is not found here may yet be there.
  bool complete() const noexcept { return complete_; }

  // Ids that begin so, in their order, each once; `beginning` in lower-case digits.
  std::vector<ObjectId> starting_with(std::string_view beginning) const;

  // Places of `ids` by position; at the end what is in no pack, by id. Equal ids stand together.
  std::vector<std::size_t> sorted(std::span<const ObjectId> ids) const;

 private:
  struct Pack {
    MappedFile file;
    PackIndex index;
  };
  Status add(const std::filesystem::path& folder, std::size_t id_size, bool follow);

  std::vector<Pack> packs_;
  bool complete_ = true;
};

}  // namespace oyer::datasets::detail
