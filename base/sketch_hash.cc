#include "base/sketch_hash.h"

// Inlined, so that pieces of known, small size are hashed without a call into the library.
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace oyer {

std::uint64_t sketch_hash(std::string_view bytes) noexcept { return XXH3_64bits(bytes.data(), bytes.size()); }

std::uint64_t sketch_hash(std::string_view bytes, std::uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

void sketch_hashes(std::string_view text, std::span<const Piece> pieces, std::span<std::uint32_t> hashes) noexcept {
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Piece piece = pieces[i];
    hashes[i] = static_cast<std::uint32_t>(XXH3_64bits(text.data() + piece.begin, piece.end - piece.begin));
  }
}

}  // namespace oyer
