// XXH3: fast, fixed hashes for sketches, buckets and sampled decisions. Never an identity: what must not collide on
// purpose has a Digest (base/digest.h). The same values on every machine and in every version; stored data hold them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace oyer {

// XXH3-64 with seed 0.
std::uint64_t sketch_hash(std::string_view bytes) noexcept;

// XXH3-64 with a seed, for families of hashes.
std::uint64_t sketch_hash(std::string_view bytes, std::uint64_t seed) noexcept;

// A piece of a text: bytes [begin, end).
struct Piece {
  std::uint32_t begin = 0, end = 0;
  friend bool operator==(const Piece&, const Piece&) = default;
};

// hashes[i] = the low 32 bits of sketch_hash(piece i of `text`): many short pieces without a call for each. The spans
// are of one length, the pieces lie inside the text.
void sketch_hashes(std::string_view text, std::span<const Piece> pieces, std::span<std::uint32_t> hashes) noexcept;

}  // namespace oyer
