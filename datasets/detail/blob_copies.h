// CopiesOf: which paths, of which repositories, hold a blob.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "datasets/git.h"

namespace oyer::datasets::detail {

// The first kMost of each blob, in the order in which they were added, and how many there are: a blank file has
// thousands.
class CopiesOf {
 public:
  static constexpr std::size_t kMost = 20;

  struct Copy {
    const std::string* repository;  // both outlive this
    const std::string* path;
  };
  struct Copies {
    std::vector<Copy> first;
    std::uint64_t number = 0;
  };

  void add(const ObjectId& id, const std::string& repository, const std::string& path) {
    Copies& copies = by_blob_[id.hex];
    if (copies.first.size() < kMost) copies.first.push_back({&repository, &path});
    ++copies.number;
  }
  // Of a blob that was added.
  const Copies& of(const ObjectId& id) const { return by_blob_.at(id.hex); }

 private:
  std::unordered_map<std::string, Copies> by_blob_;  // never iterated
};

}  // namespace oyer::datasets::detail
