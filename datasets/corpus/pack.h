// Packing: which files of a project share a sample, within a budget of tokens, and in which order.
//
// Every file is new in exactly one sample. Under the dependency order a sample grows around a root (a file that nobody
// left over needs): file by file, what the sample refers to most for its size is added, until the budget is full. What
// another sample holds already may be repeated as context, in at most half of the budget, and is marked. Under the
// other orders files are put one behind another and cut where the budget ends, as other tools do.
//
// context_resolution = references resolved in the sample before their use / references that resolve in the project,
// counted over the new files. A reference is a name that one file uses and another defines, once for each file.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "datasets/corpus/graph.h"
#include "datasets/corpus/order.h"

namespace oyer::datasets {

struct PackOptions {
  OrderPolicy policy = OrderPolicy::dependency;
  std::uint64_t seed = 0;    // of the random order
  std::uint64_t budget = 0;  // tokens of one sample; 0: no bound, one sample a project
  bool file_level = false;   // every file alone
};

struct PackedFile {
  std::uint32_t file = 0;
  bool repeated = false;  // new in another sample
  friend bool operator==(const PackedFile&, const PackedFile&) = default;
};

struct ContextResolution {
  std::uint64_t resolved = 0, resolvable = 0;
  friend bool operator==(const ContextResolution&, const ContextResolution&) = default;
  ContextResolution& operator+=(const ContextResolution& other) {
    resolved += other.resolved;
    resolvable += other.resolvable;
    return *this;
  }
  // 1 where nothing is to be resolved.
  double share() const noexcept {
    return resolvable == 0 ? 1.0 : static_cast<double>(resolved) / static_cast<double>(resolvable);
  }
};

struct PackedSample {
  std::vector<PackedFile> files;  // in the order of the sample
  std::uint64_t tokens = 0;       // over the budget only where a single file is
  ContextResolution context;
  friend bool operator==(const PackedSample&, const PackedSample&) = default;
};

// `tokens` holds one number for each file of the graph.
std::vector<PackedSample> pack(const ProjectGraph& graph, std::span<const std::uint64_t> tokens,
                               const PackOptions& options);

}  // namespace oyer::datasets
