#include "datasets/detail/minhash.h"

namespace oyer::datasets::detail {
namespace {

// Stored signatures hold what these make: they never change. splitmix64 from a fixed start.
struct Permutations {
  alignas(64) Signature factor{}, offset{};
};

constexpr Permutations make_permutations() {
  Permutations made;
  std::uint64_t state = 0x6f796572;  // "oyer"
  for (std::size_t p = 0; p < sketch_permutations; ++p) {
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
    mixed ^= mixed >> 31U;
    made.factor[p] = static_cast<std::uint32_t>(mixed) | 1U;
    made.offset[p] = static_cast<std::uint32_t>(mixed >> 32U);
  }
  return made;
}

constexpr Permutations permutations = make_permutations();

// A block of permutations stays in registers while all shingles pass: `registers` vectors of `bytes` bytes, three of
// each kind. Vectors of the compiler, so that the same lines serve every unit; always inlined, so that they are
// compiled for the caller's.
template <std::size_t bytes, std::size_t registers>
[[gnu::always_inline]] inline void lower_in_blocks(std::span<const std::uint32_t> shingles, Signature& signature) {
  typedef std::uint32_t Lanes __attribute__((vector_size(bytes)));
  constexpr std::size_t lanes = bytes / sizeof(std::uint32_t), block = lanes * registers;
  static_assert(sketch_permutations % block == 0);
  for (std::size_t first = 0; first < sketch_permutations; first += block) {
    Lanes factor[registers], offset[registers], least[registers];
    __builtin_memcpy(factor, permutations.factor.data() + first, sizeof factor);
    __builtin_memcpy(offset, permutations.offset.data() + first, sizeof offset);
    __builtin_memcpy(least, signature.data() + first, sizeof least);
    for (const std::uint32_t shingle : shingles) {
      for (std::size_t r = 0; r < registers; ++r) {
        const Lanes moved = factor[r] * shingle + offset[r];
        least[r] = moved < least[r] ? moved : least[r];
      }
    }
    __builtin_memcpy(signature.data() + first, least, sizeof least);
  }
}

void lower_plain(std::span<const std::uint32_t> shingles, Signature& signature) {
  lower_in_blocks<16, 4>(shingles, signature);
}

#if defined(__x86_64__)
[[gnu::target("sse4.1")]] void lower_sse4(std::span<const std::uint32_t> shingles, Signature& signature) {
  lower_in_blocks<16, 4>(shingles, signature);
}

[[gnu::target("avx2")]] void lower_avx2(std::span<const std::uint32_t> shingles, Signature& signature) {
  lower_in_blocks<32, 4>(shingles, signature);
}

[[gnu::target("avx512f")]] void lower_avx512(std::span<const std::uint32_t> shingles, Signature& signature) {
  lower_in_blocks<64, 8>(shingles, signature);
}
#endif

}  // namespace

std::vector<MinhashForm> minhash_forms() {
  std::vector<MinhashForm> forms;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) forms.push_back({"avx512", lower_avx512});
  if (__builtin_cpu_supports("avx2")) forms.push_back({"avx2", lower_avx2});
  if (__builtin_cpu_supports("sse4.1")) forms.push_back({"sse4", lower_sse4});
#endif
  forms.push_back({"plain", lower_plain});
  return forms;
}

void lower_signature(std::span<const std::uint32_t> shingles, Signature& signature) {
  static const auto fastest = minhash_forms().front().lower;
  fastest(shingles, signature);
}

}  // namespace oyer::datasets::detail
