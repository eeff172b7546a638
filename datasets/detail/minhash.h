// The inner loop of MinHash, in as many forms as there are vector units worth telling apart. All give the same values.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "datasets/corpus/sketch.h"

namespace oyer::datasets::detail {

using Signature = std::array<std::uint32_t, sketch_permutations>;

// The forms that this machine can run, the fastest first; the last runs everywhere. For tests and benchmarks.
struct MinhashForm {
  std::string_view name;
  void (*lower)(std::span<const std::uint32_t> shingles, Signature& signature);
};
std::vector<MinhashForm> minhash_forms();

// signature[p] = min(signature[p], every shingle under permutation p), by the fastest form.
void lower_signature(std::span<const std::uint32_t> shingles, Signature& signature);

}  // namespace oyer::datasets::detail
