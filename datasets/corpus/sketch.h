// Sketch: what deduplication keeps of a file instead of its text.
//
// A pure function of the bytes, the same on every machine whatever its vector unit. Thread safe. Sketches are stored:
// whoever changes what is written here changes sketch_version().
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "base/sketch_hash.h"

namespace oyer::datasets {

inline constexpr std::size_t sketch_permutations = 256;
inline constexpr std::size_t shingle_words = 5;

// Words and shingles are BigCode's: the text in lower case, split at every byte that is no letter, digit or '_', so
// that two such bytes in a row have an empty word between them; a shingle is five words in a row, hashed by XXH3 over
// the words with one space between each two. Two things differ: bytes >= 0x80 count as letters and only ASCII changes
// its case; five empty words make no shingle. (Leaving out empty words was tried: copies with a tenth of their lines
// edited then mostly fall under a Jaccard of 0.7, docs/bench/corpus.md.)
struct Sketch {
  Digest exact;  // SHA-256 of the bytes
  // XXH3-64 of the text without white space, but for one space where it parts two words, without a byte order mark and
  // without the ranges given as comments: equal for reformatted copies.
  std::uint64_t normalised = 0;
  // parsers::Outline::shape, as the caller gave it: equal for renamed copies. 0: not known.
  std::uint64_t shape = 0;
  // The least value of each permutation over the shingles; sketch_permutations of them, or none where there is no
  // shingle, so that short files never look alike for want of words.
  std::vector<std::uint32_t> minhash;
  std::uint32_t shingle_count = 0;  // shingles.size(), also where they are kept elsewhere
  std::vector<std::uint32_t>
      shingles;  // the low 32 bits of their hashes, sorted, each once; at most 4 bytes a text byte
  friend bool operator==(const Sketch&, const Sketch&) = default;
};

// `comments`: ranges of the text, in order and without overlap, that the normalised hash leaves out. They still make
// shingles. Texts of 4 GiB and more are a bug of the caller.
Sketch sketch_of(std::string_view text, std::uint64_t shape = 0, std::span<const Piece> comments = {});

// The name of the rules above.
std::string_view sketch_version() noexcept;

// A sketch as bytes, for caches: the same bytes for the same sketch. 1.1 KB, and 4 bytes a shingle unless they are left
// out (the sketch that comes back then has a shingle_count and none).
enum class Shingles { kept, left_out };
std::string encode_sketch(const Sketch& sketch, Shingles shingles = Shingles::kept);
// corrupt for bytes that encode_sketch() does not make.
Result<Sketch> decode_sketch(std::string_view bytes);

// |a and b| / |a or b| of two sorted sets of shingles; 1 where both are empty.
double jaccard(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) noexcept;

// The share of equal places of two signatures of one length: an estimate of jaccard() whose standard error is
// sqrt(j (1 - j) / 256). 0 where both are empty.
double estimated_jaccard(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) noexcept;

// The least value of each permutation x -> a x + b (mod 2^32, a odd) over `shingles`, which must not be empty.
std::vector<std::uint32_t> minhash_of(std::span<const std::uint32_t> shingles);

}  // namespace oyer::datasets
