// PackIndex: where in a pack an object lies, out of the bytes of an .idx file of version 2.
//
// The layout (git's Documentation/gitformat-pack): magic and version, 256 running counts by first byte, the ids sorted,
// a CRC for each, an offset of 31 bits for each or the place of one of 64 bits in the table that follows, two hashes.
// All that the bytes claim is checked before it is used; neither hash is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace oyer::datasets::detail {

class PackIndex {
 public:
  // The bytes must live as long as the index. unsupported for version 1, corrupt for what is no index.
  static Result<PackIndex> parse(std::string_view bytes, std::size_t id_size);

  std::uint32_t size() const noexcept { return count_; }
  std::string_view id(std::uint32_t place) const;  // raw; place < size()
  // Where the object of a raw id begins in the pack; nothing where it is not in it, or the table has no such row.
  std::optional<std::uint64_t> find(std::string_view raw_id) const;

 private:
  std::uint32_t number(std::size_t at) const;
  std::optional<std::uint64_t> offset(std::uint32_t place) const;

  std::string_view bytes_;
  std::size_t id_size_ = 20;
  std::uint32_t count_ = 0;
  std::uint64_t wide_ = 0;  // rows of 64 bits
};

}  // namespace oyer::datasets::detail
