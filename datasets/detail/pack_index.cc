#include "datasets/detail/pack_index.h"

namespace oyer::datasets::detail {
namespace {

constexpr std::string_view magic("\377tOc\0\0\0\2", 8);
constexpr std::size_t counts = 8;
constexpr std::size_t ids = counts + 256 * 4;

}  // namespace

Result<PackIndex> PackIndex::parse(std::string_view bytes, std::size_t id_size) {
  if (!bytes.starts_with(magic.substr(0, 4))) return fail(unsupported("a pack index of version 1, or none at all"));
  if (!bytes.starts_with(magic)) return fail(unsupported("a pack index of a version other than 2"));
  if (bytes.size() < ids + 2 * id_size) return fail(corrupt("a pack index that breaks off in its head"));
  PackIndex index;
  index.bytes_ = bytes;
  index.id_size_ = id_size;
  for (std::size_t i = 0; i < 256; ++i) {
    const std::uint32_t upto = index.number(counts + 4 * i);
    if (upto < index.count_) return fail(corrupt("a pack index whose counts fall"));
    index.count_ = upto;
  }
  const std::uint64_t rows = std::uint64_t{index.count_} * (id_size + 8);
  const std::uint64_t room = bytes.size() - ids - 2 * id_size;
  if (rows > room) return fail(corrupt("a pack index that is shorter than its counts"));
  index.wide_ = (room - rows) / 8;
  return index;
}

std::string_view PackIndex::id(std::uint32_t place) const {
  return bytes_.substr(ids + std::size_t{place} * id_size_, id_size_);
}

std::uint32_t PackIndex::number(std::size_t at) const {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8U | static_cast<unsigned char>(bytes_[at + i]);
  return value;
}

std::optional<std::uint64_t> PackIndex::find(std::string_view raw_id) const {
  if (raw_id.size() != id_size_) return std::nullopt;
  const auto first = static_cast<unsigned char>(raw_id[0]);
  std::uint32_t low = first == 0 ? 0 : number(counts + 4 * (first - 1U));
  std::uint32_t high = number(counts + 4 * std::size_t{first});
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    const int order = id(middle).compare(raw_id);
    if (order == 0) return offset(middle);
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return std::nullopt;
}

std::optional<std::uint64_t> PackIndex::offset(std::uint32_t place) const {
  const std::size_t narrow = ids + std::size_t{count_} * (id_size_ + 4);
  const std::uint32_t value = number(narrow + 4 * std::size_t{place});
  if ((value >> 31U) == 0) return value;
  const std::uint64_t row = value & 0x7fffffffU;
  if (row >= wide_) return std::nullopt;
  const std::size_t at = narrow + 4 * std::size_t{count_} + 8 * static_cast<std::size_t>(row);
  return std::uint64_t{number(at)} << 32U | number(at + 4);
}

}  // namespace oyer::datasets::detail
